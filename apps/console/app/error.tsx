"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { MessagePage } from "@/components/ui/message-page";

/** The digest stands beside the cause in the logs, which is all that a page may tell of it. */
export default function ErrorPage({
  error,
  reset,
}: {
  readonly error: Error & { digest?: string };
  readonly reset: () => void;
}) {
  const t = useTranslations();
  return (
    <MessagePage title={t("errors.pageTitle")} text={t("errors.pageText")} homeLabel={t("errors.home")}>
      {error.digest === undefined ? null : (
        <p className="font-mono text-muted text-xs">{t("common.reference", { requestId: error.digest })}</p>
      )}
      <Button tone="primary" onClick={reset}>
        {t("errors.retry")}
      </Button>
    </MessagePage>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { Callout } from "@/components/ui/callout";
import { FaultActs, type FaultProps, faultText } from "@/components/ui/fault";
import { TabTitle } from "@/components/ui/tab-title";

/** Stands in for a page that failed, inside the frame: the rest of the console may be sound. */
export default function ErrorPage(props: FaultProps) {
  const t = useTranslations("errors");
  return (
    <div className="flex flex-col items-start gap-4">
      <TabTitle title={t("pageTitle")} />
      <h1 className="font-semibold text-2xl text-ink">{t("pageTitle")}</h1>
      <Callout tone="danger" role="alert">
        {t(faultText(props.error))}
      </Callout>
      <FaultActs {...props} />
    </div>
  );
}

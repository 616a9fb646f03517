"use client";

import { useTranslations } from "next-intl";
import { FaultActs, type FaultProps, faultText } from "@/components/ui/fault";
import { MessagePage } from "@/components/ui/message-page";

/** Stands in for a page outside the frame, and for the frame itself. */
export default function ErrorPage(props: FaultProps) {
  const t = useTranslations("errors");
  return (
    <MessagePage title={t("pageTitle")} text={t(faultText(props.error))} homeLabel={t("home")}>
      <FaultActs {...props} />
    </MessagePage>
  );
}

import { getTranslations } from "next-intl/server";
import { Callout } from "@/components/ui/callout";
import { TabTitle } from "@/components/ui/tab-title";

/** Answers with 403 inside the frame, so that a member can go on to what the role does reach. */
export default async function Forbidden() {
  const t = await getTranslations("errors");
  return (
    <div className="flex flex-col gap-4">
      <TabTitle title={t("forbiddenTitle")} />
      <h1 className="font-semibold text-2xl text-ink">{t("forbiddenTitle")}</h1>
      <Callout tone="warning">{t("forbiddenText")}</Callout>
    </div>
  );
}

import { getTranslations } from "next-intl/server";
import { Callout } from "@/components/ui/callout";
import { TabTitle } from "@/components/ui/tab-title";

/** Answers with 404 inside the frame, such as for a batch that has been removed meanwhile. */
export default async function NotFound() {
  const t = await getTranslations("errors");
  return (
    <div className="flex flex-col gap-4">
      <TabTitle title={t("notFoundTitle")} />
      <h1 className="font-semibold text-2xl text-ink">{t("notFoundTitle")}</h1>
      <Callout tone="info">{t("notFoundText")}</Callout>
    </div>
  );
}

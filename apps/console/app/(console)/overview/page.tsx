import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AutoRefresh } from "@/components/ui/auto-refresh";
import { PageHeader } from "@/components/ui/page-header";
import { BatchesAtWork } from "@/features/overview/batches-at-work";
import { CallCharts } from "@/features/overview/call-charts";
import { ExpiringTokens } from "@/features/overview/expiring-tokens";
import { NextSteps } from "@/features/overview/next-steps";
import { readOverview } from "@/features/overview/queries";
import { NoticeCallouts } from "@/features/tokens/notice-callouts";
import { readOpenNotices } from "@/features/tokens/page-queries";
import { authorizedPage } from "@/server/authorized-page";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("overview");
  return { title: t("title") };
}

/** Seconds between two looks: calls are counted by the minute and written every few seconds. */
const refreshSeconds = 15;

/** What is going on in the client, and what to do next. */
export default authorizedPage({
  path: "/overview",
  permission: "settings:read",
  async render({ actor, client, dependencies }) {
    const t = await getTranslations("overview");
    const [view, notices] = await Promise.all([
      readOverview(dependencies, actor, client),
      readOpenNotices(dependencies, actor, client),
    ]);
    return (
      <div className="flex flex-col gap-6">
        <AutoRefresh seconds={refreshSeconds} />
        <PageHeader title={t("title")} description={t("description", { name: client.name })} />
        <NoticeCallouts clientCode={client.code} view={notices} />
        {view.steps === null ? null : <NextSteps steps={view.steps} />}
        <CallCharts view={view} />
        <div className="grid gap-6 lg:grid-cols-2">
          <BatchesAtWork batches={view.batchesAtWork} />
          <ExpiringTokens tokens={view.expiringTokens} />
        </div>
      </div>
    );
  },
});

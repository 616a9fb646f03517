import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PageHeader } from "@/components/ui/page-header";
import { BatchDetail } from "@/features/batches/batch-detail";
import { readBatch } from "@/features/batches/queries";
import { authorizedPage } from "@/server/authorized-page";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("batches");
  return { title: t("oneTitle") };
}

/** One batch: how far it is, and what became of its rows. */
export default authorizedPage({
  path: "/batches/[batchId]",
  permission: "batch:read",
  async render({ actor, client, dependencies, params }) {
    const t = await getTranslations("batches");
    const view = await readBatch(dependencies, actor, client, params.get("batchId") ?? "");
    if (view === null) return null;
    return (
      <div className="flex flex-col gap-5">
        <PageHeader section={t("title")} title={view.batch.id} />
        <BatchDetail view={view} client={client} />
      </div>
    );
  },
});

import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Card, CardRow } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { BatchDetail } from "@/features/batches/batch-detail";
import { readBatch } from "@/features/batches/queries";
import { SentHeading } from "@/features/batches/sent-heading";
import { UploadForm } from "@/features/batches/upload/upload-form";
import { authorizedPage } from "@/server/authorized-page";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("batches.upload");
  return { title: t("title") };
}

/** Send a file, see what became of it, correct what failed and send that again, all in one place. */
export default authorizedPage({
  path: "/batches/new",
  permission: "batch:submit",
  async render({ actor, client, dependencies, query }) {
    const t = await getTranslations("batches");
    const sent = await readBatch(dependencies, actor, client, query.get("sent") ?? "");
    return (
      <div className="flex flex-col gap-6">
        <PageHeader title={t("upload.title")} description={t("upload.description")} />
        {sent === null ? null : (
          <section aria-label={t("upload.sentTitle")} className="flex flex-col gap-3">
            <SentHeading batchId={sent.batch.id}>
              {t("upload.sentTitle")} <span className="font-mono font-normal text-muted text-sm">{sent.batch.id}</span>
            </SentHeading>
            <BatchDetail view={sent} client={client} />
          </section>
        )}
        <Card id="upload" title={t(sent === null ? "upload.cardTitle" : "upload.cardTitleAgain")}>
          <CardRow>
            <UploadForm clientCode={client.code} />
          </CardRow>
        </Card>
      </div>
    );
  },
});

import { can } from "@silhouette/core/permission";
import { FileUp, Layers } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { AutoRefresh } from "@/components/ui/auto-refresh";
import { buttonStyle } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Moment } from "@/components/ui/moment";
import { PageHeader } from "@/components/ui/page-header";
import { Pager } from "@/components/ui/pager";
import { Progress } from "@/components/ui/progress";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { BatchStateBadge } from "@/features/batches/batch-state";
import { LISTED_STATES, readBatchList } from "@/features/batches/queries";
import { authorizedPage } from "@/server/authorized-page";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("batches");
  return { title: t("title") };
}

/** Seconds between two looks while a batch of the page moves. */
const refreshSeconds = 3;

/** Every file that was submitted, newest first. */
export default authorizedPage({
  path: "/batches",
  permission: "batch:read",
  async render({ actor, client, dependencies, query }) {
    const t = await getTranslations();
    const format = await getFormatter();
    const { batches, state, isFirstPage, next } = await readBatchList(dependencies, client, query);
    const mayUpload = can(actor, "batch:submit", client.id);
    const address = (after: string | null) => {
      const parameters = new URLSearchParams({
        ...(state === null ? {} : { state }),
        ...(after === null ? {} : { after }),
      });
      return parameters.size === 0 ? "/batches" : `/batches?${parameters}`;
    };
    return (
      <div className="flex flex-col gap-5">
        {batches.some((batch) => batch.state === "queued") ? <AutoRefresh seconds={refreshSeconds} /> : null}
        <PageHeader
          title={t("batches.title")}
          description={t("batches.description")}
          actions={
            mayUpload ? (
              <Link href="/batches/new" className={buttonStyle({ tone: "primary" })}>
                <FileUp aria-hidden className="size-4" />
                {t("batches.uploadFile")}
              </Link>
            ) : undefined
          }
        />
        <nav aria-label={t("batches.filter")} className="flex flex-wrap gap-1.5">
          {([null, ...LISTED_STATES] as const).map((choice) => (
            <Link
              key={choice ?? "all"}
              href={choice === null ? "/batches" : `/batches?state=${choice}`}
              aria-current={choice === state ? "page" : undefined}
              className="rounded-full border border-line bg-raised px-3 py-1 font-medium text-sm hover:bg-hover aria-[current=page]:border-transparent aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent-strong"
            >
              {choice === null ? t("batches.all") : t(`batches.state.${choice}`)}
            </Link>
          ))}
        </nav>
        {batches.length === 0 ? (
          <EmptyState
            icon={Layers}
            title={t(state === null ? "batches.noneTitle" : "batches.noneInState")}
            text={t("batches.noneText")}
          />
        ) : (
          <Table label={t("batches.title")}>
            <thead>
              <tr>
                <Th>{t("batches.idHead")}</Th>
                <Th>{t("batches.stateHead")}</Th>
                <Th isNumber>{t("batches.rowsHead")}</Th>
                <Th isNumber>{t("batches.failed")}</Th>
                <Th>{t("batches.submitted")}</Th>
              </tr>
            </thead>
            <tbody>
              {batches.map((batch) => {
                const consumed = batch.counters.succeeded + batch.counters.notFound + batch.counters.failed;
                return (
                  <Tr key={batch.id}>
                    <Td>
                      <Link
                        href={`/batches/${encodeURIComponent(batch.id)}`}
                        className="link font-mono text-[0.8125rem]"
                      >
                        {batch.id}
                      </Link>
                    </Td>
                    <Td className="min-w-36">
                      <BatchStateBadge state={batch.state} />
                      {batch.state === "queued" ? (
                        <div className="mt-1.5">
                          <Progress
                            label={t("batches.progressOf", { id: batch.id })}
                            value={consumed}
                            max={batch.rowsTotal}
                          />
                        </div>
                      ) : null}
                    </Td>
                    <Td isNumber>{format.number(batch.rowsTotal)}</Td>
                    <Td isNumber>{format.number(batch.counters.failed)}</Td>
                    <Td className="whitespace-nowrap">
                      <Moment at={batch.submittedAt} />
                    </Td>
                  </Tr>
                );
              })}
            </tbody>
          </Table>
        )}
        <Pager first={isFirstPage ? null : address(null)} next={next === null ? null : address(next)} />
      </div>
    );
  },
});

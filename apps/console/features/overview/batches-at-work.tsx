import type { ListedBatch } from "@silhouette/core/batch-list";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Card, CardRow } from "@/components/ui/card";
import { Progress } from "@/components/ui/progress";

/** The batches that are applied or wait for it. */
export function BatchesAtWork({ batches }: { readonly batches: readonly ListedBatch[] }) {
  const t = useTranslations("overview");
  return (
    <Card id="batches-at-work" title={t("batchesAtWork")}>
      {batches.length === 0 ? (
        <CardRow className="text-muted">{t("noBatches")}</CardRow>
      ) : (
        batches.map(({ id, counters, rowsTotal }) => {
          const consumed = counters.succeeded + counters.notFound + counters.failed;
          return (
            <CardRow key={id}>
              <div className="mb-1.5 flex flex-wrap justify-between gap-x-3">
                <Link
                  href={`/batches/${encodeURIComponent(id)}`}
                  className="link wrap-anywhere font-mono text-[0.8125rem]"
                >
                  {id}
                </Link>
                <span className="text-muted tabular-nums">{t("rows", { consumed, total: rowsTotal })}</span>
              </div>
              <Progress label={id} value={consumed} max={rowsTotal} />
            </CardRow>
          );
        })
      )}
    </Card>
  );
}

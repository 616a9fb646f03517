import type { Client } from "@silhouette/core/client";
import { Download } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { AutoRefresh } from "@/components/ui/auto-refresh";
import { buttonStyle } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Card, CardRow } from "@/components/ui/card";
import { Moment } from "@/components/ui/moment";
import { Progress } from "@/components/ui/progress";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { BatchActs } from "./batch-acts";
import { BatchStateBadge } from "./batch-state";
import { CorrectRows } from "./correct-rows";
import { HeaderWarning } from "./header-warning";
import { toDuration } from "./pace";
import type { BatchView } from "./queries";

/** Seconds between two looks at a batch that moves: often enough to see it, seldom enough for many who watch. */
const refreshSeconds = 2;

/** Steps in which progress is read out: a screen reader that spoke with every look would say nothing else. */
const spokenSteps = 10;
const spokenShare = (consumed: number, total: number): number =>
  total === 0 ? 0 : Math.floor((consumed / total) * spokenSteps) / spokenSteps;

type Props = { readonly view: BatchView; readonly client: Client };

/** How a batch stands, what became of its rows, and what to do about those that failed. */
export function BatchDetail({ view, client }: Props) {
  const t = useTranslations("batches");
  const format = useFormatter();
  const { batch, consumed } = view;
  const { rowsPerSecond, secondsLeft } = view.pace;
  const rate = Math.round(rowsPerSecond ?? 0);
  // Intl.DurationFormat would do this alone; Node 20 does not have it.
  const named = (seconds: number) =>
    format.list(
      toDuration(seconds).map(({ unit, value }) => format.number(value, { style: "unit", unit, unitDisplay: "long" })),
      { type: "unit", style: "short" },
    );
  const { succeeded, notFound, failed } = batch.counters;
  const counters = [
    { name: t("succeeded"), value: succeeded },
    { name: t("notFound"), value: notFound },
    { name: t("failed"), value: failed },
    { name: t("waiting"), value: batch.rowsTotal - consumed },
  ];
  return (
    <div className="flex flex-col gap-6">
      {batch.state === "queued" ? <AutoRefresh seconds={refreshSeconds} /> : null}
      <Card id="batch-progress" title={t("progress")}>
        <CardRow>
          <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
            <BatchStateBadge state={batch.state} />
            <p className="text-muted tabular-nums">
              {t("consumed", { consumed, total: batch.rowsTotal })}
              {rate < 1 ? "" : ` · ${t("rate", { rate })}`}
              {secondsLeft === null ? "" : ` · ${t("left", { duration: named(secondsLeft) })}`}
            </p>
          </div>
          <p role="status" className="sr-only">
            {batch.state === "queued" || batch.state === "receiving"
              ? t("spoken.moving", { share: spokenShare(consumed, batch.rowsTotal) })
              : t("spoken.ended", { state: batch.state, failed })}
          </p>
          <div className="mt-3">
            <Progress label={t("progress")} value={consumed} max={batch.rowsTotal} />
          </div>
          {batch.state === "stuck" ? (
            <Callout tone="danger" className="mt-4">
              {t("stuckText")}
            </Callout>
          ) : null}
        </CardRow>
        <CardRow>
          <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-4">
            {counters.map(({ name, value }) => (
              <div key={name}>
                <dt className="text-muted text-xs">{name}</dt>
                <dd className="font-semibold text-lg tabular-nums">{format.number(value)}</dd>
              </div>
            ))}
          </dl>
        </CardRow>
        <CardRow className="text-muted">
          <p>
            {t("submitted")} <Moment at={batch.submittedAt} format="seconds" />
            {batch.completedAt === null ? null : (
              <>
                {" · "}
                {t("ended")} <Moment at={batch.completedAt} format="seconds" />
              </>
            )}
          </p>
          <p className="mt-1">{t(batch.apiVersion === 1 ? "version1" : "version2")}</p>
          {view.mayChange && (batch.state === "queued" || batch.state === "stuck") ? (
            <div className="mt-3 flex flex-wrap gap-2">
              <BatchActs clientCode={client.code} batchId={batch.id} state={batch.state} />
            </div>
          ) : null}
        </CardRow>
      </Card>
      {view.report.length === 0 ? null : <Report view={view} client={client} />}
    </div>
  );
}

function Report({ view, client }: Props) {
  const t = useTranslations("batches");
  const { batch, failed, report, mayChange } = view;
  const files = `/api/console/${client.code}/batches/${encodeURIComponent(batch.id)}`;
  return (
    <Card id="batch-report" title={t("reportTitle")} description={t("reportText")}>
      <CardRow>
        <div className="flex flex-wrap gap-2">
          {failed.length === 0 ? null : (
            <a href={`${files}/failed-rows.txt`} download className={buttonStyle({ size: "small" })}>
              <Download aria-hidden className="size-4" />
              {t("downloadFailed")}
            </a>
          )}
          <a href={`${files}/rows.csv`} download className={buttonStyle({ size: "small" })}>
            <Download aria-hidden className="size-4" />
            {t("downloadReport")}
          </a>
        </div>
      </CardRow>
      {failed.length > 0 && mayChange ? (
        <CardRow>
          <h3 className="mb-3 font-medium">
            {t("correctTitle", { shown: failed.length, count: batch.counters.failed })}
          </h3>
          <CorrectRows
            key={batch.id}
            clientCode={client.code}
            apiVersion={batch.apiVersion}
            header={batch.header}
            headerText={view.headerText}
            rows={failed}
          />
        </CardRow>
      ) : null}
      <CardRow>
        <Table label={t("reportTable")}>
          <thead>
            <tr>
              <Th isNumber>{t("lineHead")}</Th>
              <Th>{t("idHead")}</Th>
              <Th>{t("reasonHead")}</Th>
            </tr>
          </thead>
          <tbody>
            {report.map((row) => (
              <Tr key={`${row.line} ${row.code}`}>
                <Td isNumber>{row.line}</Td>
                <Td className="wrap-anywhere font-mono text-[0.8125rem]">{row.profileId}</Td>
                <Td>{row.line === 1 ? <HeaderWarning {...row} /> : t(`code.${row.code}`)}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      </CardRow>
    </Card>
  );
}

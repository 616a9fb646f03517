import "server-only";
import { BATCH_STATES, type BatchState } from "@silhouette/core/batch";
import type { ListedBatch } from "@silhouette/core/batch-list";
import { type BatchReport, headerLine, type ReportedRow } from "@silhouette/core/batch-report";
import type { Client } from "@silhouette/core/client";
import { BatchId } from "@silhouette/core/ids";
import { type Actor, can } from "@silhouette/core/permission";
import { z } from "zod";
import type { Dependencies } from "@/server/dependencies";
import { pageQuery, toPage } from "@/server/page";
import { type Pace, paceOf } from "./pace";
import type { FaultyRow } from "./upload/check-file";

const pageEntries = 25;
/** Failed rows that can be corrected in the page; all of them are in the file. */
const editableRowsMax = 50;
/** Bytes of their texts together: a page is no place for more. */
const editableBytesMax = 64 * 1024;
const reportRowsMax = 50;

/** States that a list can be narrowed to. */
export const LISTED_STATES = BATCH_STATES.filter((state) => state !== "receiving");
export type ListedState = Exclude<BatchState, "receiving">;

const ListQuery = z.object({
  ...pageQuery(z.object({ submittedAt: z.iso.datetime().transform((text) => new Date(text)), id: BatchId })),
  state: z.enum(["queued", "complete", "stuck", "cancelled"]).nullable().default(null).catch(null),
});

export type BatchListView = {
  readonly batches: readonly ListedBatch[];
  readonly state: ListedState | null;
  readonly isFirstPage: boolean;
  readonly next: string | null;
};

/** A page of the client's batches; what the address asks for and is not there becomes the first page of all. */
export async function readBatchList(
  { batchList }: Pick<Dependencies, "batchList">,
  client: Client,
  query: ReadonlyMap<string, string>,
): Promise<BatchListView> {
  const parsed = ListQuery.safeParse({ cursor: query.get("after"), state: query.get("state") ?? null });
  const { state, cursor } = parsed.success ? parsed.data : { state: null, cursor: null };
  const found = await batchList.list(client.id, { state, after: cursor, limit: pageEntries + 1 });
  const { items, next } = toPage(found, pageEntries, ({ submittedAt, id }) => ({ submittedAt, id }));
  return { batches: items, state, isFirstPage: cursor === null, next };
}

export type BatchView = {
  readonly batch: BatchReport;
  readonly headerText: string;
  readonly consumed: number;
  readonly pace: Pace;
  readonly failed: readonly FaultyRow[];
  readonly report: readonly ReportedRow[];
  readonly mayChange: boolean;
};

/** One batch with the beginning of its report; null for an unknown one. */
export async function readBatch(
  { batchReports, now }: Pick<Dependencies, "batchReports" | "now">,
  actor: Actor,
  client: Client,
  id: string,
): Promise<BatchView | null> {
  if (id === "" || id.includes("\0")) return null;
  const batch = await batchReports.find(client.id, BatchId.parse(id));
  if (batch === null) return null;
  const [failed, report] = await Promise.all([
    batchReports.listRows(batch.id, {
      outcome: "failed",
      after: null,
      limit: editableRowsMax,
      textBytesMax: editableBytesMax,
    }),
    batchReports.listRows(batch.id, { outcome: null, after: null, limit: reportRowsMax, textBytesMax: null }),
  ]);
  const { succeeded, notFound, failed: failedCount } = batch.counters;
  const consumed = succeeded + notFound + failedCount;
  return {
    batch,
    headerText: headerLine(batch.header),
    consumed,
    pace: paceOf(batch, now()),
    failed: failed.map(({ line, profileId, code, row }) => ({ line, id: profileId, code, text: row })),
    report,
    mayChange: can(actor, "batch:submit", client.id),
  };
}

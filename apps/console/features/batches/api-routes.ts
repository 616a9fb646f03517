import "server-only";
import type { BatchState } from "@silhouette/core/batch";
import type { BatchListQuery, ListedBatch } from "@silhouette/core/batch-list";
import {
  type BatchReport,
  type BatchReportStore,
  failedRowsFile,
  type ReportedRow,
  rowsCsv,
} from "@silhouette/core/batch-report";
import { BatchId, type ClientId } from "@silhouette/core/ids";
import { refuse, succeed } from "@silhouette/core/result";
import { z } from "zod";
import { type AnyAdminRoute, adminRoute } from "@/server/admin-route";
import { fileResponse } from "@/server/file-response";
import { pageQuery, toPage } from "@/server/page";
import { BATCH_DOCUMENTATION, BatchStateWord } from "./api-documentation";
import { cancelBatch, noteExport, restartBatch } from "./commands";
import { allRows } from "./report-files";

const NOT_FOUND = refuse([{ code: "Resource.NotFound" }] as const);

const NoQuery = z.object({});
const Outcome = z.enum(["failed", "warned"]).optional();
/** An id that cannot be one is as unknown as one that is none. */
const Parameters = z.object({ batchId: BatchId.refine((id) => !id.includes("\0")) });

const ListQuery = z.object({
  ...pageQuery(z.object({ submittedAt: z.iso.datetime().transform((text) => new Date(text)), id: BatchId })),
  state: BatchStateWord.optional(),
});

const RowsQuery = z.object({
  ...pageQuery(z.object({ line: z.int().min(0), code: z.string().max(40) })),
  outcome: Outcome,
});

const LIST_PATH = "/batches";
const PATH = "/batches/{batchId}";

const listBatches = adminRoute({
  method: "GET",
  path: LIST_PATH,
  permission: "batch:read",
  query: ListQuery,
  body: null,
  documentation: BATCH_DOCUMENTATION.list,
  handle: async ({ client, query }, { batchList }) => {
    const { limit, cursor, state } = query;
    const wanted = { state: state === undefined ? null : toState(state), after: cursor, limit: limit + 1 };
    const { items, next } = toPage(await batchList.list(client.id, wanted), limit, ({ submittedAt, id }) => ({
      submittedAt,
      id,
    }));
    return succeed({ status: 200, body: { batches: items.map(toBatchView), next } });
  },
});

const readBatch = adminRoute({
  method: "GET",
  path: PATH,
  permission: "batch:read",
  params: Parameters,
  query: NoQuery,
  body: null,
  documentation: BATCH_DOCUMENTATION.batch,
  handle: async ({ client, params }, { batchReports }) => {
    const batch = await findBatch(batchReports, client.id, params);
    return batch === null ? NOT_FOUND : succeed({ status: 200, body: toBatchView(batch) });
  },
});

const readRows = adminRoute({
  method: "GET",
  path: `${PATH}/rows`,
  permission: "batch:read",
  params: Parameters,
  query: RowsQuery,
  body: null,
  documentation: BATCH_DOCUMENTATION.rows,
  handle: async ({ client, params, query }, { batchReports }) => {
    const batch = await findBatch(batchReports, client.id, params);
    if (batch === null) return NOT_FOUND;
    const { limit, outcome = null, cursor } = query;
    // Texts are left out, so that none makes the page too long.
    const page = { outcome, after: cursor, limit: limit + 1, textBytesMax: null };
    const rows = await batchReports.listRows(batch.id, page);
    const { items, next } = toPage(rows, limit, ({ line, code }) => ({ line, code }));
    return succeed({ status: 200, body: { rows: items.map(toRowView), next } });
  },
});

const readCsv = adminRoute({
  method: "GET",
  path: `${PATH}/rows.csv`,
  permission: "batch:read",
  params: Parameters,
  query: z.object({ outcome: Outcome }),
  body: null,
  documentation: BATCH_DOCUMENTATION.csv,
  handle: async ({ actor, client, params, query, origin }, dependencies) => {
    const { batchReports } = dependencies;
    const batch = await findBatch(batchReports, client.id, params);
    if (batch === null) return NOT_FOUND;
    const { outcome = null } = query;
    await noteExport(dependencies, actor, batch.id, "rows.csv", outcome, origin);
    const rows = allRows(batchReports, batch.id, outcome);
    return succeed(fileResponse(rowsCsv(rows), "text/csv; charset=utf-8; header=present", `${batch.id}-rows.csv`));
  },
});

const readFailedRows = adminRoute({
  method: "GET",
  path: `${PATH}/failed-rows.txt`,
  permission: "batch:read",
  params: Parameters,
  query: NoQuery,
  body: null,
  documentation: BATCH_DOCUMENTATION.failedRows,
  handle: async ({ actor, client, params, origin }, dependencies) => {
    const { batchReports } = dependencies;
    const batch = await findBatch(batchReports, client.id, params);
    if (batch === null) return NOT_FOUND;
    await noteExport(dependencies, actor, batch.id, "failed-rows.txt", "failed", origin);
    const rows = allRows(batchReports, batch.id, "failed");
    return succeed(
      fileResponse(failedRowsFile(batch.header, rows), "text/plain; charset=utf-8", `${batch.id}-failed-rows.txt`),
    );
  },
});

const restart = adminRoute({
  method: "POST",
  path: `${PATH}/restart`,
  permission: "batch:submit",
  params: Parameters,
  query: NoQuery,
  body: null,
  documentation: BATCH_DOCUMENTATION.restart,
  handle: async ({ actor, client, params, origin }, dependencies) => {
    const batch = await findBatch(dependencies.batchReports, client.id, params);
    if (batch === null) return NOT_FOUND;
    const outcome = await restartBatch(dependencies, actor, batch.id, origin);
    if (outcome === "not-found") return NOT_FOUND;
    if (outcome === "not-stuck") return refuse([{ code: "Batch.NotStuck" }]);
    const { state: _, ...others } = batch;
    return succeed({ status: 202, body: toBatchView({ ...others, state: "queued" }) });
  },
});

const cancel = adminRoute({
  method: "POST",
  path: `${PATH}/cancel`,
  permission: "batch:submit",
  params: Parameters,
  query: NoQuery,
  body: null,
  documentation: BATCH_DOCUMENTATION.cancel,
  handle: async ({ actor, client, params, origin }, dependencies) => {
    const outcome = await cancelBatch(dependencies, actor, params.batchId, origin);
    if (outcome === "over") return refuse([{ code: "Batch.Over" }]);
    const batch = outcome === "cancelled" ? await findBatch(dependencies.batchReports, client.id, params) : null;
    return batch === null ? NOT_FOUND : succeed({ status: 202, body: toBatchView(batch) });
  },
});

/** `/api/v1/clients/{code}/batches` and what is below it, by the last part of the path. U-19. */
export const batchRoutes = {
  list: [listBatches],
  batch: [readBatch],
  rows: [readRows],
  csv: [readCsv],
  failedRows: [readFailedRows],
  restart: [restart],
  cancel: [cancel],
} as const satisfies Record<string, readonly AnyAdminRoute[]>;

const findBatch = (
  reports: BatchReportStore,
  clientId: ClientId,
  { batchId }: z.infer<typeof Parameters>,
): Promise<BatchReport | null> => reports.find(clientId, batchId);

/** A batch that waits or is being applied is `incomplete`, as callers of the original know it. */
const toStateWord = (state: BatchState) => (state === "queued" || state === "receiving" ? "incomplete" : state);
const toState = (word: BatchStateWord): BatchListQuery["state"] => (word === "incomplete" ? "queued" : word);

function toBatchView(batch: ListedBatch): object {
  const { counters, state } = batch;
  return {
    batchId: batch.id,
    state: toStateWord(state),
    apiVersion: batch.apiVersion,
    batchSize: batch.rowsTotal,
    consumedCount: counters.succeeded + counters.notFound + counters.failed,
    successfulUpdates: counters.succeeded,
    profilesNotFound: counters.notFound,
    failedUpdates: counters.failed,
    submittedAt: batch.submittedAt,
    progressedAt: batch.progressedAt,
    completedAt: batch.completedAt,
  };
}

const toRowView = ({ line, profileId, outcome, code, detail }: ReportedRow): object => ({
  line,
  id: profileId,
  outcome,
  code,
  detail,
});

import "server-only";
import { type Batch, toWireStatus } from "@silhouette/core/batch";
import {
  type BatchReport,
  type BatchReportStore,
  failedRowsFile,
  formatCursor,
  parseCursor,
  type ReportCursor,
  type ReportedRow,
  type ReportOutcome,
  rowsCsv,
} from "@silhouette/core/batch-report";
import { BatchId, type ClientId } from "@silhouette/core/ids";
import { refuse, succeed } from "@silhouette/core/result";
import { z } from "zod";
import { type AnyAdminRoute, adminRoute } from "@/server/admin-route";
import { restartBatch } from "./commands";

/** Bytes of row texts that are in memory at a time, beside one row more. */
const TEXT_BYTES_MAX = 1024 * 1024;
/** Rows that are read at a time for a file. */
const FILE_PAGE_ROWS = 1000;
const NOT_FOUND = refuse([{ code: "Resource.NotFound" }] as const);

const NoQuery = z.object({});
const Outcome = z.enum(["failed", "warned"]).optional();

const RowsQuery = z.object({
  outcome: Outcome,
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z
    .string()
    .transform((text, context): ReportCursor => {
      const cursor = parseCursor(text);
      if (cursor !== null) return cursor;
      context.addIssue({ code: "custom", message: "not a cursor" });
      return z.NEVER;
    })
    .optional(),
});

const PATH = "/batches/{batchId}";

const readBatch = adminRoute({
  method: "GET",
  path: PATH,
  permission: "batch:read",
  query: NoQuery,
  body: null,
  handle: async ({ client, params }, { batchReports }) => {
    const batch = await findBatch(batchReports, client.id, params);
    return batch === null ? NOT_FOUND : succeed({ status: 200, body: toBatchView(batch) });
  },
});

const readRows = adminRoute({
  method: "GET",
  path: `${PATH}/rows`,
  permission: "batch:read",
  query: RowsQuery,
  body: null,
  handle: async ({ client, params, query }, { batchReports }) => {
    const batch = await findBatch(batchReports, client.id, params);
    if (batch === null) return NOT_FOUND;
    const { limit, outcome = null, cursor = null } = query;
    // One row more than asked for tells whether there is a next page; texts are left out, so none is too long.
    const page = { outcome, after: cursor, limit: limit + 1, textBytesMax: null };
    const rows = await batchReports.listRows(batch.id, page);
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const next = rows.length > limit && last !== undefined ? formatCursor({ ...last }) : null;
    return succeed({ status: 200, body: { rows: shown.map(toRowView), next } });
  },
});

const readCsv = adminRoute({
  method: "GET",
  path: `${PATH}/rows.csv`,
  permission: "batch:read",
  query: z.object({ outcome: Outcome }),
  body: null,
  handle: async ({ client, params, query }, { batchReports }) => {
    const batch = await findBatch(batchReports, client.id, params);
    if (batch === null) return NOT_FOUND;
    const rows = allRows(batchReports, batch.id, query.outcome ?? null);
    return succeed(file(rowsCsv(rows), "text/csv; charset=utf-8; header=present", `${batch.id}-rows.csv`));
  },
});

const readFailedRows = adminRoute({
  method: "GET",
  path: `${PATH}/failed-rows.txt`,
  permission: "batch:read",
  query: NoQuery,
  body: null,
  handle: async ({ client, params }, { batchReports }) => {
    const batch = await findBatch(batchReports, client.id, params);
    if (batch === null) return NOT_FOUND;
    const rows = allRows(batchReports, batch.id, "failed");
    return succeed(
      file(failedRowsFile(batch.header, rows), "text/plain; charset=utf-8", `${batch.id}-failed-rows.txt`),
    );
  },
});

const restart = adminRoute({
  method: "POST",
  path: `${PATH}/restart`,
  permission: "batch:submit",
  query: NoQuery,
  body: null,
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

/** `/api/v1/clients/{code}/batches/{batchId}` and what is below it, by the last part of the path. U-19. */
export const batchRoutes = {
  batch: [readBatch],
  rows: [readRows],
  csv: [readCsv],
  failedRows: [readFailedRows],
  restart: [restart],
} as const satisfies Record<string, readonly AnyAdminRoute[]>;

/** An id that cannot be one is as unknown as one that is none. */
async function findBatch(
  reports: BatchReportStore,
  clientId: ClientId,
  { batchId }: Readonly<Record<string, unknown>>,
): Promise<BatchReport | null> {
  const id = BatchId.safeParse(batchId);
  return id.success && !id.data.includes("\0") ? reports.find(clientId, id.data) : null;
}

function toBatchView(batch: Batch & { readonly progressedAt: Date }): object {
  const { counters, state } = batch;
  return {
    batchId: batch.id,
    // Nobody finds a batch that is still being received.
    state: state === "receiving" ? "incomplete" : toWireStatus(state),
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

/** Every row of a report, a page at a time. */
async function* allRows(
  reports: BatchReportStore,
  id: BatchId,
  outcome: ReportOutcome | null,
): AsyncGenerator<ReportedRow, void> {
  let after: ReportCursor | null = null;
  for (;;) {
    const page = { outcome, after, limit: FILE_PAGE_ROWS, textBytesMax: TEXT_BYTES_MAX };
    const rows: readonly ReportedRow[] = await reports.listRows(id, page);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last;
  }
}

/** Sent piece by piece, as fast as the caller takes it. A failure on the way breaks the connection off. */
function file(pieces: AsyncGenerator<string, void>, type: string, name: string): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await joined(pieces);
      if (value !== "") controller.enqueue(encoder.encode(value));
      if (done) controller.close();
    },
    cancel: async () => {
      await pieces.return();
    },
  });
  const headers = { "Content-Type": type, "Content-Disposition": `attachment; filename="${toFileName(name)}"` };
  return new Response(body, { headers });
}

/** Characters that are sent as one piece at least. */
const PIECE_LENGTH = 64 * 1024;

async function joined(pieces: AsyncGenerator<string, void>): Promise<{ done: boolean; value: string }> {
  let value = "";
  while (value.length < PIECE_LENGTH) {
    const next = await pieces.next();
    if (next.done) return { done: true, value };
    value += next.value;
  }
  return { done: false, value };
}

const toFileName = (name: string): string => name.replace(/[^\w.-]/g, "_");

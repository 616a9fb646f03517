import "server-only";
import { BATCH_BYTES_MAX, type BatchRefusal } from "@silhouette/core/batch";
import { failedRowsFile, rowsCsv } from "@silhouette/core/batch-report";
import { BatchId } from "@silhouette/core/ids";
import { BrokenBody, declaredLength } from "@silhouette/profile-api/body";
import { isPlainBody, receiveBatch } from "@silhouette/profile-api/receive-batch";
import { z } from "zod";
import { fileResponse } from "@/server/file-response";
import { problemReply } from "@/server/problem";
import { type SessionRoute, sessionRoute } from "@/server/session-route";
import { noteExport } from "./commands";
import { allRows } from "./report-files";

/** What the page that sends a file learns of it. The words are the page's: it speaks the reader's language. */
export type UploadReply =
  | { readonly kind: "accepted"; readonly batchId: string }
  | { readonly kind: "refused"; readonly refusal: BatchRefusal }
  /** It broke off on the way, and nothing of it was kept. */
  | { readonly kind: "lost" };

const UploadQuery = z.object({ version: z.enum(["1", "2"]).default("2") });

/**
 * Takes a file from the page of batches. It is a batch like any other: the same bytes sent to the Profile API with a
 * token have the same outcome (contract section 5).
 */
export const uploadBatch = sessionRoute({
  method: "POST",
  path: "/api/console/{code}/batches",
  permission: "batch:submit",
  handle: async ({ request, requestId, client, actor, origin }, { stores, batches, log, now }) => {
    const query = UploadQuery.safeParse(Object.fromEntries(new URL(request.url).searchParams));
    if (!query.success || !isPlainBody(request.headers)) {
      return problemReply([{ code: "Parameter.Invalid" }], requestId, now());
    }
    if ((declaredLength(request.headers) ?? 0) > BATCH_BYTES_MAX) {
      return reply(413, { kind: "refused", refusal: "too-many-bytes" });
    }
    const apiVersion = query.data.version === "1" ? 1 : 2;
    try {
      const received = await receiveBatch({ request, requestId, client, apiVersion }, { batches, log, now });
      if (!received.ok) return reply(422, { kind: "refused", refusal: received.refusal });
      const { kind, id, name } = actor;
      const detail = { apiVersion };
      await stores.audit.append(
        {
          clientId: client.id,
          actor: { kind, id, name },
          action: "batch.submitted",
          target: received.value,
          detail,
          origin,
        },
        now(),
      );
      return reply(201, { kind: "accepted", batchId: received.value });
    } catch (error) {
      if (!(error instanceof BrokenBody)) throw error;
      return reply(400, { kind: "lost" });
    }
  },
});

/** The failed rows as they were sent: to be corrected in any editor and sent again. */
export const failedRowsRoute: SessionRoute = {
  method: "GET",
  path: "/api/console/{code}/batches/{batchId}/failed-rows.txt",
  permission: "batch:read",
  handle: async ({ actor, client, params, origin }, dependencies) => {
    const { batchReports } = dependencies;
    const batch = await batchReports.find(client.id, BatchId.parse(params.batchId));
    if (batch === null) return null;
    await noteExport(dependencies, actor, batch.id, "failed-rows.txt", "failed", origin);
    const rows = allRows(batchReports, batch.id, "failed");
    return fileResponse(failedRowsFile(batch.header, rows), "text/plain; charset=utf-8", `${batch.id}-failed-rows.txt`);
  },
};
export const downloadFailedRows = sessionRoute(failedRowsRoute);

/** Every row that failed or warned, for a spreadsheet. */
export const rowsRoute: SessionRoute = {
  method: "GET",
  path: "/api/console/{code}/batches/{batchId}/rows.csv",
  permission: "batch:read",
  handle: async ({ actor, client, params, origin }, dependencies) => {
    const { batchReports } = dependencies;
    const batch = await batchReports.find(client.id, BatchId.parse(params.batchId));
    if (batch === null) return null;
    await noteExport(dependencies, actor, batch.id, "rows.csv", null, origin);
    const rows = allRows(batchReports, batch.id, null);
    return fileResponse(rowsCsv(rows), "text/csv; charset=utf-8; header=present", `${batch.id}-rows.csv`);
  },
};
export const downloadRows = sessionRoute(rowsRoute);

const reply = (status: number, body: UploadReply): Response => Response.json(body, { status });

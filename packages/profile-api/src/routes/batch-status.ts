import { type Batch, type RowResult, toWireStatus } from "@silhouette/core/batch";
import { BatchId } from "@silhouette/core/ids";
import type { Route } from "../call.ts";
import { escapeXml, xmlRefusal, xmlReply } from "../replies.ts";

/** Failed rows that the detailed reply lists; all of them are in the row report (U-19). */
const LISTED_ROWS_MAX = 1000;

/** Batch ids are made of a client code, a time and a number: anything else cannot be known. */
const BATCH_ID = /^[A-Za-z0-9-]{1,120}$/;

/** Tells how far a batch is, at either address (contract section 1). Source: contract section 6, U-18, U-19. */
export const batchStatus = (path: string): Route => ({
  surface: "status",
  methods: ["GET"],
  path,
  refusal: xmlRefusal,
  async handle({ client, query, deps }) {
    const text = query.get("batchId") ?? "";
    if (text === "") return xmlRefusal(400, "batchId is required");
    const batch = BATCH_ID.test(text) ? await deps.batches.find(client.id, BatchId.parse(text)) : null;
    if (batch === null) return xmlReply(404, unknownBatch(text));
    if (query.get("showDetails")?.toLowerCase() !== "true") return xmlReply(200, response(summaryOf(batch)));
    const failed = await deps.batches.listFailed(batch.id, LISTED_ROWS_MAX);
    return xmlReply(200, response(summaryOf(batch) + countersOf(batch) + failed.map(rowOf).join("")));
  },
});

const response = (content: string): string => `<response>${content}</response>`;
const element = (name: string, content: string | number): string => `<${name}>${escapeXml(String(content))}</${name}>`;

const summaryOf = (batch: Batch): string =>
  element("batchId", batch.id) +
  element("status", batch.state === "receiving" ? "incomplete" : toWireStatus(batch.state)) +
  element("batchSize", batch.rowsTotal);

function countersOf({ counters: { succeeded, notFound, failed } }: Batch): string {
  return (
    element("consumedCount", succeeded + notFound + failed) +
    element("successfulUpdates", succeeded) +
    element("profilesNotFound", notFound) +
    element("failedUpdates", failed)
  );
}

const rowOf = (row: RowResult): string =>
  `<profile>${element("id", row.profileId)}${element("status", "failed")}</profile>`;

const unknownBatch = (id: string): string =>
  response(element("batchId", id) + element("status", "unknown") + element("message", "Batch not found"));

import "server-only";
import { z } from "zod";
import type { RouteDocumentation } from "@/server/admin-route";
import { pageOf, Time } from "@/server/api-schema";

const tag = "Batches";

/** States in the words of this API. */
export const BatchStateWord = z.enum(["incomplete", "complete", "stuck", "cancelled"]);
export type BatchStateWord = z.infer<typeof BatchStateWord>;

const BatchView = z
  .object({
    batchId: z.string(),
    state: BatchStateWord.describe(
      "`stuck`: a worker gave up, and it can be restarted; `cancelled`: somebody gave it up",
    ),
    apiVersion: z.union([z.literal(1), z.literal(2)]).describe("1 updates profiles that exist, 2 also creates them"),
    batchSize: z.int().describe("Rows, without the header"),
    consumedCount: z.int().describe("Rows handled so far"),
    successfulUpdates: z.int(),
    profilesNotFound: z.int(),
    failedUpdates: z.int(),
    submittedAt: Time,
    progressedAt: Time.describe("When something last happened to it"),
    completedAt: Time.nullable(),
  })
  .meta({ id: "Batch" });

const RowView = z
  .object({
    line: z.int().describe("Counts from 1, as an editor shows it; line 1 is the header"),
    id: z.string().describe("The visitor's id as sent; empty where there is none"),
    outcome: z.enum(["failed", "warned"]),
    code: z.string(),
    detail: z.string(),
  })
  .meta({ id: "BatchRow" });

const batch = {
  batchId: "acme-1772442927411-3",
  state: "complete",
  apiVersion: 2,
  batchSize: 4,
  consumedCount: 4,
  successfulUpdates: 3,
  profilesNotFound: 0,
  failedUpdates: 1,
  submittedAt: "2026-03-02T09:15:27.411Z",
  progressedAt: "2026-03-02T09:15:28.002Z",
  completedAt: "2026-03-02T09:15:28.002Z",
};
const row = { line: 3, id: "crm/2", outcome: "failed", code: "invalid-id", detail: "The id must not contain + or /" };

/** What the reference says of the calls about batches. */
export const BATCH_DOCUMENTATION = {
  list: {
    operationId: "listBatches",
    summary: "List batches",
    description: "Newest first. `state` chooses batches of one state.",
    tag,
    response: { status: 200, schema: pageOf("batches", BatchView), example: { batches: [batch], next: null } },
  },
  batch: {
    operationId: "readBatch",
    summary: "Read one batch with its counters",
    tag,
    response: { status: 200, schema: BatchView, example: batch },
  },
  rows: {
    operationId: "listBatchRows",
    summary: "List rows that failed or were applied with a warning",
    description:
      "Can be read while the batch is applied. All rows that are not listed were applied, or not found by v1.",
    tag,
    response: { status: 200, schema: pageOf("rows", RowView), example: { rows: [row], next: null } },
  },
  csv: {
    operationId: "readBatchRowsCsv",
    summary: "Read the row report as CSV",
    description:
      "With the rows as sent. What a spreadsheet would take for a formula, at the start of a cell or after a semicolon inside it, has an apostrophe in front.",
    tag,
    response: {
      status: 200,
      schema: z.string(),
      example: 'line,id,code,detail,row\r\n3,crm/2,invalid-id,The id must not contain + or /,"crm/2,gold"\r\n',
      contentType: "text/csv",
    },
  },
  failedRows: {
    operationId: "readFailedRows",
    summary: "Read the failed rows as a batch file, to be corrected and sent again",
    tag,
    response: {
      status: 200,
      schema: z.string(),
      example: "batch=thirdPartyId,tier\ncrm/2,gold\n",
      contentType: "text/plain",
    },
  },
  restart: {
    operationId: "restartBatch",
    summary: "Queue a stuck batch again",
    description: "It goes on after the last row that was applied. 409 for a batch that is not stuck.",
    tag,
    response: { status: 202, schema: BatchView, example: { ...batch, state: "incomplete", completedAt: null } },
    otherStatuses: [409],
  },
  cancel: {
    operationId: "cancelBatch",
    summary: "Give up a batch that is not over",
    description: "What was applied stays; rows that were not applied never will be. 409 for a batch that is over.",
    tag,
    response: { status: 202, schema: BatchView, example: { ...batch, state: "cancelled" } },
    otherStatuses: [409],
  },
} as const satisfies Record<string, RouteDocumentation>;

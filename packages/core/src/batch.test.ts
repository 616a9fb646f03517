import { expect, test } from "vitest";
import { BATCH_BYTES_MAX, BATCH_REFUSAL_MESSAGES, BATCH_ROWS_MAX, formatBatchId, toWireStatus } from "./batch.ts";

test("the limits are those of the contract (U-28)", () => {
  expect(BATCH_ROWS_MAX).toBe(500_000);
  expect(BATCH_BYTES_MAX).toBe(52_428_799);
});

test("refusals use the words that callers know (U-28)", () => {
  expect(BATCH_REFUSAL_MESSAGES).toEqual({
    "batch-empty": "Batch is empty",
    "first-column": "First column must be pcId or thirdPartyId",
    "header-too-long": "Header row exceeds 1 MB",
    "too-many-rows": "Batch exceeds 500000 rows",
    "too-many-bytes": "Batch exceeds 50 MB",
  });
});

test("a batch id has the shape that callers have seen", () => {
  expect(formatBatchId("acme", new Date("2026-03-02T09:15:27.411Z"), 10_000_017)).toBe("acme-1772442927411-10000017");
});

test.each([
  ["queued", "incomplete"],
  ["complete", "complete"],
  ["stuck", "stuck"],
  ["cancelled", "stuck"],
] as const)("a %s batch is %s on the wire", (state, status) => {
  expect(toWireStatus(state)).toBe(status);
});

import { BatchHeader } from "@silhouette/core/batch-header";
import type { BatchReportStore } from "@silhouette/core/batch-report";
import type pg from "pg";
import { selectReportedRows, selectReportHead } from "./sql/batch-report.ts";
import { selectBatch } from "./sql/select-batch.ts";

/** Reports of batches, row by row, while they are applied and afterwards. */
export function createBatchReportStore(pool: pg.Pool): BatchReportStore {
  return {
    find: async (clientId, id) => {
      const batch = await selectBatch(pool, clientId, id);
      const head = batch && (await selectReportHead(pool, clientId, id));
      return head && { ...batch, ...head, header: BatchHeader.parse(head.header) };
    },
    listRows: (id, page) => selectReportedRows(pool, id, page),
  };
}

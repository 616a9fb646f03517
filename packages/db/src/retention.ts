import type pg from "pg";
import {
  clearTokenCopies,
  deleteBatch,
  deleteOver,
  deleteRowResults,
  selectOldBatch,
  TABLES_WITH_AN_END,
} from "./sql/delete-old.ts";

/** Rows that one statement removes: some tens of milliseconds. A guess. */
const STEP_ROWS = 5_000;

/**
 * One step towards the removal of what has been kept long enough: finished batches with their row results and chunks
 * (U-18), sessions, set-up links and sign-in counters that are over, replies kept for retries, windows of quotas that no longer
 * count, counts of calls, and copies of the texts of tokens whose overlap is over.
 * Audit events have steps of their own (audit-retention.ts). Several workers may take steps at once.
 * @returns whether there may be more to remove
 */
export async function removeOld(pool: pg.Pool, now: Date, stepRows = STEP_ROWS): Promise<boolean> {
  const batchId = await selectOldBatch(pool, now);
  if (batchId !== null) {
    // The row goes last: as long as it is there, it is known that something is left to remove.
    const results = await deleteRowResults(pool, batchId, stepRows);
    if (results < stepRows) await deleteBatch(pool, batchId);
    return true;
  }
  let isMore = (await clearTokenCopies(pool, now, stepRows)) === stepRows;
  for (const table of TABLES_WITH_AN_END) {
    const removed = await deleteOver(pool, table, now, stepRows);
    isMore ||= removed === stepRows;
  }
  return isMore;
}

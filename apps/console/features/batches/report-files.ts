import "server-only";
import type { BatchReportStore, ReportCursor, ReportedRow, ReportOutcome } from "@silhouette/core/batch-report";
import type { BatchId } from "@silhouette/core/ids";

/** Bytes of row texts that are in memory at a time, beside one row more. */
const TEXT_BYTES_MAX = 1024 * 1024;
/** Rows that are read at a time for a file. */
const FILE_PAGE_ROWS = 1000;

/** Every row of a report, a page at a time. */
export async function* allRows(
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

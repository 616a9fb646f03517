import type { ReportCursor, ReportedRow, ReportOutcome } from "@silhouette/core/batch-report";
import type { BatchId, ClientId } from "@silhouette/core/ids";
import type { Queryable } from "../pool.ts";

const REPORT_HEAD = `
  SELECT header, progressed_at AS "progressedAt", started_at AS "startedAt", rows_at_start AS "rowsAtStart" FROM batch WHERE id = $1 AND client_id = $2 AND state <> 'receiving'`;

/** What a report has beside the batch itself. */
type ReportHead = { header: unknown; progressedAt: Date; startedAt: Date | null; rowsAtStart: number };

export async function selectReportHead(
  connection: Queryable,
  clientId: ClientId,
  id: BatchId,
): Promise<ReportHead | null> {
  const { rows } = await connection.query<ReportHead>(REPORT_HEAD, [id, clientId]);
  return rows[0] ?? null;
}

/**
 * A page by the primary key. The sum of text lengths cuts it before the texts themselves are fetched: the length of a
 * stored text is known without reading it.
 */
const ROWS = `
  SELECT line, outcome, code, profile_id AS "profileId", detail,
    CASE WHEN $6::bigint IS NOT NULL THEN "row" END AS "row"
  FROM (
    SELECT page.*, sum(bytes) OVER (ORDER BY line, code) - bytes AS before
    FROM (
      SELECT line, outcome, code, profile_id, detail, "row", coalesce(octet_length("row"), 0) AS bytes
      FROM batch_row_result
      WHERE batch_id = $1 AND (line, code) > ($2, $3) AND ($4::text IS NULL OR outcome = $4)
      ORDER BY line, code LIMIT $5
    ) AS page
  ) AS summed
  WHERE $6 IS NULL OR before < $6 ORDER BY line, code`;

export async function selectReportedRows(
  connection: Queryable,
  id: BatchId,
  page: { outcome: ReportOutcome | null; after: ReportCursor | null; limit: number; textBytesMax: number | null },
): Promise<readonly ReportedRow[]> {
  const { outcome, after, limit, textBytesMax } = page;
  const { rows } = await connection.query<ReportedRow>({
    name: "select-reported-rows",
    text: ROWS,
    values: [id, after?.line ?? 0, after?.code ?? "", outcome, limit, textBytesMax],
  });
  return rows;
}

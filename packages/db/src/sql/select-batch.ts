import type { Batch, BatchApiVersion, BatchState, RowResult } from "@silhouette/core/batch";
import type { BatchId, ClientId } from "@silhouette/core/ids";
import type { Queryable } from "../pool.ts";

/** The columns that `toBatch` reads. */
export const BATCH_COLUMNS = `
  id, client_id, api_version, state, rows_total, rows_succeeded, rows_not_found, rows_failed,
  submitted_at, completed_at`;

export type BatchRow = {
  id: BatchId;
  client_id: ClientId;
  api_version: BatchApiVersion;
  state: BatchState;
  rows_total: number;
  rows_succeeded: number;
  rows_not_found: number;
  rows_failed: number;
  submitted_at: Date;
  completed_at: Date | null;
};

const BATCH = `
  SELECT ${BATCH_COLUMNS} FROM batch WHERE id = $1 AND client_id = $2 AND state <> 'receiving'`;

export async function selectBatch(connection: Queryable, clientId: ClientId, id: BatchId): Promise<Batch | null> {
  const { rows } = await connection.query<BatchRow>({ name: "select-batch", text: BATCH, values: [id, clientId] });
  const [row] = rows;
  return row === undefined ? null : toBatch(row);
}

export const toBatch = (row: BatchRow): Batch => ({
  id: row.id,
  clientId: row.client_id,
  apiVersion: row.api_version,
  state: row.state,
  rowsTotal: row.rows_total,
  counters: { succeeded: row.rows_succeeded, notFound: row.rows_not_found, failed: row.rows_failed },
  submittedAt: row.submitted_at,
  completedAt: row.completed_at,
});

const FAILED_ROWS = `
  SELECT line, outcome, code, profile_id AS "profileId", detail FROM batch_row_result
  WHERE batch_id = $1 AND outcome = 'failed' ORDER BY line LIMIT $2`;

export async function selectFailedRows(
  connection: Queryable,
  batchId: BatchId,
  limit: number,
): Promise<readonly RowResult[]> {
  const { rows } = await connection.query<RowResult>(FAILED_ROWS, [batchId, limit]);
  return rows;
}

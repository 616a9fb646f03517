import type { BatchState } from "@silhouette/core/batch";
import type { Queryable } from "../pool.ts";

/** Past its retention a batch may be on its way out: it is not taken up again. */
const RESTART_BATCH = `
  UPDATE batch AS b SET state = 'queued', attempts = 0, last_error = NULL, failing_since = NULL, progressed_at = $3
  FROM client_settings AS s
  WHERE b.id = $1 AND b.client_id = $2 AND b.state = 'stuck' AND s.client_id = b.client_id
    AND b.progressed_at > $3::timestamptz - make_interval(days => s.batch_retention_days)`;

/** False when the client has no such stuck batch. */
export async function restartBatch(
  connection: Queryable,
  batch: { id: string; clientId: string; now: Date },
): Promise<boolean> {
  const { rowCount } = await connection.query(RESTART_BATCH, [batch.id, batch.clientId, batch.now]);
  return rowCount === 1;
}

const STATE = "SELECT state FROM batch WHERE id = $1 AND client_id = $2 AND state <> 'receiving'";

export async function selectState(
  connection: Queryable,
  batch: { id: string; clientId: string },
): Promise<BatchState | null> {
  const { rows } = await connection.query<{ state: BatchState }>(STATE, [batch.id, batch.clientId]);
  return rows[0]?.state ?? null;
}

import type { Queryable } from "../pool.ts";

/** Waits for the chunk at work, whose worker holds the row; the next look of any worker finds the batch cancelled. */
const CANCEL_BATCH = `
  WITH cancelled AS (
    UPDATE batch SET state = 'cancelled', progressed_at = $3, completed_at = $3
    WHERE id = $1 AND client_id = $2 AND state IN ('queued', 'stuck') RETURNING id
  ), removed AS (DELETE FROM batch_chunk USING cancelled WHERE batch_id = cancelled.id)
  SELECT id FROM cancelled`;

/** Cancels a batch and removes its rows that were not applied; false when the client has no such one to cancel. */
export async function cancelBatch(
  connection: Queryable,
  batch: { id: string; clientId: string; now: Date },
): Promise<boolean> {
  const { rows } = await connection.query(CANCEL_BATCH, [batch.id, batch.clientId, batch.now]);
  return rows.length === 1;
}

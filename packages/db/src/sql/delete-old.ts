import { TOKEN_USE_DAYS } from "@silhouette/core/call-count";
import type { Queryable } from "../pool.ts";

/**
 * A finished batch whose time is over; `progressed_at` is when it ended. The shortest time of any client bounds the
 * part of the index that is read.
 */
const OLD_BATCH = `
  SELECT b.id FROM batch AS b LEFT JOIN client_settings AS s ON s.client_id = b.client_id
  WHERE b.state IN ('complete', 'stuck', 'cancelled')
    AND b.progressed_at <= $1::timestamptz - make_interval(days => (SELECT min(batch_retention_days) FROM client_settings))
    AND b.progressed_at <= $1::timestamptz - make_interval(days => COALESCE(s.batch_retention_days, 0))
  LIMIT 1`;

/** The id of a batch that is to be removed; null when there is none. */
export async function selectOldBatch(connection: Queryable, now: Date): Promise<string | null> {
  const { rows } = await connection.query<{ id: string }>(OLD_BATCH, [now]);
  return rows[0]?.id ?? null;
}

const DELETE_ROW_RESULTS = `
  DELETE FROM batch_row_result WHERE batch_id = $1
    AND (line, code) IN (SELECT line, code FROM batch_row_result WHERE batch_id = $1 LIMIT $2)`;

/** Removes some of a batch's row results; returns their number. */
export async function deleteRowResults(connection: Queryable, batchId: string, limit: number): Promise<number> {
  const { rowCount } = await connection.query(DELETE_ROW_RESULTS, [batchId, limit]);
  return rowCount ?? 0;
}

/** About a thousand chunks, more where names are long, and only a stuck batch has any left. */
const DELETE_BATCH = `
  WITH gone AS (DELETE FROM batch WHERE id = $1 AND state IN ('complete', 'stuck', 'cancelled') RETURNING id)
  DELETE FROM batch_chunk USING gone WHERE batch_id = gone.id`;

/** Removes a finished batch with the chunks that were never applied. */
export async function deleteBatch(connection: Queryable, batchId: string): Promise<void> {
  await connection.query(DELETE_BATCH, [batchId]);
}

const COPY_IS_OVER = "sealed_text IS NOT NULL AND revoked_at <= $1 AND (grace_ends_at IS NULL OR grace_ends_at <= $1)";

/** Undoing may have made the token the current one again in between, so what is over is asked of the locked row too. */
const CLEAR_COPIES = `
  UPDATE profile_token SET sealed_text = NULL
  WHERE ${COPY_IS_OVER} AND id IN (SELECT id FROM profile_token WHERE ${COPY_IS_OVER} LIMIT $2)`;

/** Removes some of the copies of tokens whose overlap is over; returns their number. */
export async function clearTokenCopies(connection: Queryable, now: Date, limit: number): Promise<number> {
  const { rowCount } = await connection.query(CLEAR_COPIES, [now, limit]);
  return rowCount ?? 0;
}

/** Rows of the control plane that mean nothing any more, by table: what names them, and when they are over. */
const DELETE_OVER = {
  session: `
    DELETE FROM session WHERE id IN (
      SELECT id FROM session WHERE expires_at <= $1 OR revoked_at <= $1 LIMIT $2)`,
  sign_in_throttle: `
    DELETE FROM sign_in_throttle WHERE expires_at <= $1 AND key IN (
      SELECT key FROM sign_in_throttle WHERE expires_at <= $1 LIMIT $2)`,
  setup_link: `
    DELETE FROM setup_link WHERE id IN (
      SELECT id FROM setup_link WHERE expires_at <= $1 OR used_at <= $1 LIMIT $2)`,
  user_link: `
    DELETE FROM user_link WHERE id IN (
      SELECT id FROM user_link WHERE expires_at <= $1 OR used_at <= $1 OR revoked_at <= $1 LIMIT $2)`,
  quota_window: `
    DELETE FROM quota_window WHERE (client_id, kind, window_start) IN (
      SELECT client_id, kind, window_start FROM quota_window WHERE window_start <= $1::timestamptz - interval '25 hours' LIMIT $2)`,
  idempotent_reply: `
    DELETE FROM idempotent_reply WHERE (actor_id, key) IN (
      SELECT actor_id, key FROM idempotent_reply WHERE created_at <= $1::timestamptz - interval '24 hours' LIMIT $2)`,
  token_use: `
    DELETE FROM token_use WHERE (token_id, day, surface, address, agent) IN (
      SELECT token_id, day, surface, address, agent FROM token_use
      WHERE day <= ($1::timestamptz AT TIME ZONE 'UTC')::date - ${TOKEN_USE_DAYS} LIMIT $2)`,
  unauthenticated_call: `
    DELETE FROM unauthenticated_call WHERE (client_id, hour, surface, reason, address, agent) IN (
      SELECT client_id, hour, surface, reason, address, agent FROM unauthenticated_call
      WHERE hour <= $1::timestamptz - interval '48 hours' LIMIT $2)`,
  call_minute: `
    DELETE FROM call_minute WHERE (client_id, minute, surface) IN (
      SELECT client_id, minute, surface FROM call_minute
      WHERE minute <= $1::timestamptz - interval '48 hours' LIMIT $2)`,
} as const;

export const TABLES_WITH_AN_END = Object.keys(DELETE_OVER) as readonly (keyof typeof DELETE_OVER)[];

/** Removes some rows that are over; returns their number. */
export async function deleteOver(
  connection: Queryable,
  table: (typeof TABLES_WITH_AN_END)[number],
  now: Date,
  limit: number,
): Promise<number> {
  const { rowCount } = await connection.query(DELETE_OVER[table], [now, limit]);
  return rowCount ?? 0;
}

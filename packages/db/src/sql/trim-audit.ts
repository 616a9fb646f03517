import type { Queryable } from "../pool.ts";

/**
 * A chain whose oldest event is older than it may become. A client's setting decides; the installation's own events,
 * and those of clients that are gone, are kept for $2 days (null: for ever). Days end at midnight UTC, so that a busy
 * log is trimmed once a day and not with every look.
 */
const SELECT_OLD_CHAIN = `
  SELECT a.chain, k.kept_from FROM audit_chain AS a
  LEFT JOIN client_settings AS s ON s.client_id = a.chain
  CROSS JOIN LATERAL (
    SELECT date_trunc('day', $1::timestamptz, 'UTC')
      - make_interval(hours => 24 * CASE WHEN s.client_id IS NULL THEN $2::int ELSE s.audit_retention_days END) AS kept_from
  ) AS k
  JOIN audit_event AS e ON e.chain = a.chain AND e.seq = a.anchor_seq + 1
  WHERE e.at < k.kept_from
  LIMIT 1`;

export type OldChain = { readonly chain: string; readonly keptFrom: Date };

/** A chain that is to be trimmed, and from when on its events are kept; null when there is none. */
export async function selectOldChain(
  connection: Queryable,
  now: Date,
  installationDays: number | null,
): Promise<OldChain | null> {
  const { rows } = await connection.query<{ chain: string; kept_from: Date }>(SELECT_OLD_CHAIN, [
    now,
    installationDays,
  ]);
  const [row] = rows;
  return row === undefined ? null : { chain: row.chain, keptFrom: row.kept_from };
}

/** Whoever adds to the chain, or trims it, waits. */
const LOCK_CHAIN = "SELECT anchor_seq FROM audit_chain WHERE chain = $1 FOR UPDATE";

const SELECT_OLDEST = `
  SELECT seq, at, encode(hash, 'hex') AS hash FROM audit_event
  WHERE chain = $1 AND seq > $2 ORDER BY seq LIMIT $3`;

export type OldestEvent = { readonly seq: number; readonly at: Date; readonly hash: string };

/** The oldest events that the chain still has, in order, once the chain is locked. */
export async function selectOldest(
  connection: Queryable,
  chain: string,
  limit: number,
): Promise<{ readonly anchorSeq: number; readonly events: readonly OldestEvent[] }> {
  const locked = await connection.query<{ anchor_seq: number }>(LOCK_CHAIN, [chain]);
  const anchorSeq = locked.rows[0]?.anchor_seq ?? 0;
  const { rows } = await connection.query<OldestEvent>(SELECT_OLDEST, [chain, anchorSeq, limit]);
  return { anchorSeq, events: rows };
}

const TRIM = `
  WITH gone AS (DELETE FROM audit_event WHERE chain = $1 AND seq > $2 AND seq <= $3)
  UPDATE audit_chain SET anchor_seq = $3, anchor_hash = decode($4, 'hex') WHERE chain = $1`;

/** Removes the events after the anchor up to a place, which becomes the anchor. */
export async function trim(
  connection: Queryable,
  chain: string,
  anchorSeq: number,
  { seq, hash }: OldestEvent,
): Promise<void> {
  await connection.query(TRIM, [chain, anchorSeq, seq, hash]);
}

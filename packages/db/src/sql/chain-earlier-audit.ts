import type { AuditLink } from "@silhouette/core/audit-log";
import { AUDIT_COLUMNS, type AuditRow } from "../audit-row.ts";
import type { Queryable } from "../pool.ts";

/** The new rows hold back whoever wants to add to these chains until the transaction ends. */
const START_CHAINS = `
  INSERT INTO audit_chain (chain, head_seq, head_hash, previous_hash, anchor_seq, anchor_hash)
  SELECT chain, 0, '', '', 0, '' FROM (SELECT id AS chain FROM client UNION SELECT $1) AS wanted
  WHERE NOT EXISTS (SELECT FROM audit_chain AS a WHERE a.chain = wanted.chain)
  ON CONFLICT DO NOTHING
  RETURNING chain`;

/** Starts the chains that are not there yet, the installation's and one for each client; returns their names. */
export async function startChains(connection: Queryable, installationChain: string): Promise<readonly string[]> {
  const { rows } = await connection.query<{ chain: string }>(START_CHAINS, [installationChain]);
  return rows.map(({ chain }) => chain);
}

/** $1 the client, null for the installation; $2 and $3 the place before. */
const SELECT_UNCHAINED = `
  SELECT ${AUDIT_COLUMNS} FROM audit_event
  WHERE client_id IS NOT DISTINCT FROM $1 AND seq IS NULL AND (at, id) > ($2::timestamptz, $3::text)
  ORDER BY at, id LIMIT $4`;

/** Events without a place, the oldest first. */
export async function selectUnchained(
  connection: Queryable,
  clientId: string | null,
  after: { readonly at: Date; readonly id: string },
  limit: number,
): Promise<readonly AuditRow[]> {
  const { rows } = await connection.query<AuditRow>(SELECT_UNCHAINED, [clientId, after.at, after.id, limit]);
  return rows;
}

const LINK_EVENTS = `
  UPDATE audit_event AS e SET chain = $1, seq = l.seq,
    previous_hash = decode(l.previous_hash, 'hex'), hash = decode(l.hash, 'hex')
  FROM unnest($2::text[], $3::int[], $4::text[], $5::text[]) AS l(id, seq, previous_hash, hash)
  WHERE e.id = l.id`;

/** Gives events their places. */
export async function linkEvents(
  connection: Queryable,
  chain: string,
  links: readonly (AuditLink & { readonly id: string })[],
): Promise<void> {
  await connection.query(LINK_EVENTS, [
    chain,
    links.map(({ id }) => id),
    links.map(({ seq }) => seq),
    links.map(({ previousHash }) => previousHash),
    links.map(({ hash }) => hash),
  ]);
}

/** Notes where a chain stands. */
export async function storeHead(connection: Queryable, { chain, seq, previousHash, hash }: AuditLink): Promise<void> {
  await connection.query(
    `UPDATE audit_chain SET head_seq = $2, head_hash = decode($3, 'hex'), previous_hash = decode($4, 'hex')
     WHERE chain = $1`,
    [chain, seq, hash, previousHash],
  );
}

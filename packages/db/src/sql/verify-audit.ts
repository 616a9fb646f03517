import type { ChainEnds } from "@silhouette/core/audit-chain";
import { AUDIT_COLUMNS, type AuditRow } from "../audit-row.ts";
import type { Queryable } from "../pool.ts";

/** Every chain, and every client that ought to have one. */
const SELECT_CHAINS = `
  SELECT COALESCE(a.chain, c.id) AS chain, c.code, a.head_seq, encode(a.head_hash, 'hex') AS head_hash,
    a.anchor_seq, encode(a.anchor_hash, 'hex') AS anchor_hash
  FROM audit_chain AS a FULL JOIN client AS c ON c.id = a.chain
  ORDER BY 1`;

type ChainRow = {
  readonly chain: string;
  readonly code: string | null;
  readonly head_seq: number | null;
  readonly head_hash: string;
  readonly anchor_seq: number;
  readonly anchor_hash: string;
};

/** A chain, and the code of its client while there is one; `ends` is null for a client whose chain is gone. */
export type StoredChain = {
  readonly chain: string;
  readonly clientCode: string | null;
  readonly ends: ChainEnds | null;
};

export async function selectChains(connection: Queryable): Promise<readonly StoredChain[]> {
  const { rows } = await connection.query<ChainRow>(SELECT_CHAINS);
  return rows.map(({ chain, code, head_seq, head_hash, anchor_seq, anchor_hash }) => ({
    chain,
    clientCode: code,
    ends:
      head_seq === null
        ? null
        : { head: { seq: head_seq, hash: head_hash }, anchor: { seq: anchor_seq, hash: anchor_hash } },
  }));
}

const SELECT_CHAIN_EVENTS = `
  SELECT ${AUDIT_COLUMNS} FROM audit_event
  WHERE chain = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3`;

/** Events of a chain below a place, from the highest down. */
export async function selectChainEvents(
  connection: Queryable,
  chain: string,
  belowSeq: number,
  limit: number,
): Promise<readonly AuditRow[]> {
  const { rows } = await connection.query<AuditRow>(SELECT_CHAIN_EVENTS, [chain, belowSeq, limit]);
  return rows;
}

/** Reads the whole table: only who verifies looks for what belongs nowhere. */
const SELECT_STRAYS = `
  SELECT ${AUDIT_COLUMNS} FROM audit_event AS e
  WHERE id > $1
    AND (seq IS NULL OR chain IS NULL OR NOT EXISTS (SELECT FROM audit_chain AS a WHERE a.chain = e.chain))
  ORDER BY id LIMIT $2`;

/** Events in no chain, after an id. */
export async function selectStrays(
  connection: Queryable,
  afterId: string,
  limit: number,
): Promise<readonly AuditRow[]> {
  const { rows } = await connection.query<AuditRow>(SELECT_STRAYS, [afterId, limit]);
  return rows;
}

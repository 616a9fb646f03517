import { type AuditEvent, toStorableDetail, toStorableText } from "@silhouette/core/audit";
import { canonicalParts, chainOf } from "@silhouette/core/audit-chain";
import { v7 as uuid } from "uuid";
import type { Queryable } from "../pool.ts";

/**
 * One statement takes the next place of the chain, hashes the event there and stores it. It waits for whoever has added
 * to the same chain and not committed yet, so the chain has no gaps, and lets nobody else add until its transaction
 * ends: where a transaction changes something and tells of it, telling comes last. A transaction that tells several
 * chains tells those of clients first, by their ids, and the installation's last; in another order two of them could wait
 * for each other. One act may be told to several chains at once: what is told stands in arrays, one event for a chain.
 *
 * The database takes the hash, because it alone knows what comes before; what the text around that is, the application
 * says (`canonicalParts`).
 */
const INSERT_AUDIT_EVENTS = `
  WITH told AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
      WITH ORDINALITY AS t (chain, before, after, id, client_id, detail, place)
  ), link AS (
    INSERT INTO audit_chain AS c (chain, head_seq, head_hash, previous_hash, anchor_seq, anchor_hash)
    SELECT chain, 1, sha256(convert_to(before || '"previousHash":"","seq":1' || after, 'UTF8')), ''::bytea, 0, ''::bytea
    FROM told ORDER BY place
    ON CONFLICT (chain) DO UPDATE SET
      head_seq = c.head_seq + 1,
      head_hash = (SELECT sha256(convert_to(
        told.before || '"previousHash":"' || encode(c.head_hash, 'hex') || '","seq":' || (c.head_seq + 1) || told.after, 'UTF8'))
        FROM told WHERE told.chain = c.chain),
      previous_hash = c.head_hash
    RETURNING chain, head_seq, head_hash, previous_hash
  )
  INSERT INTO audit_event (id, at, client_id, actor_kind, actor_id, actor_name, action, target, detail, address,
    request_id, chain, seq, previous_hash, hash)
  SELECT told.id, $7::timestamptz, NULLIF(told.client_id, ''), $8, $9, $10, $11, $12, told.detail::jsonb, $13, $14,
    link.chain, link.head_seq, link.previous_hash, link.head_hash
  FROM told JOIN link USING (chain)`;

/** Whose log, and what it says there beside who did what to whom, and from where. */
export type AuditScope = Pick<AuditEvent, "clientId" | "detail">;

type Statement = { readonly text: string; readonly values: readonly (string | readonly string[])[] };

/** The statement that adds an event, with its values: for Prisma and for node-postgres alike. */
export const auditStatement = (event: AuditEvent, now: Date): Statement => auditStatementFor([event], event, now);

/** The statement that tells one act to several logs. */
export function auditStatementFor(
  scopes: readonly AuditScope[],
  { actor, action, target, origin }: Omit<AuditEvent, "clientId" | "detail">,
  now: Date,
): Statement {
  const common = {
    at: now,
    actor: { kind: actor.kind, id: toStorableText(actor.id), name: toStorableText(actor.name) },
    action,
    target: toStorableText(target),
    origin: { address: toStorableText(origin.address), requestId: toStorableText(origin.requestId) },
  };
  const told = scopes.map(({ clientId, detail: given }) => {
    const [chain, id, detail] = [chainOf(clientId), uuid(), toStorableDetail(given)];
    const { before, after } = canonicalParts(chain, { ...common, id, clientId, detail });
    return { chain, before, after, id, clientId: clientId ?? "", detail: JSON.stringify(detail) };
  });
  const column = (name: keyof (typeof told)[number]) => told.map((event) => event[name]);
  const arrays = (["chain", "before", "after", "id", "clientId", "detail"] as const).map(column);
  const who = [common.actor.kind, common.actor.id, common.actor.name];
  const what = [action, common.target, common.origin.address, common.origin.requestId];
  return { text: INSERT_AUDIT_EVENTS, values: [...arrays, now.toISOString(), ...who, ...what] };
}

/**
 * Adds an event in the transaction of the change it tells of, where that is no transaction of Prisma's; alone it is one
 * whole too.
 */
export async function insertAuditEvent(connection: Queryable, event: AuditEvent, now: Date): Promise<void> {
  const { text, values } = auditStatement(event, now);
  await connection.query(text, [...values]);
}

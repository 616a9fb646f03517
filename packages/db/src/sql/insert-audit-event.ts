import { type AuditEvent, toStorableDetail, toStorableText } from "@silhouette/core/audit";
import { canonicalParts, chainOf } from "@silhouette/core/audit-chain";
import { v7 as uuid } from "uuid";
import type { Queryable } from "../pool.ts";

/**
 * One statement takes the next place of the chain, hashes the event there and stores it. It waits for whoever has added
 * to the same chain and not committed yet, so the chain has no gaps, and lets nobody else add until its transaction
 * ends: where a transaction changes something and tells of it, telling comes last. A transaction that tells two chains
 * tells the client's first and the installation's second; in another order two of them could wait for each other.
 *
 * The database takes the hash, because it alone knows what comes before; what the text around that is, the application
 * says (`canonicalParts`).
 */
const INSERT_AUDIT_EVENT = `
  WITH link AS (
    INSERT INTO audit_chain AS c (chain, head_seq, head_hash, previous_hash, anchor_seq, anchor_hash)
    VALUES ($1, 1, sha256(convert_to($2::text || '"previousHash":"","seq":1' || $3::text, 'UTF8')), '', 0, '')
    ON CONFLICT (chain) DO UPDATE SET
      head_seq = c.head_seq + 1,
      head_hash = sha256(convert_to(
        $2::text || '"previousHash":"' || encode(c.head_hash, 'hex') || '","seq":' || (c.head_seq + 1) || $3::text, 'UTF8')),
      previous_hash = c.head_hash
    RETURNING chain, head_seq, head_hash, previous_hash
  )
  INSERT INTO audit_event (id, at, client_id, actor_kind, actor_id, actor_name, action, target, detail, address,
    request_id, chain, seq, previous_hash, hash)
  SELECT $4, $5::timestamptz, $6, $7, $8, $9, $10, $11, $12::jsonb, $13, $14,
    link.chain, link.head_seq, link.previous_hash, link.head_hash
  FROM link`;

/** The statement that adds an event, with its values: for Prisma and for node-postgres alike. */
export function auditStatement(
  event: AuditEvent,
  now: Date,
): { readonly text: string; readonly values: readonly (string | null)[] } {
  const stored = {
    id: uuid(),
    at: now,
    clientId: event.clientId,
    actor: {
      kind: event.actor.kind,
      id: toStorableText(event.actor.id),
      name: toStorableText(event.actor.name),
    },
    action: event.action,
    target: toStorableText(event.target),
    detail: toStorableDetail(event.detail),
    origin: { address: toStorableText(event.origin.address), requestId: toStorableText(event.origin.requestId) },
  };
  const { id, at, clientId, actor, action, target, detail, origin } = stored;
  const chain = chainOf(clientId);
  const { before, after } = canonicalParts(chain, stored);
  const who = [actor.kind, actor.id, actor.name];
  const what = [action, target, JSON.stringify(detail), origin.address, origin.requestId];
  return { text: INSERT_AUDIT_EVENT, values: [chain, before, after, id, at.toISOString(), clientId, ...who, ...what] };
}

/**
 * Adds an event in the transaction of the change it tells of, where that is no transaction of Prisma's; alone it is one
 * whole too.
 */
export async function insertAuditEvent(connection: Queryable, event: AuditEvent, now: Date): Promise<void> {
  const { text, values } = auditStatement(event, now);
  await connection.query(text, [...values]);
}

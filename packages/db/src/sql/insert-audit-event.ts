import type { AuditEvent } from "@silhouette/core/audit";
import { v7 as uuid } from "uuid";
import type { Queryable } from "../pool.ts";

const INSERT_AUDIT_EVENT = `
  INSERT INTO audit_event (id, at, client_id, actor_kind, actor_id, actor_name, action, target, detail, address, request_id)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10, $11)`;

/** Adds an event in the transaction of the change it tells of, where that is no transaction of Prisma's. */
export async function insertAuditEvent(connection: Queryable, event: AuditEvent, now: Date): Promise<void> {
  const { clientId, actor, action, target, detail, origin } = event;
  await connection.query(INSERT_AUDIT_EVENT, [
    uuid(),
    now,
    clientId,
    actor.kind,
    actor.id,
    actor.name,
    action,
    target,
    JSON.stringify(detail),
    origin.address,
    origin.requestId,
  ]);
}

import type { AuditEvent } from "@silhouette/core/audit";
import type { AuditEntry, AuditStore } from "@silhouette/core/control-plane";
import { ClientId } from "@silhouette/core/ids";
import { v7 as uuid } from "uuid";
import { z } from "zod";
import type { Database, Transaction } from "./prisma-client.ts";

/** Whoever did something without having been recognised. */
export const ANONYMOUS: AuditEvent["actor"] = { kind: "system", id: "anonymous", name: "anonymous" };

/** The log is only ever added to: no store changes or removes an event. */
export function createAuditStore(prisma: Database): AuditStore {
  return {
    append: (event, now) => appendAudit(prisma, event, now),

    async list(clientId, limit) {
      const rows = await prisma.auditEvent.findMany({
        where: { clientId },
        orderBy: [{ at: "desc" }, { id: "desc" }],
        take: limit,
      });
      return rows.map(toAuditEntry);
    },
  };
}

/** Adds an event, in the transaction of the change it tells of: neither is ever there without the other. */
export async function appendAudit(database: Transaction, event: AuditEvent, now: Date): Promise<void> {
  const { clientId, actor, action, target, detail, origin } = event;
  await database.auditEvent.create({
    data: {
      id: uuid(),
      at: now,
      clientId,
      actorKind: actor.kind,
      actorId: actor.id,
      actorName: actor.name,
      action,
      target,
      // Dates become text and what is undefined goes away, as JSON has neither.
      detail: JSON.parse(JSON.stringify(detail)),
      address: origin.address,
      requestId: origin.requestId,
    },
    select: { id: true },
  });
}

type AuditRow = Awaited<ReturnType<Database["auditEvent"]["findFirstOrThrow"]>>;

const Detail = z.record(z.string(), z.unknown());

function toAuditEntry(row: AuditRow): AuditEntry {
  return {
    id: row.id,
    at: row.at,
    clientId: row.clientId === null ? null : ClientId.parse(row.clientId),
    actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
    action: row.action,
    target: row.target,
    detail: Detail.parse(row.detail),
    origin: { address: row.address, requestId: row.requestId },
  };
}

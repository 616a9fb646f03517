import type { AuditEvent } from "@silhouette/core/audit";
import type { AuditFilter, AuditPage, AuditPlace, AuditStore } from "@silhouette/core/audit-log";
import type { ClientId } from "@silhouette/core/ids";
import { type AuditRow, toAuditEntry } from "./audit-row.ts";
import type { Database, Transaction } from "./prisma-client.ts";
import { auditStatement } from "./sql/insert-audit-event.ts";
import { SEARCH_AUDIT } from "./sql/search-audit.ts";

/** Whoever did something without having been recognised. */
export const ANONYMOUS: AuditEvent["actor"] = { kind: "system", id: "anonymous", name: "anonymous" };

/** Events that one page looks at, at most: 70 ms when none of them fits. */
const LOOKED_MAX = 10_000;

/** The log is only ever added to, but for what retention removes (audit-retention.ts): no store changes an event. */
export function createAuditStore(prisma: Database, lookedMax = LOOKED_MAX): AuditStore {
  return {
    append: (event, now) => appendAudit(prisma, event, now),
    list: async (clientId, limit) =>
      (await searchAudit(prisma, clientId, {}, { limit, after: null }, Math.max(limit + 1, lookedMax))).events,
    search: (clientId, filter, page) => searchAudit(prisma, clientId, filter, page, lookedMax),
  };
}

/**
 * Adds an event, in the transaction of the change it tells of: neither is ever there without the other. It is one
 * statement, so an event that tells of no change, such as a refusal, needs no transaction. Within one it belongs at
 * the end, and a client's event before the installation's: see `insertAuditEvent`.
 */
export async function appendAudit(database: Transaction, event: AuditEvent, now: Date): Promise<void> {
  const { text, values } = auditStatement(event, now);
  await database.$executeRawUnsafe(text, ...values);
}

async function searchAudit(
  prisma: Database,
  clientId: ClientId | null,
  filter: AuditFilter,
  { limit, after }: { readonly limit: number; readonly after: AuditPlace | null },
  lookedMax: number,
): Promise<AuditPage> {
  const { search, lastLooked } = SEARCH_AUDIT[clientId === null ? "installation" : "client"];
  const { actor, action, target, address, requestId, q } = filter;
  const place = [
    clientId,
    filter.from?.toISOString() ?? "-infinity",
    filter.to?.toISOString() ?? "infinity",
    after?.at.toISOString() ?? "infinity",
    after?.id ?? "",
  ];
  const narrowing = [actor, action, target, address, requestId, q].map((value) => value ?? null);
  // One more than asked for tells whether there is a next page.
  const rows = await prisma.$queryRawUnsafe<AuditRow[]>(search, ...place, lookedMax, limit + 1, ...narrowing);
  const events = rows.slice(0, limit).map(toAuditEntry);
  if (rows.length > limit) return { events, next: placeOf(rows[limit - 1]) };
  const [last] = await prisma.$queryRawUnsafe<AuditPlace[]>(lastLooked, ...place, lookedMax - 1);
  return { events, next: placeOf(last) };
}

const placeOf = (row: { readonly at: Date | number; readonly id: string } | undefined): AuditPlace | null =>
  row?.at instanceof Date ? { at: row.at, id: row.id } : null;

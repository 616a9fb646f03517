import type { AuditEvent } from "@silhouette/core/audit";
import type { ClientId } from "@silhouette/core/ids";
import type { Transaction } from "./prisma-client.ts";
import { auditStatementFor } from "./sql/insert-audit-event.ts";

/** Of the detail of such an event the client's log has how and why. Names, ids and counts are the installation's. */
const TOLD = ["method", "reason"];

/** Sysadmins hold no role in any one client: none comes of them. The order is that of all who tell several chains. */
const CLIENTS_OF = `
  SELECT DISTINCT c.id FROM membership AS m
  LEFT JOIN workspace AS w ON w.id = m.workspace_id
  JOIN client AS c ON c.id = COALESCE(w.client_id, m.client_id)
  WHERE m.user_id = $1
  ORDER BY c.id`;

/**
 * Tells of a sign-in, of one that was refused and of a change of the second factor (docs/decisions/0043): in the
 * installation's log, and in that of each client in which the person holds a role at this moment. It is one look-up and
 * one statement whoever it is about: how long it takes must not tell who has an account.
 * @param userId null for nobody who is known.
 */
export async function auditPerson(
  database: Transaction,
  userId: string | null,
  { detail, ...act }: Omit<AuditEvent, "clientId">,
  now: Date,
): Promise<void> {
  const clients = await database.$queryRawUnsafe<{ readonly id: ClientId }[]>(CLIENTS_OF, userId ?? "");
  const told = Object.fromEntries(Object.entries(detail).filter(([name]) => TOLD.includes(name)));
  const scopes = clients.map(({ id }) => ({ clientId: id, detail: told }));
  const { text, values } = auditStatementFor([...scopes, { clientId: null, detail }], act, now);
  await database.$executeRawUnsafe(text, ...values);
}

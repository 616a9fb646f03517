import type { AuditEvent, AuditOrigin } from "@silhouette/core/audit";
import type { Actor } from "@silhouette/core/permission";
import { appendAudit } from "./audit.ts";
import type { Transaction } from "./prisma-client.ts";

/** What became of a token, to be told once everything is written. */
export type TokenNews = Pick<AuditEvent, "action" | "target" | "detail">;

/** Notes in the log of the actor's client what became of a token. */
export const auditToken = (
  database: Transaction,
  actor: Actor,
  action: AuditEvent["action"],
  target: string,
  detail: AuditEvent["detail"],
  origin: AuditOrigin,
  now: Date,
): Promise<void> => appendAudit(database, { clientId: actor.clientId, actor, action, target, detail, origin }, now);

/** The same for several tokens, in this order. */
export async function tellOfTokens(
  database: Transaction,
  actor: Actor,
  news: readonly TokenNews[],
  origin: AuditOrigin,
  now: Date,
): Promise<void> {
  for (const { action, target, detail } of news) await auditToken(database, actor, action, target, detail, origin, now);
}

/** The end of an overlap as events tell it; of a token that is dead at once there is none. */
export const worksUntil = (end: Date | null): { readonly worksUntil?: Date } =>
  end === null ? {} : { worksUntil: end };

import "server-only";
import type { AuditEvent, AuditOrigin } from "@silhouette/core/audit";
import type { ClientId } from "@silhouette/core/ids";
import type { Permission } from "@silhouette/core/permission";
import type { Dependencies } from "./dependencies";

/** Notes that somebody known asked for something above their role. `target` names the page, action or route. */
export async function auditRefusal(
  { stores, now }: Pick<Dependencies, "stores" | "now">,
  actor: AuditEvent["actor"],
  clientId: ClientId | null,
  permission: Permission,
  target: string,
  origin: AuditOrigin,
): Promise<void> {
  const { kind, id, name } = actor;
  const event: AuditEvent = {
    clientId,
    actor: { kind, id, name },
    action: "permission.refused",
    target,
    detail: { permission },
    origin,
  };
  await stores.audit.append(event, now());
}

/**
 * Notes that somebody known named a client that is not there, or that no role of theirs reaches; both alike, so that
 * the time it takes tells nothing. It belongs to the installation: a stranger writes nothing into a client's log.
 * @param code null where what was named cannot be a code
 */
export async function auditOutOfReach(
  { stores, now }: Pick<Dependencies, "stores" | "now">,
  { kind, id, name }: AuditEvent["actor"],
  code: string | null,
  permission: Permission,
  target: string,
  origin: AuditOrigin,
): Promise<void> {
  const actor = { kind, id, name };
  const detail = { permission, client: code };
  await stores.audit.append({ clientId: null, actor, action: "permission.refused", target, detail, origin }, now());
}

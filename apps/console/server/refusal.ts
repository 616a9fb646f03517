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

import "server-only";
import type { AuditOrigin } from "@silhouette/core/audit";
import { type Actor, can } from "@silhouette/core/permission";
import type { Property, PropertyFields, PropertyRefusal } from "@silhouette/core/property";
import { type Result, refuse } from "@silhouette/core/result";
import type { Dependencies } from "@/server/dependencies";
import { auditRefusal } from "@/server/refusal";

/**
 * Adds a property. Without `workspaces` it is the Default Workspace's; to assign it to others is for who manages those,
 * and `forbidden` to everybody else.
 */
export async function createProperty(
  dependencies: Dependencies,
  actor: Actor,
  fields: PropertyFields,
  origin: AuditOrigin,
): Promise<Result<Property, PropertyRefusal | "forbidden">> {
  if (fields.workspaces !== undefined && !(await mayAssign(dependencies, actor, "a new property", origin))) {
    return refuse("forbidden");
  }
  return dependencies.stores.properties.create(actor, fields, origin, dependencies.now());
}

/** Replaces every field of a property. Workspaces that are absent or as they were ask for nothing more. */
export async function replaceProperty(
  dependencies: Dependencies,
  actor: Actor,
  id: number,
  fields: PropertyFields,
  origin: AuditOrigin,
): Promise<Result<Property, PropertyRefusal | "not-found" | "forbidden">> {
  const { stores, now } = dependencies;
  const stored = await stores.properties.find(actor.clientId, id);
  if (stored === null) return refuse("not-found");
  const isAssigned = fields.workspaces !== undefined && !isSameSet(fields.workspaces, stored.workspaces);
  if (isAssigned && !(await mayAssign(dependencies, actor, `property ${id}`, origin))) return refuse("forbidden");
  return stores.properties.replace(actor, id, fields, origin, now());
}

export const deleteProperty = (
  { stores, now }: Dependencies,
  actor: Actor,
  id: number,
  origin: AuditOrigin,
): Promise<Result<null, "not-found">> => stores.properties.remove(actor, id, origin, now());

async function mayAssign(
  dependencies: Dependencies,
  actor: Actor,
  what: string,
  origin: AuditOrigin,
): Promise<boolean> {
  if (can(actor, "workspace:manage", actor.clientId)) return true;
  await auditRefusal(dependencies, actor, actor.clientId, "workspace:manage", `workspaces of ${what}`, origin);
  return false;
}

const isSameSet = (one: readonly string[], other: readonly string[]): boolean =>
  new Set(one).size === new Set(other).size && one.every((id) => other.includes(id));

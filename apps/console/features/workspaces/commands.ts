import "server-only";
import type { AuditOrigin } from "@silhouette/core/audit";
import type { Actor } from "@silhouette/core/permission";
import type { Result } from "@silhouette/core/result";
import type { Workspace, WorkspaceDeletionRefusal } from "@silhouette/core/workspace";
import type { Dependencies } from "@/server/dependencies";

export const createWorkspace = (
  { stores, now }: Dependencies,
  actor: Actor,
  name: string,
  origin: AuditOrigin,
): Promise<Result<Workspace, "name-taken">> => stores.workspaces.create(actor, name, origin, now());

export const renameWorkspace = (
  { stores, now }: Dependencies,
  actor: Actor,
  id: string,
  name: string,
  origin: AuditOrigin,
): Promise<Result<Workspace, "name-taken" | "not-found">> => stores.workspaces.rename(actor, id, name, origin, now());

/** @param removesRoles whether members and live credentials may lose the role that they have in it alone. */
export const deleteWorkspace = (
  { stores, now }: Dependencies,
  actor: Actor,
  id: string,
  removesRoles: boolean,
  origin: AuditOrigin,
): Promise<Result<null, WorkspaceDeletionRefusal>> =>
  stores.workspaces.remove(actor, id, { removesRoles }, origin, now());

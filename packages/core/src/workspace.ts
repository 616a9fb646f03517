import { z } from "zod";
import type { AuditOrigin } from "./audit.ts";
import type { ClientId } from "./ids.ts";
import type { Actor } from "./permission.ts";
import type { Result } from "./result.ts";

/** Characters of a workspace's name; a guess, far above what a screen shows. */
const nameCharactersMax = 100;

export const WorkspaceName = z
  .string()
  .trim()
  .regex(new RegExp(`^\\P{Cc}{1,${nameCharactersMax}}$`, "u"))
  .refine((text) => text.isWellFormed());

/** A group of members and properties inside a client. Roles in the default one reach everywhere in the client. */
export type Workspace = {
  readonly id: string;
  readonly name: string;
  readonly isDefault: boolean;
  readonly createdAt: Date;
  /** People with a role in it. */
  readonly memberCount: number;
  /** Properties assigned to it. */
  readonly propertyCount: number;
  /** Credentials with a role in it that are neither revoked nor expired. */
  readonly credentialCount: number;
};

/**
 * - `default-workspace`: cannot be deleted (contract section 9).
 * - `in-use`: members or live credentials have a role in it, and the caller has not said that they shall lose it.
 */
export type WorkspaceDeletionRefusal = "not-found" | "default-workspace" | "in-use";

/** Which workspaces to list. What is null does not matter. */
export type WorkspaceQuery = {
  /** Part of the name, whatever its case. */
  readonly text: string | null;
  /** Begins after the workspace with this name, which is the default one or not. */
  readonly after: Pick<Workspace, "isDefault" | "name"> | null;
  readonly limit: number;
};

/** A workspace as forms offer it. */
export type WorkspaceChoice = Pick<Workspace, "id" | "name" | "isDefault">;

/** Workspaces of a client, each change with its audit event in one transaction. */
export interface WorkspaceStore {
  /** The default one first, then by name, at most `limit`. */
  list(clientId: ClientId, query: WorkspaceQuery, now: Date): Promise<readonly Workspace[]>;
  /** All of them in the same order, for forms to choose from. */
  listChoices(clientId: ClientId): Promise<readonly WorkspaceChoice[]>;
  find(clientId: ClientId, id: string, now: Date): Promise<Workspace | null>;
  /** Names are unique in a client. */
  create(actor: Actor, name: string, origin: AuditOrigin, now: Date): Promise<Result<Workspace, "name-taken">>;
  /** The default one may bear another name too. */
  rename(
    actor: Actor,
    id: string,
    name: string,
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<Workspace, "name-taken" | "not-found">>;
  /**
   * Deletes a workspace with the roles and credentials that hold in it alone; properties lose the assignment, tokens
   * that were made for it stay with the client.
   * @param options.removesRoles says that members and live credentials may lose their role.
   */
  remove(
    actor: Actor,
    id: string,
    options: { readonly removesRoles: boolean },
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<null, WorkspaceDeletionRefusal>>;
}

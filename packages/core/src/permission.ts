import type { ClientState } from "./client.ts";
import type { ClientId } from "./ids.ts";
import type { AdminSettingsEditors } from "./settings.ts";

/** Every act that is decided by role. `noun:verb`; asked for by name, never by role. */
export const PERMISSIONS = [
  "settings:read",
  "settings:write",
  "lifetime:write",
  "token:issue",
  "token:revoke",
  "token:read",
  "profile:read",
  "profile:write",
  "profile:delete",
  "batch:read",
  "batch:submit",
  "audit:read",
  "member:manage",
  "workspace:manage",
  "credential:manage",
  "client:manage",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const ROLES = [
  "observer",
  "publisher",
  "editor",
  "approver",
  "workspaceAdmin",
  "productAdmin",
  "sysadmin",
] as const;
export type Role = (typeof ROLES)[number];

/**
 * What each role may do inside its reach, by the client's setting `adminSettingsEditors` (U-24).
 * Complete and literal on purpose: no inheritance, no wildcard. Source: contract section 9.
 */
export const ROLE_PERMISSIONS = {
  approver: {
    observer: ["settings:read", "batch:read"],
    publisher: ["settings:read", "batch:read"],
    editor: ["settings:read", "batch:read", "profile:read"],
    // biome-ignore format: one role, one line, as the table of the contract
    approver: ["settings:read", "settings:write", "token:issue", "token:revoke", "token:read", "profile:read", "profile:write", "profile:delete", "batch:read", "batch:submit", "audit:read"],
    // biome-ignore format: one role, one line, as the table of the contract
    workspaceAdmin: ["settings:read", "settings:write", "token:issue", "token:revoke", "token:read", "profile:read", "profile:write", "batch:read", "batch:submit", "audit:read", "member:manage"],
    // biome-ignore format: one role, one line, as the table of the contract
    productAdmin: ["settings:read", "settings:write", "lifetime:write", "token:issue", "token:revoke", "token:read", "profile:read", "profile:write", "profile:delete", "batch:read", "batch:submit", "audit:read", "member:manage", "workspace:manage", "credential:manage"],
    // biome-ignore format: one role, one line, as the table of the contract
    sysadmin: ["settings:read", "settings:write", "lifetime:write", "token:issue", "token:revoke", "token:read", "profile:read", "profile:write", "profile:delete", "batch:read", "batch:submit", "audit:read", "member:manage", "workspace:manage", "credential:manage", "client:manage"],
  },
  admin: {
    observer: ["settings:read", "batch:read"],
    publisher: ["settings:read", "batch:read"],
    editor: ["settings:read", "batch:read", "profile:read"],
    // biome-ignore format: one role, one line, as the table of the contract
    approver: ["settings:read", "profile:read", "profile:write", "batch:read", "batch:submit", "audit:read"],
    // biome-ignore format: one role, one line, as the table of the contract
    workspaceAdmin: ["settings:read", "profile:read", "profile:write", "batch:read", "batch:submit", "audit:read", "member:manage"],
    // biome-ignore format: one role, one line, as the table of the contract
    productAdmin: ["settings:read", "settings:write", "lifetime:write", "token:issue", "token:revoke", "token:read", "profile:read", "profile:write", "profile:delete", "batch:read", "batch:submit", "audit:read", "member:manage", "workspace:manage", "credential:manage"],
    // biome-ignore format: one role, one line, as the table of the contract
    sysadmin: ["settings:read", "settings:write", "lifetime:write", "token:issue", "token:revoke", "token:read", "profile:read", "profile:write", "profile:delete", "batch:read", "batch:submit", "audit:read", "member:manage", "workspace:manage", "credential:manage", "client:manage"],
  },
} as const satisfies Record<AdminSettingsEditors, Record<Role, readonly Permission[]>>;

/** What is left of any role in a client that is being deleted: to watch it go. A write would be lost, or be left over. */
export const DELETING_PERMISSIONS: readonly Permission[] = ["settings:read", "audit:read", "client:manage"];

/** A role and where it holds: everywhere (a Sysadmin), in one client, or in one of a client's workspaces. */
export type RoleGrant = {
  readonly role: Role;
  readonly clientId: ClientId | null;
  readonly workspaceId: string | null;
  /** The workspace is the client's default one, whose roles reach everywhere in the client (contract section 9). */
  readonly isDefaultWorkspace?: boolean;
};

/** Whoever asks, in one client, reduced to what the rest needs: a member of the console or a program's credential. */
export type Actor = {
  readonly kind: "member" | "credential" | "system";
  readonly id: string;
  /** Shown in the audit log: an e-mail address or a credential's name. */
  readonly name: string;
  readonly clientId: ClientId;
  /** What the actor may do somewhere in the client: enough for what belongs to the whole client, as profiles do. */
  readonly permissions: ReadonlySet<Permission>;
  /** What the actor may do in every workspace of the client, those to come among them. */
  readonly everywhere: ReadonlySet<Permission>;
  /** What the actor may do in single workspaces besides, by their ids. */
  readonly inWorkspaces: ReadonlyMap<string, ReadonlySet<Permission>>;
};

/** What decides about permissions in a client, beside the roles. */
export type ActedIn = { readonly id: ClientId; readonly state: ClientState; readonly editors: AdminSettingsEditors };

/**
 * Whoever asks, with what the grants give in a client as it is now: in a disabled one only roles of the installation
 * hold, so its members and programs are shut out with its callers.
 */
export function toActorIn(
  { id, state, editors }: ActedIn,
  who: Pick<Actor, "kind" | "id" | "name">,
  grants: readonly RoleGrant[],
): Actor {
  const holding = state === "enabled" ? grants : grants.filter(isOfInstallation);
  const actor = toActor(who, holding, id, editors);
  if (state !== "deleting") return actor;
  const left = (permissions: ReadonlySet<Permission>) =>
    new Set(DELETING_PERMISSIONS.filter((permission) => permissions.has(permission)));
  return { ...actor, permissions: left(actor.permissions), everywhere: left(actor.everywhere) };
}

/** Whoever asks, with what the grants give in one client while it is enabled. */
export function toActor(
  who: Pick<Actor, "kind" | "id" | "name">,
  grants: readonly RoleGrant[],
  clientId: ClientId,
  editors: AdminSettingsEditors,
): Actor {
  const reaching = grants.filter((grant) => grant.clientId === null || grant.clientId === clientId);
  const wide = reaching.filter((grant) => grant.workspaceId === null || grant.isDefaultWorkspace === true);
  const inWorkspaces = new Map<string, ReadonlySet<Permission>>();
  for (const { workspaceId, role } of reaching) {
    if (workspaceId === null) continue;
    inWorkspaces.set(
      workspaceId,
      new Set([...(inWorkspaces.get(workspaceId) ?? []), ...ROLE_PERMISSIONS[editors][role]]),
    );
  }
  return {
    ...who,
    clientId,
    permissions: permissionsIn(clientId, grants, editors),
    everywhere: permissionsIn(clientId, wide, editors),
    inWorkspaces,
  };
}

/** Whoever asks about the installation as a whole, with what grants give that hold everywhere. */
export type InstallationActor = Pick<Actor, "kind" | "id" | "name"> & {
  readonly clientId: null;
  readonly permissions: ReadonlySet<Permission>;
};

/** A role of one client gives nothing here. U-24 is a choice of single clients: of its two readings the narrow one holds. */
export function toInstallationActor(
  who: Pick<Actor, "kind" | "id" | "name">,
  grants: readonly RoleGrant[],
): InstallationActor {
  const wide = grants.filter(isOfInstallation);
  return { ...who, clientId: null, permissions: new Set(wide.flatMap(({ role }) => ROLE_PERMISSIONS.admin[role])) };
}

const isOfInstallation = ({ clientId, workspaceId }: RoleGrant): boolean => clientId === null && workspaceId === null;

/** The permissions that grants give in one client: where several roles apply, all of their permissions hold. */
export function permissionsIn(
  clientId: ClientId,
  grants: readonly RoleGrant[],
  editors: AdminSettingsEditors,
): ReadonlySet<Permission> {
  const reaching = grants.filter((grant) => grant.clientId === null || grant.clientId === clientId);
  return new Set(reaching.flatMap((grant) => ROLE_PERMISSIONS[editors][grant.role]));
}

export function can(actor: Actor, permission: Permission, clientId: ClientId): boolean {
  return actor.clientId === clientId && actor.permissions.has(permission);
}

/** Whether the permission holds in this workspace of the client. For what belongs to one workspace: its members. */
export function canInWorkspace(actor: Actor, permission: Permission, clientId: ClientId, workspaceId: string): boolean {
  if (actor.clientId !== clientId) return false;
  return actor.everywhere.has(permission) || actor.inWorkspaces.get(workspaceId)?.has(permission) === true;
}

/** Whether the permission holds in every workspace of the client. */
export const canEverywhere = (actor: Actor, permission: Permission, clientId: ClientId): boolean =>
  actor.clientId === clientId && actor.everywhere.has(permission);

import type { UserId } from "./ids.ts";
import {
  type Actor,
  canEverywhere,
  canInWorkspace,
  type Permission,
  ROLE_PERMISSIONS,
  type Role,
  type RoleGrant,
  toActor,
} from "./permission.ts";
import { type Result, refuse, succeed } from "./result.ts";
import { AdminSettingsEditors } from "./settings.ts";

/**
 * What it takes to give or to take each role, where the role holds. A role of a workspace asks in that workspace, a
 * Product admin's in the whole client, a Sysadmin's of somebody whose own role reaches every client. Nobody gives what
 * reaches further than they do (docs/decisions/0022-who-may-give-which-role.md).
 */
export const GRANTING_PERMISSIONS = {
  observer: "member:manage",
  publisher: "member:manage",
  editor: "member:manage",
  approver: "member:manage",
  workspaceAdmin: "member:manage",
  productAdmin: "workspace:manage",
  sysadmin: "client:manage",
} as const satisfies Record<Role, Permission>;

/** Roles that hold in one workspace; the others hold in a client or everywhere. */
export const WORKSPACE_ROLES = ["observer", "publisher", "editor", "approver", "workspaceAdmin"] as const;
export type WorkspaceRole = (typeof WORKSPACE_ROLES)[number];

export const isWorkspaceRole = (role: Role): role is WorkspaceRole => WORKSPACE_ROLES.some((known) => known === role);

/** Whether a role stands where it can hold: in a workspace, in a client, or everywhere. */
export function isWellPlaced({ role, clientId, workspaceId }: RoleGrant): boolean {
  if (role === "sysadmin") return clientId === null && workspaceId === null;
  if (role === "productAdmin") return clientId !== null && workspaceId === null;
  return clientId !== null && workspaceId !== null;
}

/**
 * Whether the actor may give this role, and take it, whoever holds it. That the workspace is one of the client is for
 * the caller to find out.
 */
export function mayGrant(actor: Actor, grant: RoleGrant): boolean {
  if (!isWellPlaced(grant)) return false;
  const { role, clientId, workspaceId } = grant;
  const permission = GRANTING_PERMISSIONS[role];
  // Who runs clients runs all of them, although an actor is always looked at in one.
  if (canEverywhere(actor, "client:manage", actor.clientId)) return true;
  if (clientId === null) return false;
  if (workspaceId === null) return canEverywhere(actor, permission, clientId);
  return canInWorkspace(actor, permission, clientId, workspaceId);
}

/**
 * Whether everything that a role gives is given where it holds by other roles already, whatever the client has set about
 * its settings. Nobody gives themselves a role of which that is not so: the table of roles is no ladder, and the Admin of
 * a workspace names Approvers, who may do what that Admin may not.
 * @param held every role of the person.
 */
export function givesNothingNew(held: readonly RoleGrant[], { role, clientId, workspaceId }: RoleGrant): boolean {
  if (clientId === null) return held.some((other) => other.role === "sysadmin");
  return AdminSettingsEditors.options.every((editors) => {
    const actor = toActor({ kind: "member", id: "", name: "" }, held, clientId, editors);
    return ROLE_PERMISSIONS[editors][role].every((permission) =>
      workspaceId === null
        ? canEverywhere(actor, permission, clientId)
        : canInWorkspace(actor, permission, clientId, workspaceId),
    );
  });
}

/**
 * Whether the actor may disable, enable or delete an account, rename it, change its address, make a link that sets its
 * password, remove its second factor, unlink its single sign-on or end its sessions. The account is one for all clients:
 * who could set its password would have all of its roles, so each of them has to be one that the actor may give. Of
 * somebody without any role a Sysadmin alone decides.
 * @param grants every role of the account, in all clients.
 */
export function mayManageAccount(actor: Actor, grants: readonly RoleGrant[]): boolean {
  if (grants.length === 0) return canEverywhere(actor, "client:manage", actor.clientId);
  return grants.every((grant) => mayGrant(actor, grant));
}

/** The workspaces of the client in whose members the actor may look and meddle: all of them, or these. */
export function managedWorkspaces(actor: Actor): "all" | readonly string[] {
  if (canEverywhere(actor, "member:manage", actor.clientId)) return "all";
  return [...actor.inWorkspaces].filter(([, held]) => held.has("member:manage")).map(([id]) => id);
}

/**
 * The roles of a member that the actor sees: those of the own client, and those that reach all of it from outside. Who
 * manages single workspaces sees what holds there. Roles in other clients are nobody's business here.
 */
export function visibleGrants<Grant extends RoleGrant>(actor: Actor, grants: readonly Grant[]): readonly Grant[] {
  const managed = managedWorkspaces(actor);
  return grants.filter(({ clientId, workspaceId, isDefaultWorkspace }) => {
    if (clientId !== null && clientId !== actor.clientId) return false;
    return managed === "all" || workspaceId === null || isDefaultWorkspace === true || managed.includes(workspaceId);
  });
}

/** What setting somebody's roles comes to. */
export type RoleChange<Held extends RoleGrant> = {
  readonly given: readonly RoleGrant[];
  readonly taken: readonly Held[];
};

/**
 * Sets the roles that somebody holds in the actor's client, a Sysadmin's role among them. Roles that the actor may not
 * take stay as they are, named or not: who manages one workspace says nothing about the others. Fails with
 * `beyond-reach` when a role is to be given that the actor may not give, or would gain something by.
 * @param held every role of the member, in all clients.
 * @param isOneself whether the member is the actor.
 */
export function planRoles<Held extends RoleGrant>(
  actor: Actor,
  held: readonly Held[],
  wanted: readonly RoleGrant[],
  isOneself: boolean,
): Result<RoleChange<Held>, "beyond-reach"> {
  const given = distinct(wanted).filter((grant) => !held.some((other) => isSameGrant(other, grant)));
  if (!given.every((grant) => mayGrant(actor, grant) && isAtHand(actor, grant))) return refuse("beyond-reach");
  if (isOneself && !given.every((grant) => givesNothingNew(held, grant))) return refuse("beyond-reach");
  const taken = held.filter(
    (grant) => isAtHand(actor, grant) && mayGrant(actor, grant) && !wanted.some((other) => isSameGrant(other, grant)),
  );
  return succeed({ given, taken });
}

/** Whether a role is looked at when roles are set in the actor's client: those in other clients never are. */
const isAtHand = (actor: Actor, { clientId }: RoleGrant): boolean => clientId === null || clientId === actor.clientId;

export const isSameGrant = (one: RoleGrant, other: RoleGrant): boolean =>
  one.role === other.role && one.clientId === other.clientId && one.workspaceId === other.workspaceId;

const distinct = (grants: readonly RoleGrant[]): readonly RoleGrant[] =>
  grants.filter((grant, index) => grants.findIndex((other) => isSameGrant(other, grant)) === index);

/** A Sysadmin and what decides whether that person can sign in. */
export type SysadminState = {
  readonly id: UserId;
  readonly isDisabled: boolean;
  /** There is a password, or an account at an OIDC provider. */
  readonly hasWayIn: boolean;
};

/** Whether nobody would be left who runs the installation if this one were disabled or lost the role. */
export function isLastSysadmin(id: UserId, sysadmins: readonly SysadminState[]): boolean {
  const able = sysadmins.filter(({ isDisabled, hasWayIn }) => !isDisabled && hasWayIn);
  return able.some((sysadmin) => sysadmin.id === id) && able.every((sysadmin) => sysadmin.id === id);
}

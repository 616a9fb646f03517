import type { ListedGrant } from "@silhouette/core/member";
import { WORKSPACE_ROLES } from "@silhouette/core/member-rules";
import type { Role } from "@silhouette/core/permission";
import type { GrantableRoles } from "@/server/grantable-roles";
import { roleField } from "./roles-form";

/** One box of a form for roles. */
export type RoleBox = {
  /** Name of the field, which says place and role. */
  readonly name: string;
  readonly role: Role;
  readonly isHeld: boolean;
  /** Whether the actor may give and take it; a box that is not stays as it is, and no form sends it. */
  readonly isWithinReach: boolean;
};

/** Boxes of one workspace; those of roles that reach further have no workspace. */
export type RoleGroup = {
  readonly workspace: { readonly id: string; readonly name: string; readonly isDefault: boolean } | null;
  readonly boxes: readonly RoleBox[];
};

/**
 * What a form for roles shows: every role that the actor may give, every one that the member has and the actor sees,
 * and the two wide ones in any case, so that nobody looks for them in vain.
 * @param held those roles of the member that the actor sees; none for somebody to be invited.
 */
export function toRoleGroups({ workspaces, wide }: GrantableRoles, held: readonly ListedGrant[]): readonly RoleGroup[] {
  const isHeld = (role: Role, workspaceId: string | null) =>
    held.some((grant) => grant.role === role && grant.workspaceId === workspaceId);
  const box = (role: Role, workspaceId: string | null, isWithinReach: boolean): RoleBox => {
    return { name: roleField({ role, workspaceId }), role, isHeld: isHeld(role, workspaceId), isWithinReach };
  };
  const within = workspaces.map(({ roles, ...workspace }) => ({
    workspace,
    boxes: WORKSPACE_ROLES.map((role) => box(role, workspace.id, roles.includes(role))),
  }));
  const beyond = held.flatMap(({ workspaceId, workspaceName, isDefaultWorkspace = false }, index) => {
    const isFirst = held.findIndex((grant) => grant.workspaceId === workspaceId) === index;
    if (workspaceId === null || !isFirst || workspaces.some(({ id }) => id === workspaceId)) return [];
    const roles = WORKSPACE_ROLES.filter((role) => isHeld(role, workspaceId));
    return {
      workspace: { id: workspaceId, name: workspaceName ?? workspaceId, isDefault: isDefaultWorkspace },
      boxes: roles.map((role) => box(role, workspaceId, false)),
    };
  });
  const further = (["productAdmin", "sysadmin"] as const).map((role) => box(role, null, wide.includes(role)));
  return [...within, ...beyond, { workspace: null, boxes: further }];
}

import type { Member } from "@silhouette/core/control-plane";
import { ClientId, UserId } from "@silhouette/core/ids";
import { ROLES, type RoleGrant } from "@silhouette/core/permission";
import { StoredPreferences } from "@silhouette/core/preferences";
import { z } from "zod";

/** What makes a `Member`, for every query that returns one. */
export const MEMBER = {
  id: true,
  email: true,
  name: true,
  locale: true,
  timeZone: true,
  theme: true,
  memberships: {
    select: {
      role: true,
      clientId: true,
      workspaceId: true,
      workspace: { select: { clientId: true, isDefault: true } },
    },
    orderBy: { createdAt: "asc" },
  },
} as const;

type MemberRow = {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly locale: string | null;
  readonly timeZone: string | null;
  readonly theme: string | null;
  readonly memberships: readonly {
    readonly role: string;
    readonly clientId: string | null;
    readonly workspaceId: string | null;
    readonly workspace: { readonly clientId: string; readonly isDefault: boolean } | null;
  }[];
};

/** A role as a column holds it. */
export const RoleName = z.enum(ROLES);

export const toMember = ({ id, email, name, memberships, ...row }: MemberRow): Member => ({
  id: UserId.parse(id),
  email,
  name,
  grants: memberships.map(toGrant),
  preferences: StoredPreferences.parse(row),
});

/** Only a Sysadmin's role may name no client, because a grant without one holds everywhere. */
export function toGrant({ role, clientId, workspaceId, workspace }: MemberRow["memberships"][number]): RoleGrant {
  const holder = workspace?.clientId ?? clientId;
  if (holder === null && role !== "sysadmin") throw new Error(`A role ${role} names no client`);
  return {
    role: RoleName.parse(role),
    clientId: holder === null ? null : ClientId.parse(holder),
    workspaceId,
    ...(workspace?.isDefault === true ? { isDefaultWorkspace: true } : {}),
  };
}

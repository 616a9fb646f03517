import "server-only";
import type { Client } from "@silhouette/core/client";
import type { ListedMember } from "@silhouette/core/member";
import { managedWorkspaces } from "@silhouette/core/member-rules";
import type { Actor } from "@silhouette/core/permission";
import type { Dependencies } from "@/server/dependencies";
import { readGrantableRoles } from "@/server/grantable-roles";
import { listAddress } from "@/server/list-address";
import { MemberId } from "./input";
import { findMember, listMembers, type MemberFilters, type MemberPage, readMemberFilters } from "./queries";
import { type RoleGroup, toRoleGroups } from "./role-groups";

type Needed = Pick<Dependencies, "stores" | "now">;

export type MemberListView = MemberPage & {
  readonly filters: MemberFilters;
  /** What the filter offers: the workspaces in which the actor manages users. */
  readonly workspaces: readonly { readonly id: string; readonly name: string }[];
};

/** A page of the members that the actor sees, narrowed by the address. */
export async function readMemberList(
  dependencies: Needed,
  actor: Actor,
  client: Client,
  query: ReadonlyMap<string, string>,
): Promise<MemberListView> {
  const { workspaces } = await readGrantableRoles(dependencies, actor, client);
  const { after, ...asked } = readMemberFilters(Object.fromEntries(query));
  // A workspace that the form does not offer would narrow the list without anybody seeing why.
  const isOffered = workspaces.some(({ id }) => id === asked.workspaceId);
  const filters = { ...asked, workspaceId: isOffered ? asked.workspaceId : null };
  const page = await listMembers(dependencies, actor, { ...filters, after });
  return { ...page, filters, workspaces };
}

/** The address of a page of the list. */
export const memberListAddress = (filters: MemberFilters, after: string | null): string =>
  listAddress("/administration/users", { ...filters, after });

export type MemberView = {
  readonly member: ListedMember;
  readonly groups: readonly RoleGroup[];
  readonly isOneself: boolean;
  /** Whether the actor sees the roles in every workspace of the client. */
  readonly seesAllRoles: boolean;
};

/** One member with the boxes of the roles; null for whom the actor does not see, and for what is no id at all. */
export async function readMember(
  dependencies: Needed,
  actor: Actor,
  client: Client,
  id: string,
): Promise<MemberView | null> {
  const parsed = MemberId.safeParse(id);
  const member = parsed.success ? await findMember(dependencies, actor, parsed.data) : null;
  if (member === null) return null;
  const groups = toRoleGroups(await readGrantableRoles(dependencies, actor, client), member.grants);
  const isOneself = actor.kind === "member" && actor.id === member.id;
  return { member, groups, isOneself, seesAllRoles: managedWorkspaces(actor) === "all" };
}

/** The boxes of the roles that somebody may be invited with. */
export const readRolesToInvite = async (
  dependencies: Needed,
  actor: Actor,
  client: Client,
): Promise<readonly RoleGroup[]> => toRoleGroups(await readGrantableRoles(dependencies, actor, client), []);

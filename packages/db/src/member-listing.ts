import type { ClientId } from "@silhouette/core/ids";
import { UserId } from "@silhouette/core/ids";
import type { ListedGrant, ListedMember, MemberQuery, MemberState } from "@silhouette/core/member";
import { managedWorkspaces, mayManageAccount, visibleGrants } from "@silhouette/core/member-rules";
import type { Actor } from "@silhouette/core/permission";
import type { Prisma } from "./generated/client.ts";
import { toGrant } from "./member-row.ts";
import { containing, type Transaction } from "./prisma-client.ts";

/** What makes a `ListedMember`. Of the roles all are read, because those elsewhere decide about the account. */
const LISTED = {
  id: true,
  email: true,
  name: true,
  createdAt: true,
  disabledAt: true,
  joinedAt: true,
  totpConfirmedAt: true,
  _count: { select: { identities: true } },
  memberships: {
    select: {
      id: true,
      role: true,
      clientId: true,
      workspaceId: true,
      workspace: { select: { clientId: true, isDefault: true, name: true } },
    },
    orderBy: { createdAt: "asc" },
  },
  sessions: { where: { isPending: false }, select: { lastSeenAt: true }, orderBy: { lastSeenAt: "desc" }, take: 1 },
} as const satisfies Prisma.UserSelect;

type ListedRow = Prisma.UserGetPayload<{ select: typeof LISTED }>;

/** A role together with the row that holds it. */
export type HeldGrant = ListedGrant & { readonly membershipId: string };

/** A member with every role of the account, which no list may show. */
export type FoundMember = { readonly row: ListedRow; readonly held: readonly HeldGrant[] };

/** By e-mail address; `actor` null sees everybody and everything. Null when the account to begin after is gone. */
export async function listMembers(
  database: Transaction,
  actor: Actor | null,
  { text, role, workspaceId, state, after, limit }: MemberQuery,
): Promise<readonly ListedMember[] | null> {
  const place = after && (await database.user.findUnique({ where: { id: after }, select: { email: true } }));
  if (after !== null && place === null) return null;
  const named = { ...(role === null ? {} : { role }), ...(workspaceId === null ? {} : { workspaceId }) };
  const roles: Prisma.MembershipWhereInput[] = [
    ...(actor === null ? [] : [withinSight(actor)]),
    ...(Object.keys(named).length === 0 ? [] : [named]),
  ];
  const rows = await database.user.findMany({
    where: {
      ...(roles.length === 0 ? {} : { memberships: { some: { AND: roles } } }),
      ...(text === null ? {} : { OR: [{ email: containing(text) }, { name: containing(text) }] }),
      ...(state === null ? {} : inState(state)),
      ...(place === null ? {} : { email: { gt: place.email } }),
    },
    orderBy: { email: "asc" },
    take: limit,
    select: LISTED,
  });
  return rows.map((row) => toListedMember({ row, held: row.memberships.map(toHeldGrant) }, actor));
}

/** Null for an unknown account and for one without a role that the actor sees; one without any is a Sysadmin's affair. */
export async function findMember(database: Transaction, actor: Actor, userId: UserId): Promise<FoundMember | null> {
  const row = await database.user.findUnique({ where: { id: userId }, select: LISTED });
  if (row === null) return null;
  const held = row.memberships.map(toHeldGrant);
  const isInSight = visibleGrants(actor, held).length > 0 || (held.length === 0 && mayManageAccount(actor, held));
  return isInSight ? { row, held } : null;
}

/** The account that has this address, wherever its roles are. */
export async function findAccount(database: Transaction, email: string): Promise<FoundMember | null> {
  const row = await database.user.findUnique({ where: { email }, select: LISTED });
  return row && { row, held: row.memberships.map(toHeldGrant) };
}

/** `actor` null sees every role, and manages none. */
export function toListedMember({ row, held }: FoundMember, actor: Actor | null): ListedMember {
  const visible = actor === null ? held : visibleGrants(actor, held);
  return {
    id: UserId.parse(row.id),
    email: row.email,
    name: row.name,
    state: stateOf(row),
    grants: visible.map(({ membershipId: _, ...grant }) => grant),
    createdAt: row.createdAt,
    lastSeenAt: row.sessions[0]?.lastSeenAt ?? null,
    hasSecondFactor: row.totpConfirmedAt !== null,
    hasIdentity: row._count.identities > 0,
    isManageable: actor === null || mayManageAccount(actor, held),
  };
}

export function stateOf({ disabledAt, joinedAt }: Pick<ListedRow, "disabledAt" | "joinedAt">): MemberState {
  if (disabledAt !== null) return "disabled";
  return joinedAt === null ? "invited" : "active";
}

const inState = (state: MemberState): Prisma.UserWhereInput =>
  ({
    disabled: { disabledAt: { not: null } },
    invited: { disabledAt: null, joinedAt: null },
    active: { disabledAt: null, joinedAt: { not: null } },
  })[state];

/** The roles that `visibleGrants` lets the actor see, as a condition of the database. */
function withinSight(actor: Actor): Prisma.MembershipWhereInput {
  const managed = managedWorkspaces(actor);
  const ofClient = (clientId: ClientId): Prisma.MembershipWhereInput =>
    managed === "all"
      ? { workspace: { clientId } }
      : { workspace: { clientId, OR: [{ isDefault: true }, { id: { in: [...managed] } }] } };
  return {
    OR: [
      { clientId: actor.clientId },
      { clientId: null, workspaceId: null, role: "sysadmin" },
      ofClient(actor.clientId),
    ],
  };
}

const toHeldGrant = (membership: ListedRow["memberships"][number]): HeldGrant => ({
  ...toGrant(membership),
  workspaceName: membership.workspace?.name ?? null,
  membershipId: membership.id,
});

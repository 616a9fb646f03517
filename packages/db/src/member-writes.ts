import { type ClientId, UserId } from "@silhouette/core/ids";
import type { RoleChange, SysadminState } from "@silhouette/core/member-rules";
import type { Actor, RoleGrant } from "@silhouette/core/permission";
import { v7 as uuid } from "uuid";
import type { HeldGrant } from "./member-listing.ts";
import type { Transaction } from "./prisma-client.ts";

/** Whether every workspace that the roles name is one of the client. */
export async function hasWorkspaces(
  transaction: Transaction,
  clientId: ClientId,
  grants: readonly RoleGrant[],
): Promise<boolean> {
  const ids = [...new Set(grants.flatMap(({ workspaceId }) => (workspaceId === null ? [] : [workspaceId])))];
  return (await transaction.workspace.count({ where: { clientId, id: { in: ids } } })) === ids.length;
}

/** Takes and gives roles. A workspace already names its client, so the client is not stored again. */
export async function writeRoles(
  transaction: Transaction,
  userId: string,
  { given, taken }: RoleChange<HeldGrant>,
  now: Date,
): Promise<void> {
  await transaction.membership.deleteMany({ where: { id: { in: taken.map(({ membershipId }) => membershipId) } } });
  await transaction.membership.createMany({
    data: given.map(({ role, clientId, workspaceId }) => ({
      id: uuid(),
      userId,
      role,
      clientId: workspaceId === null ? clientId : null,
      workspaceId,
      createdAt: now,
    })),
  });
}

/**
 * Ends the open links of an account. Whoever has the address of one can become that member, so it must not outlive the
 * moment at which its holder may give every role of the account no more.
 * @param kept whose own links stay; null for nobody's.
 */
export async function endLinks(transaction: Transaction, userId: string, kept: Actor | null, now: Date): Promise<void> {
  await transaction.userLink.updateMany({
    where: {
      userId,
      usedAt: null,
      revokedAt: null,
      ...(kept === null ? {} : { NOT: { createdBy: kept.name } }),
    },
    data: { revokedAt: now },
  });
}

/**
 * Everybody who has the role, and whether they can use it. Read under the installation's lock.
 * @param oidcIssuer the provider that people sign in at now: an account at an earlier one opens nothing. Null for none.
 */
export async function readSysadmins(
  transaction: Transaction,
  oidcIssuer: string | null,
): Promise<readonly SysadminState[]> {
  const isSysadmin = { memberships: { some: { role: "sysadmin", clientId: null, workspaceId: null } } };
  const rows = await transaction.user.findMany({ where: isSysadmin, select: { id: true, disabledAt: true } });
  const withWayIn = await transaction.user.findMany({
    where: { ...isSysadmin, OR: [{ passwordHash: { not: null } }, { identities: { some: ofIssuer(oidcIssuer) } }] },
    select: { id: true },
  });
  const ableIds = new Set(withWayIn.map(({ id }) => id));
  return rows.map(({ id, disabledAt }) => ({
    id: UserId.parse(id),
    isDisabled: disabledAt !== null,
    hasWayIn: ableIds.has(id),
  }));
}

/** Accounts at one provider, whose name is found with and without the slash that ends an address; none for null. */
export function ofIssuer(oidcIssuer: string | null) {
  const bare = oidcIssuer?.replace(/\/+$/, "");
  return { issuer: { in: bare === undefined ? [] : [bare, `${bare}/`] } };
}

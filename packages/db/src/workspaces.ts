import type { ClientId } from "@silhouette/core/ids";
import { refuse, succeed } from "@silhouette/core/result";
import { type Workspace, WorkspaceName, type WorkspaceStore } from "@silhouette/core/workspace";
import { v7 as uuid } from "uuid";
import { appendAudit } from "./audit.ts";
import { lockInstallation } from "./installation-lock.ts";
import { type Database, isUniqueBreach, type Transaction } from "./prisma-client.ts";

const WORKSPACE = { id: true, name: true, isDefault: true, createdAt: true } as const;

export function createWorkspaceStore(prisma: Database): WorkspaceStore {
  return {
    list: (clientId, now) => prisma.$transaction((transaction) => listWorkspaces(transaction, clientId, null, now)),

    find: (clientId, id, now) =>
      prisma.$transaction(async (transaction) => {
        const [found = null] = await listWorkspaces(transaction, clientId, id, now);
        return found;
      }),

    create: (actor, name, origin, now) =>
      refusingTakenNames(() =>
        prisma.$transaction(async (transaction) => {
          const { clientId } = actor;
          const data = { id: uuid(), clientId, name: WorkspaceName.parse(name), createdAt: now };
          const row = await transaction.workspace.create({ data, select: WORKSPACE });
          const event = { clientId, actor, action: "workspace.created", target: row.id, origin } as const;
          await appendAudit(transaction, { ...event, detail: { after: { name: row.name } } }, now);
          return succeed({ ...row, memberCount: 0, propertyCount: 0, credentialCount: 0 });
        }),
      ),

    rename: (actor, id, name, origin, now) =>
      refusingTakenNames(() =>
        prisma.$transaction(async (transaction) => {
          const { clientId } = actor;
          const [stored] = await listWorkspaces(transaction, clientId, id, now);
          if (stored === undefined) return refuse("not-found");
          if (stored.name === name) return succeed(stored);
          const data = { name: WorkspaceName.parse(name) };
          await transaction.workspace.update({ where: { id, clientId }, data, select: { id: true } });
          const detail = { before: { name: stored.name }, after: data };
          await appendAudit(
            transaction,
            { clientId, actor, action: "workspace.changed", target: id, detail, origin },
            now,
          );
          return succeed({ ...stored, ...data });
        }),
      ),

    remove: (actor, id, { removesRoles }, origin, now) =>
      prisma.$transaction(async (transaction) => {
        // Nobody gets a role in it meanwhile: members and credentials are changed under the same lock.
        await lockInstallation(transaction);
        const { clientId } = actor;
        const where = { id, clientId };
        const row = await transaction.workspace.findUnique({
          where,
          select: {
            ...WORKSPACE,
            memberships: { select: { role: true, user: { select: { email: true } } } },
            credentials: { select: { publicId: true, role: true, expiresAt: true, revokedAt: true } },
          },
        });
        if (row === null) return refuse("not-found");
        if (row.isDefault) return refuse("default-workspace");
        const live = row.credentials.filter(
          ({ expiresAt, revokedAt }) => revokedAt === null && (expiresAt === null || expiresAt > now),
        );
        if (!removesRoles && row.memberships.length + live.length > 0) return refuse("in-use");
        await transaction.$executeRaw`
          UPDATE property SET workspaces = array_remove(workspaces, ${id}), modified_at = ${now}::timestamptz
          WHERE client_id = ${clientId} AND ${id} = ANY (workspaces)`;
        await transaction.workspace.delete({ where, select: { id: true } });
        const detail = {
          before: {
            name: row.name,
            roles: row.memberships.map(({ role, user }) => ({ email: user.email, role })),
            credentials: row.credentials.map(({ publicId, role }) => ({ publicId, role })),
          },
        };
        await appendAudit(
          transaction,
          { clientId, actor, action: "workspace.deleted", target: id, detail, origin },
          now,
        );
        return succeed(null);
      }),
  };
}

/** The default one first, then by name; of all, or of one alone. */
async function listWorkspaces(
  transaction: Transaction,
  clientId: ClientId,
  id: string | null,
  now: Date,
): Promise<readonly Workspace[]> {
  const rows = await transaction.workspace.findMany({
    where: { clientId, ...(id === null ? {} : { id }) },
    orderBy: [{ isDefault: "desc" }, { name: "asc" }],
    select: {
      ...WORKSPACE,
      // A person may have several roles in one workspace.
      memberships: { distinct: ["userId"], select: { userId: true } },
      _count: {
        select: { credentials: { where: { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] } } },
      },
    },
  });
  const properties = await transaction.property.findMany({ where: { clientId }, select: { workspaces: true } });
  return rows.map(({ memberships, _count, ...workspace }) => ({
    ...workspace,
    memberCount: memberships.length,
    propertyCount: properties.filter(({ workspaces }) => workspaces.includes(workspace.id)).length,
    credentialCount: _count.credentials,
  }));
}

async function refusingTakenNames<Value>(work: () => Promise<Value>) {
  try {
    return await work();
  } catch (error) {
    // Names are unique in a client, and ids are random: theirs is never the breach.
    if (isUniqueBreach(error)) return refuse("name-taken" as const);
    throw error;
  }
}

import type { ClientId } from "@silhouette/core/ids";
import { refuse, succeed } from "@silhouette/core/result";
import { type Workspace, WorkspaceName, type WorkspaceQuery, type WorkspaceStore } from "@silhouette/core/workspace";
import { v7 as uuid } from "uuid";
import { appendAudit } from "./audit.ts";
import type { Prisma } from "./generated/client.ts";
import { lockInstallation } from "./installation-lock.ts";
import { containing, type Database, isUniqueBreach, type Transaction } from "./prisma-client.ts";

const WORKSPACE = { id: true, name: true, isDefault: true, createdAt: true } as const;

/** The default one first. */
const BY_NAME: Prisma.WorkspaceOrderByWithRelationInput[] = [{ isDefault: "desc" }, { name: "asc" }];

export function createWorkspaceStore(prisma: Database): WorkspaceStore {
  return {
    list: (clientId, { text, after, limit }, now) =>
      prisma.$transaction(async (transaction) => {
        const rows = await transaction.workspace.findMany({
          where: {
            clientId,
            ...(text === null ? {} : { name: containing(text) }),
            ...(after === null ? {} : { AND: [behind(after)] }),
          },
          orderBy: BY_NAME,
          take: limit,
          select: WORKSPACE,
        });
        return toWorkspaces(transaction, clientId, rows, now);
      }),

    listChoices: (clientId) =>
      prisma.workspace.findMany({
        where: { clientId },
        orderBy: BY_NAME,
        select: { id: true, name: true, isDefault: true },
      }),

    find: (clientId, id, now) => prisma.$transaction((transaction) => findWorkspace(transaction, clientId, id, now)),

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
          const stored = await findWorkspace(transaction, clientId, id, now);
          if (stored === null) return refuse("not-found");
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

async function findWorkspace(
  transaction: Transaction,
  clientId: ClientId,
  id: string,
  now: Date,
): Promise<Workspace | null> {
  const row = await transaction.workspace.findUnique({ where: { id, clientId }, select: WORKSPACE });
  const [found = null] = row === null ? [] : await toWorkspaces(transaction, clientId, [row], now);
  return found;
}

type WorkspaceRow = Prisma.WorkspaceGetPayload<{ select: typeof WORKSPACE }>;

/** Counts what belongs to these workspaces alone. A person with several roles in one of them counts once there. */
async function toWorkspaces(
  transaction: Transaction,
  clientId: ClientId,
  rows: readonly WorkspaceRow[],
  now: Date,
): Promise<readonly Workspace[]> {
  const ids = rows.map(({ id }) => id);
  const counted = await transaction.$queryRaw<Counted[]>`
    SELECT w.id,
      (SELECT count(DISTINCT m.user_id)::int FROM membership AS m WHERE m.workspace_id = w.id) AS members,
      (SELECT count(*)::int FROM property AS p WHERE p.client_id = ${clientId} AND w.id = ANY (p.workspaces)) AS properties,
      (SELECT count(*)::int FROM admin_credential AS c WHERE c.workspace_id = w.id AND c.revoked_at IS NULL
        AND (c.expires_at IS NULL OR c.expires_at > ${now}::timestamptz)) AS credentials
    FROM unnest(${ids}::text[]) AS w (id)`;
  const counts = new Map(counted.map((row) => [row.id, row]));
  return rows.map((row) => {
    const { members = 0, properties = 0, credentials = 0 } = counts.get(row.id) ?? {};
    return { ...row, memberCount: members, propertyCount: properties, credentialCount: credentials };
  });
}

type Counted = {
  readonly id: string;
  readonly members: number;
  readonly properties: number;
  readonly credentials: number;
};

const behind = ({ isDefault, name }: NonNullable<WorkspaceQuery["after"]>): Prisma.WorkspaceWhereInput =>
  isDefault ? { OR: [{ isDefault: false }, { isDefault, name: { gt: name } }] } : { isDefault, name: { gt: name } };

async function refusingTakenNames<Value>(work: () => Promise<Value>) {
  try {
    return await work();
  } catch (error) {
    // Names are unique in a client, and ids are random: theirs is never the breach.
    if (isUniqueBreach(error)) return refuse("name-taken" as const);
    throw error;
  }
}

import { type ClientAdministration, ClientName, ImsOrgId, type ListedClient } from "@silhouette/core/client";
import { ClientId } from "@silhouette/core/ids";
import { refuse, succeed } from "@silhouette/core/result";
import { appendAudit } from "./audit.ts";
import { insertClient } from "./clients.ts";
import { lockInstallation } from "./installation-lock.ts";
import type { Database, Transaction } from "./prisma-client.ts";

const CLIENT = {
  id: true,
  code: true,
  name: true,
  imsOrgId: true,
  createdAt: true,
  workspaces: { select: { id: true } },
} as const;

/** Changes wait for each other under the installation's lock, so that what is taken is found before it is written. */
export function createClientAdministration(prisma: Database): ClientAdministration {
  return {
    list: () => listClients(prisma, null),

    async find(clientId) {
      const [found = null] = await listClients(prisma, clientId);
      return found;
    },

    create: (by, { code, name, imsOrgId }, origin, now) =>
      prisma.$transaction(async (transaction) => {
        await lockInstallation(transaction);
        const where = { code: code.toLowerCase() };
        if ((await transaction.client.count({ where })) > 0) return refuse("code-taken");
        if (await isOrgTaken(transaction, imsOrgId)) return refuse("ims-org-id-taken");
        const fields = { code, name: ClientName.parse(name), imsOrgId: ImsOrgId.nullable().parse(imsOrgId) };
        const { id } = await insertClient(transaction, fields, by, origin, now);
        return succeed(await requireClient(transaction, id));
      }),

    change: (by, clientId, change, origin, now) =>
      prisma.$transaction(async (transaction) => {
        await lockInstallation(transaction);
        const [stored] = await listClients(transaction, clientId);
        if (stored === undefined) return refuse("not-found");
        const before = { name: stored.name, imsOrgId: stored.imsOrgId };
        const after = {
          name: change.name === undefined ? before.name : ClientName.parse(change.name),
          imsOrgId: change.imsOrgId === undefined ? before.imsOrgId : ImsOrgId.nullable().parse(change.imsOrgId),
        };
        if (after.name === before.name && after.imsOrgId === before.imsOrgId) return succeed(stored);
        if (after.imsOrgId !== before.imsOrgId && (await isOrgTaken(transaction, after.imsOrgId))) {
          return refuse("ims-org-id-taken");
        }
        await transaction.client.update({ where: { id: clientId }, data: after, select: { id: true } });
        const event = { clientId, actor: by, action: "client.changed", target: clientId, origin } as const;
        await appendAudit(transaction, { ...event, detail: { before, after } }, now);
        return succeed({ ...stored, ...after });
      }),
  };
}

/** By code; of all, or of one alone. */
async function listClients(database: Transaction, clientId: ClientId | null): Promise<readonly ListedClient[]> {
  const rows = await database.client.findMany({
    ...(clientId === null ? {} : { where: { id: clientId } }),
    orderBy: { code: "asc" },
    select: CLIENT,
  });
  const roles = await database.membership.findMany({
    where:
      clientId === null
        ? { OR: [{ clientId: { not: null } }, { workspaceId: { not: null } }] }
        : { OR: [{ clientId }, { workspace: { clientId } }] },
    select: { userId: true, clientId: true, workspace: { select: { clientId: true } } },
  });
  const members = new Map<string, Set<string>>();
  for (const { userId, clientId: own, workspace } of roles) {
    const holder = workspace?.clientId ?? own ?? "";
    members.set(holder, (members.get(holder) ?? new Set()).add(userId));
  }
  return rows.map(({ workspaces, ...client }) => ({
    ...client,
    id: ClientId.parse(client.id),
    memberCount: members.get(client.id)?.size ?? 0,
    workspaceCount: workspaces.length,
  }));
}

async function requireClient(transaction: Transaction, clientId: ClientId): Promise<ListedClient> {
  const [found] = await listClients(transaction, clientId);
  if (found === undefined) throw new Error("The client is gone inside its own transaction");
  return found;
}

const isOrgTaken = async (transaction: Transaction, imsOrgId: string | null): Promise<boolean> =>
  imsOrgId !== null && (await transaction.client.count({ where: { imsOrgId } })) > 0;

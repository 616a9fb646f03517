import type { AuditEvent, AuditOrigin } from "@silhouette/core/audit";
import {
  type ClientAdministration,
  ClientName,
  type ClientState,
  clientState,
  ImsOrgId,
  type ListedClient,
} from "@silhouette/core/client";
import { ClientId } from "@silhouette/core/ids";
import { refuse, succeed } from "@silhouette/core/result";
import { appendAudit } from "./audit.ts";
import { insertClient } from "./clients.ts";
import type { Prisma } from "./generated/client.ts";
import { lockInstallation } from "./installation-lock.ts";
import { containing, type Database, type Transaction } from "./prisma-client.ts";

const CLIENT = {
  id: true,
  code: true,
  name: true,
  imsOrgId: true,
  createdAt: true,
  disabledAt: true,
  deletingAt: true,
  _count: { select: { workspaces: true } },
} as const satisfies Prisma.ClientSelect;

/** Changes wait for each other under the installation's lock, so that what is taken is found before it is written. */
export function createClientAdministration(prisma: Database): ClientAdministration {
  return {
    async list({ text, state, after, limit }) {
      const rows = await prisma.client.findMany({
        where: {
          ...(text === null ? {} : { OR: [{ code: containing(text) }, { name: containing(text) }] }),
          ...(state === null ? {} : WHERE_STATE[state]),
          ...(after === null ? {} : { code: { gt: after } }),
        },
        orderBy: { code: "asc" },
        take: limit,
        select: CLIENT,
      });
      return toListed(prisma, rows);
    },

    async readCodes(clientIds) {
      const where = { id: { in: [...new Set(clientIds)] } };
      const rows = await prisma.client.findMany({ where, select: { id: true, code: true } });
      return new Map(rows.map(({ id, code }) => [ClientId.parse(id), code]));
    },

    find: (clientId) => findClient(prisma, clientId),

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
        const stored = await findClient(transaction, clientId);
        if (stored === null) return refuse("not-found");
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

    setEnabled: (by, clientId, isEnabled, origin, now) =>
      prisma.$transaction(async (transaction) => {
        await lockInstallation(transaction);
        const stored = await findClient(transaction, clientId);
        if (stored === null) return refuse("not-found");
        if (stored.state === "deleting") return refuse("deleting");
        if ((stored.state === "enabled") === isEnabled) return succeed(stored);
        const data = { disabledAt: isEnabled ? null : now };
        await transaction.client.update({ where: { id: clientId }, data, select: { id: true } });
        const action = isEnabled ? "client.enabled" : "client.disabled";
        await appendAudit(transaction, toEvent(by, stored, action, origin), now);
        return succeed({ ...stored, ...data, state: isEnabled ? "enabled" : "disabled" });
      }),

    requestDeletion: (by, clientId, origin, now) =>
      prisma.$transaction(async (transaction) => {
        await lockInstallation(transaction);
        const stored = await findClient(transaction, clientId);
        if (stored === null) return refuse("not-found");
        if (stored.state === "deleting") return succeed(stored);
        if (stored.state === "enabled") return refuse("not-disabled");
        const staying = await transaction.client.count({ where: { id: { not: clientId }, deletingAt: null } });
        if (staying === 0) return refuse("last-client");
        await transaction.client.update({ where: { id: clientId }, data: { deletingAt: now }, select: { id: true } });
        const event = toEvent(by, stored, "client.deletionRequested", origin);
        await appendAudit(transaction, event, now);
        // Once the client is gone, its own log is no longer where anybody would look.
        await appendAudit(transaction, { ...event, clientId: null }, now);
        return succeed({ ...stored, state: "deleting" });
      }),
  };
}

const WHERE_STATE: Readonly<Record<ClientState, Prisma.ClientWhereInput>> = {
  enabled: { disabledAt: null, deletingAt: null },
  disabled: { disabledAt: { not: null }, deletingAt: null },
  deleting: { deletingAt: { not: null } },
};

const toEvent = (
  actor: AuditEvent["actor"],
  { id: clientId, code, name }: ListedClient,
  action: AuditEvent["action"],
  origin: AuditOrigin,
): AuditEvent => ({ clientId, actor, action, target: clientId, detail: { code, name }, origin });

async function findClient(database: Transaction, clientId: ClientId): Promise<ListedClient | null> {
  const row = await database.client.findUnique({ where: { id: clientId }, select: CLIENT });
  const [found = null] = row === null ? [] : await toListed(database, [row]);
  return found;
}

type ClientRow = Prisma.ClientGetPayload<{ select: typeof CLIENT }>;

/** Counts the people of these clients alone, each once in a client whatever the number of roles. */
async function toListed(database: Transaction, rows: readonly ClientRow[]): Promise<readonly ListedClient[]> {
  const ids = rows.map(({ id }) => id);
  const counted = await database.$queryRaw<{ client_id: string; members: number }[]>`
    SELECT client_id, count(DISTINCT user_id)::int AS members FROM (
      SELECT m.client_id, m.user_id FROM membership AS m WHERE m.client_id = ANY (${ids})
      UNION ALL
      SELECT w.client_id, m.user_id FROM workspace AS w JOIN membership AS m ON m.workspace_id = w.id
      WHERE w.client_id = ANY (${ids})
    ) AS held GROUP BY client_id`;
  const members = new Map(counted.map(({ client_id: id, members }) => [id, members]));
  return rows.map(({ _count, deletingAt, ...client }) => ({
    ...client,
    id: ClientId.parse(client.id),
    state: clientState({ disabledAt: client.disabledAt, deletingAt }),
    memberCount: members.get(client.id) ?? 0,
    workspaceCount: _count.workspaces,
  }));
}

async function requireClient(transaction: Transaction, clientId: ClientId): Promise<ListedClient> {
  const found = await findClient(transaction, clientId);
  if (found === null) throw new Error("The client is gone inside its own transaction");
  return found;
}

const isOrgTaken = async (transaction: Transaction, imsOrgId: string | null): Promise<boolean> =>
  imsOrgId !== null && (await transaction.client.count({ where: { imsOrgId } })) > 0;

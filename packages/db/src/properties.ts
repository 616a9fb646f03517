import { randomInt, randomUUID } from "node:crypto";
import type { PropertyStore } from "@silhouette/core/control-plane";
import type { ClientId } from "@silhouette/core/ids";
import { PROPERTY_CHANNELS, PROPERTY_FILTER_KEYS, type Property, type PropertyFilter } from "@silhouette/core/property";
import { refuse, succeed } from "@silhouette/core/result";
import { z } from "zod";
import { appendAudit } from "./audit.ts";
import type { Prisma } from "./generated/client.ts";
import { containing, type Database, isUniqueBreach, type Transaction } from "./prisma-client.ts";

const PROPERTY = {
  id: true,
  name: true,
  description: true,
  channel: true,
  workspaces: true,
  token: true,
  createdAt: true,
  modifiedAt: true,
} as const;

/** Ids are random below 2^47: exact as numbers of JSON, and a second one alike is as good as impossible. */
const ID_LIMIT = 2 ** 47;

export function createPropertyStore(prisma: Database): PropertyStore {
  return {
    async list(clientId, { filter = {}, limit, offset, sortBy }) {
      const where = { clientId, ...toWhere(filter) };
      const orderBy = sortBy.map(({ key, isDescending }) => ({ [key]: isDescending ? "desc" : "asc" }));
      const [total, rows] = await prisma.$transaction([
        prisma.property.count({ where }),
        prisma.property.findMany({
          where,
          orderBy: [...orderBy, { createdAt: "asc" }, { id: "asc" }],
          skip: offset,
          take: limit,
          select: PROPERTY,
        }),
      ]);
      return { total, properties: rows.map(toProperty) };
    },

    async find(clientId, id) {
      const row = await prisma.property.findUnique({ where: { id: BigInt(id), clientId }, select: PROPERTY });
      return row && toProperty(row);
    },

    create: (actor, { workspaces, ...fields }, origin, now) =>
      refusingTakenNames(() =>
        prisma.$transaction(async (transaction) => {
          const { clientId } = actor;
          const assigned = await findWorkspaces(transaction, clientId, workspaces);
          if (assigned === null) return refuse("unknown-workspace");
          const row = await transaction.property.create({
            data: {
              id: BigInt(randomInt(1, ID_LIMIT)),
              clientId,
              ...fields,
              workspaces: assigned,
              token: randomUUID(),
              createdAt: now,
              modifiedAt: now,
            },
            select: PROPERTY,
          });
          const detail = { after: toDetail(toProperty(row)) };
          const target = String(row.id);
          await appendAudit(transaction, { clientId, actor, action: "property.created", target, detail, origin }, now);
          return succeed(toProperty(row));
        }),
      ),

    replace: (actor, id, { workspaces, ...fields }, origin, now) =>
      refusingTakenNames(() =>
        prisma.$transaction(async (transaction) => {
          const { clientId } = actor;
          const where = { id: BigInt(id), clientId };
          const stored = await transaction.property.findUnique({ where, select: PROPERTY });
          if (stored === null) return refuse("not-found");
          const assigned = await findWorkspaces(transaction, clientId, workspaces ?? stored.workspaces);
          if (assigned === null) return refuse("unknown-workspace");
          const data = { ...fields, workspaces: assigned, modifiedAt: now };
          const row = await transaction.property.update({ where, data, select: PROPERTY });
          const detail = { before: toDetail(toProperty(stored)), after: toDetail(toProperty(row)) };
          const target = String(row.id);
          await appendAudit(transaction, { clientId, actor, action: "property.changed", target, detail, origin }, now);
          return succeed(toProperty(row));
        }),
      ),

    remove: (actor, id, origin, now) =>
      prisma.$transaction(async (transaction) => {
        const { clientId } = actor;
        const where = { id: BigInt(id), clientId };
        const [row] = await transaction.property.findMany({ where, select: PROPERTY });
        const { count } = await transaction.property.deleteMany({ where });
        // Of two who delete it at once, the other finds nothing.
        if (row === undefined || count === 0) return refuse("not-found");
        const detail = { before: toDetail(toProperty(row)) };
        const target = String(row.id);
        await appendAudit(transaction, { clientId, actor, action: "property.deleted", target, detail, origin }, now);
        return succeed(null);
      }),
  };
}

function toWhere({ text, workspaceId, after, ...fields }: PropertyFilter): Prisma.PropertyWhereInput {
  const conditions = PROPERTY_FILTER_KEYS.flatMap((key): Prisma.PropertyWhereInput[] => {
    const field = fields[key];
    return field === undefined ? [] : [{ [key]: field.isNegated ? { not: field.value } : field.value }];
  });
  if (text !== undefined) conditions.push({ OR: [{ name: containing(text) }, { description: containing(text) }] });
  if (workspaceId !== undefined) conditions.push({ workspaces: { has: workspaceId } });
  if (after !== undefined) conditions.push({ name: { gt: after } });
  return { AND: conditions };
}

/** The ids, each once; the Default Workspace's without any. Null when one is not a workspace of the client. */
async function findWorkspaces(
  transaction: Transaction,
  clientId: ClientId,
  ids: readonly string[] | undefined,
): Promise<string[] | null> {
  const which = ids === undefined ? { isDefault: true } : { id: { in: [...ids] } };
  const rows = await transaction.workspace.findMany({ where: { clientId, ...which }, select: { id: true } });
  const known = new Set(rows.map(({ id }) => id));
  if (ids === undefined) return [...known];
  return ids.every((id) => known.has(id)) ? [...new Set(ids)] : null;
}

async function refusingTakenNames<Value>(work: () => Promise<Value>) {
  try {
    return await work();
  } catch (error) {
    // Names are unique in a client; ids and tokens are random, so that theirs is never the breach.
    if (isUniqueBreach(error)) return refuse("name-taken" as const);
    throw error;
  }
}

const Channel = z.enum(PROPERTY_CHANNELS);

type PropertyRow = Omit<Property, "id" | "channel"> & { readonly id: bigint; readonly channel: string };

const toProperty = (row: PropertyRow): Property => ({
  ...row,
  id: Number(row.id),
  channel: Channel.parse(row.channel),
});

const toDetail = ({ name, description, channel, workspaces }: Property) => ({ name, description, channel, workspaces });

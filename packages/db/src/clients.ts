import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { AuditEvent, AuditOrigin } from "@silhouette/core/audit";
import { type Client, ClientCode, type ClientTimes, clientState } from "@silhouette/core/client";
import type { ClientStore, StoredSettings } from "@silhouette/core/control-plane";
import { ClientId } from "@silhouette/core/ids";
import { maskWebhookUrl } from "@silhouette/core/notice-webhook";
import type { Actor } from "@silhouette/core/permission";
import { refuse, succeed } from "@silhouette/core/result";
import { ClientSettings, DEFAULT_SETTINGS, OriginalSettings, type SettingsChange } from "@silhouette/core/settings";
import { randomText } from "@silhouette/core/token";
import { v7 as uuid } from "uuid";
import { appendAudit } from "./audit.ts";
import type { Database, Transaction } from "./prisma-client.ts";
import { parseStamps, toStampRow } from "./stamp-row.ts";

const CLIENT = {
  id: true,
  code: true,
  name: true,
  imsOrgId: true,
  disabledAt: true,
  deletingAt: true,
  settings: true,
} as const;

export function createClientStore(prisma: Database): ClientStore {
  return {
    async listFor(grants) {
      const reached = grants.flatMap((grant) => (grant.clientId === null ? [] : [grant.clientId]));
      const isEverywhere = reached.length < grants.length;
      const rows = await prisma.client.findMany({
        where: isEverywhere ? { deletingAt: null } : { id: { in: reached }, disabledAt: null },
        orderBy: { code: "asc" },
        select: CLIENT,
      });
      return rows.map(toClient);
    },

    async findByCode(code) {
      const row = await prisma.client.findUnique({ where: { code: code.toLowerCase() }, select: CLIENT });
      return row && toClient(row);
    },

    readOriginalSettings: (clientId) => readOriginalSettings(prisma, clientId),

    changeSettings: (actor, change, origin, now) =>
      prisma.$transaction(async (transaction) => {
        await lockSettings(transaction, actor.clientId);
        await writeSettings(transaction, actor, change, await readSettings(transaction, actor.clientId), origin, now);
        return toClient(await transaction.client.findUniqueOrThrow({ where: { id: actor.clientId }, select: CLIENT }));
      }),

    readSettings: (clientId) => readSettings(prisma, clientId),

    changeSettingsIf: (actor, change, isCurrent, origin, now) =>
      prisma.$transaction(async (transaction) => {
        await lockSettings(transaction, actor.clientId);
        const stored = await readSettings(transaction, actor.clientId);
        if (!isCurrent(stored)) return refuse("stale");
        return succeed(await writeSettings(transaction, actor, change, stored, origin, now));
      }),
  };
}

/** Writes what differs, with its audit event, and returns what is stored then. The settings must be locked. */
async function writeSettings(
  transaction: Transaction,
  actor: Actor,
  { originalSettings: originalChange, ...change }: SettingsChange,
  stored: StoredSettings,
  origin: AuditOrigin,
  now: Date,
): Promise<StoredSettings> {
  const { clientId } = actor;
  const settings = ClientSettings.parse({ ...stored.settings, ...withoutUndefined(change) });
  const originalSettings = OriginalSettings.parse({
    ...stored.originalSettings,
    ...withoutUndefined(originalChange ?? {}),
  });
  const { before, after } = differences(
    { ...stored.settings, ...stored.originalSettings },
    { ...settings, ...originalSettings },
  );
  if (Object.keys(after).length === 0) return stored;
  const stamp = { at: now, by: actor.name };
  const lastChanges = { ...stored.lastChanges, ...Object.fromEntries(Object.keys(after).map((name) => [name, stamp])) };
  await transaction.clientSettings.update({
    where: { clientId },
    data: {
      ...settings,
      originalSettings: JSON.parse(JSON.stringify(originalSettings)),
      lastChanges: toStampRow(lastChanges),
      updatedAt: now,
      updatedBy: actor.name,
    },
    select: { clientId: true },
  });
  const detail = { before: toAudited(before), after: toAudited(after) };
  await appendAudit(
    transaction,
    { clientId, actor, action: "settings.changed", target: clientId, detail, origin },
    now,
  );
  return { settings, originalSettings, updatedAt: now, updatedBy: actor.name, lastChanges };
}

async function readSettings(database: Transaction, clientId: ClientId): Promise<StoredSettings> {
  const { originalSettings, updatedAt, updatedBy, lastChanges, ...settings } =
    await database.clientSettings.findUniqueOrThrow({
      where: { clientId },
    });
  return {
    settings: ClientSettings.parse(settings),
    originalSettings: OriginalSettings.parse(originalSettings),
    updatedAt,
    updatedBy,
    lastChanges: parseStamps(lastChanges),
  };
}

async function readOriginalSettings(database: Transaction, clientId: ClientId): Promise<OriginalSettings> {
  const row = await database.clientSettings.findUniqueOrThrow({
    where: { clientId },
    select: { originalSettings: true },
  });
  return OriginalSettings.parse(row.originalSettings);
}

/** Settings as the audit log keeps them, which holds no secrets. */
const toAudited = ({ noticeWebhookUrl: url, ...settings }: Readonly<Record<string, unknown>>) =>
  url === undefined
    ? settings
    : { ...settings, noticeWebhookUrl: maskWebhookUrl(typeof url === "string" ? url : null) };

/** A setting that is given as undefined is one that is not given. */
const withoutUndefined = (change: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));

/**
 * Makes the client's settings row the place where changes to its settings and tokens wait for each other. Throws when
 * there is no such client.
 */
export async function lockSettings(transaction: Transaction, clientId: ClientId): Promise<void> {
  const rows = await transaction.$queryRaw<
    unknown[]
  >`SELECT client_id FROM client_settings WHERE client_id = ${clientId} FOR UPDATE`;
  if (rows.length === 0) throw new Error(`There is no client ${clientId}`);
}

/** What a new client is named by; everything else begins at its default. */
export type NewClient = { readonly code: string; readonly name: string; readonly imsOrgId: string | null };

/**
 * Adds a client with its settings and its Default Workspace. Its code is kept in lower case, so that no two clients
 * differ by case alone. The id is short because it stands in the primary key of every profile: 10 characters of 62
 * are 59 random bits, and a collision breaks the insert.
 */
export async function insertClient(
  transaction: Transaction,
  { code, name, imsOrgId }: NewClient,
  by: AuditEvent["actor"],
  origin: AuditOrigin,
  now: Date,
): Promise<Client> {
  const clientId = ClientId.parse(`cl_${randomText(10, randomBytes)}`);
  const row = await transaction.client.create({
    data: {
      id: clientId,
      code: ClientCode.parse(code).toLowerCase(),
      name,
      imsOrgId,
      createdAt: now,
      settings: { create: { ...DEFAULT_SETTINGS, updatedAt: now } },
      workspaces: { create: { id: uuid(), name: "Default Workspace", isDefault: true, createdAt: now } },
    },
    select: CLIENT,
  });
  const client = toClient(row);
  const detail = { after: { code: client.code, name, imsOrgId } };
  await appendAudit(
    transaction,
    { clientId, actor: by, action: "client.created", target: clientId, detail, origin },
    now,
  );
  return client;
}

type ClientRow = ClientTimes & {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly imsOrgId: string | null;
  readonly settings: object | null;
};

/** A client without its settings row is a fault of the data and throws: to guess would be to switch authentication off. */
function toClient({ id, code, name, imsOrgId, settings, ...times }: ClientRow): Client {
  const state = clientState(times);
  return { id: ClientId.parse(id), code, name, imsOrgId, state, settings: ClientSettings.parse(settings) };
}

/** The settings whose values differ, as they were and as they are. */
function differences(stored: object, settings: object) {
  const was = new Map<string, unknown>(Object.entries(stored));
  const changed = Object.entries(settings).filter(([name, value]) => !isDeepStrictEqual(was.get(name), value));
  const before = Object.fromEntries(changed.map(([name]) => [name, was.get(name)]));
  return { before, after: Object.fromEntries(changed) };
}

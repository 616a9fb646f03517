import type { AuditEvent, AuditOrigin } from "@silhouette/core/audit";
import type { AuditStore } from "@silhouette/core/audit-log";
import type { BatchReport, ReportedRow } from "@silhouette/core/batch-report";
import type { Client } from "@silhouette/core/client";
import type { ControlPlane, Credential, Member } from "@silhouette/core/control-plane";
import type { IdempotentReplyStore } from "@silhouette/core/idempotency";
import { ClientId, SessionId, UserId } from "@silhouette/core/ids";
import type { NoticeStore } from "@silhouette/core/notice";
import type { Role, RoleGrant } from "@silhouette/core/permission";
import { NO_PREFERENCES } from "@silhouette/core/preferences";
import type { PrivacyJob, PrivacyStore } from "@silhouette/core/privacy";
import type { FieldFilter, Property } from "@silhouette/core/property";
import { refuse, succeed } from "@silhouette/core/result";
import type { Session } from "@silhouette/core/session";
import { DEFAULT_SETTINGS, type OriginalSettings } from "@silhouette/core/settings";
import { MemoryStores } from "@silhouette/core/testing";
import { TOKEN_SURFACES, type TokenSummary } from "@silhouette/core/token";
import pino from "pino";
import { createAdminAccessTokens } from "@/server/admin-access-token";
import type { Dependencies } from "@/server/dependencies";

export const now = new Date("2026-03-02T09:15:27.411Z");
export const origin: AuditOrigin = { address: "192.0.2.1", requestId: "request-1" };

export const makeClient = (overrides: Partial<Client> = {}): Client => {
  const code = overrides.code ?? "acme";
  return {
    id: ClientId.parse(`id-of-${code}`),
    code,
    name: code,
    imsOrgId: null,
    state: "enabled",
    settings: DEFAULT_SETTINGS,
    ...overrides,
  };
};

export const grant = (role: Role, client: Client | null): RoleGrant => ({
  role,
  clientId: client?.id ?? null,
  workspaceId: client === null || role === "productAdmin" ? null : `default-of-${client.code}`,
});

export const makeSession = (...grants: readonly RoleGrant[]): Session => {
  const member: Member = {
    id: UserId.parse("user-1"),
    email: "ada@example.com",
    name: "Ada",
    grants,
    preferences: NO_PREFERENCES,
  };
  const expiresAt = new Date(now.getTime() + 3_600_000);
  return { id: SessionId.parse("session-1"), member, expiresAt, method: "password", provedAt: now };
};

export const makeCredential = (...grants: readonly RoleGrant[]): Credential => ({
  id: "credential-1",
  publicId: "automation",
  name: "Automation",
  grants,
});

type World = {
  readonly clients?: readonly Client[];
  readonly credentials?: readonly Credential[];
  /** The only secret that opens a credential. */
  readonly secret?: string;
  /** Whether texts of tokens are kept, as with `TOKEN_RETRIEVAL`. */
  readonly keepsTexts?: boolean;
  readonly attributeNames?: readonly string[];
};

/** Dependencies in memory, and what was written to them. What a test must not reach throws. */
export function fakeDependencies(world: World = {}) {
  const { clients = [makeClient()], credentials = [], secret = "secret", keepsTexts = false } = world;
  const audit: AuditEvent[] = [];
  const state = {
    clients: [...clients],
    originalSettings: {} as OriginalSettings,
    tokens: [] as TokenSummary[],
    texts: new Map<string, string>(),
    properties: [] as (Property & { readonly clientId: ClientId })[],
    credentials: [...credentials],
    batches: [] as FakeBatch[],
    privacyJobs: [] as PrivacyJob[],
    now,
  };
  const workspaceOf = (clientId: ClientId) => `default-of-${clientId}`;
  const find = (id: ClientId) => state.clients.findIndex((client) => client.id === id);
  const stores: Pick<ControlPlane, "clients" | "tokens" | "properties" | "attributeNames" | "credentials" | "audit"> = {
    clients: {
      listFor: async () => state.clients,
      findByCode: async (code) => state.clients.find((client) => client.code === code) ?? null,
      readOriginalSettings: async () => state.originalSettings,
      changeSettings: async (actor, { originalSettings, ...change }) => {
        state.originalSettings = { ...state.originalSettings, ...originalSettings };
        const stored = state.clients[find(actor.clientId)];
        if (stored === undefined) throw new Error("no such client");
        const settings = Object.assign({}, stored.settings, change);
        state.clients[find(actor.clientId)] = { ...stored, settings };
        return { ...stored, settings };
      },
      readSettings: async (clientId) => {
        const settings = state.clients[find(clientId)]?.settings ?? DEFAULT_SETTINGS;
        return { settings, originalSettings: state.originalSettings, updatedAt: now, updatedBy: null, lastChanges: {} };
      },
      changeSettingsIf: async (actor, change, isCurrent, by, at) => {
        if (!isCurrent(await stores.clients.readSettings(actor.clientId))) return refuse("stale");
        await stores.clients.changeSettings(actor, change, by, at);
        return succeed(await stores.clients.readSettings(actor.clientId));
      },
    },
    tokens: {
      keepsTexts,
      findCurrent: async (clientId, at, scope = "profile_api") =>
        state.tokens.findLast(
          (token) => token.clientId === clientId && token.scope === scope && token.expiresAt > at,
        ) ?? null,
      readText: async (token) => state.texts.get(token.id) ?? null,
      findGraceEnd: async () => null,
      issue: async (actor, token, expiresAt, _origin, at, { scope = "profile_api" } = {}) => {
        const { publicId } = token;
        const issued = { id: publicId, clientId: actor.clientId, publicId, scope, createdBy: actor.name };
        const summary: TokenSummary = {
          ...issued,
          createdAt: at,
          expiresAt,
          revokedAt: null,
          graceEndsAt: null,
          name: null,
          surfaces: TOKEN_SURFACES,
        };
        state.tokens.push(summary);
        if (keepsTexts) state.texts.set(summary.id, token.text);
        return summary;
      },
      issueIf: async (actor, token, expiresAt, confirmed, by, at) => {
        const current = await stores.tokens.findCurrent(actor.clientId, at);
        if (current !== null && current.publicId !== confirmed) return refuse("not-confirmed");
        return succeed(await stores.tokens.issue(actor, token, expiresAt, by, at));
      },
    },
    properties: {
      list: async (clientId, { filter: { name, channel, after = "" } = {}, limit, offset }) => {
        const fits = (value: string, field: FieldFilter | undefined) =>
          field === undefined || (value === field.value) !== field.isNegated;
        const own = state.properties
          .filter((property) => property.clientId === clientId && property.name > after)
          .filter((property) => fits(property.name, name) && fits(property.channel, channel))
          .map(withoutClient);
        return { total: own.length, properties: own.slice(offset, offset + limit) };
      },
      find: async (clientId, id) => {
        const found = state.properties.find((property) => property.clientId === clientId && property.id === id);
        return found === undefined ? null : withoutClient(found);
      },
      create: async ({ clientId }, { workspaces = [workspaceOf(clientId)], ...fields }, _origin, at) => {
        if (workspaces.some((id) => id !== workspaceOf(clientId))) return refuse("unknown-workspace");
        if (state.properties.some(({ name }) => name === fields.name)) return refuse("name-taken");
        const id = state.properties.length + 1;
        const property = { id, ...fields, workspaces, token: `token-${id}`, createdAt: at, modifiedAt: at };
        state.properties.push({ ...property, clientId });
        return succeed(property);
      },
      replace: async ({ clientId }, id, { workspaces, ...fields }, _origin, at) => {
        const index = state.properties.findIndex((property) => property.clientId === clientId && property.id === id);
        const stored = state.properties[index];
        if (stored === undefined) return refuse("not-found");
        const property = { ...stored, ...fields, workspaces: workspaces ?? stored.workspaces, modifiedAt: at };
        state.properties[index] = property;
        return succeed(withoutClient(property));
      },
      remove: async ({ clientId }, id) => {
        const index = state.properties.findIndex((property) => property.clientId === clientId && property.id === id);
        return state.properties.splice(index, index < 0 ? 0 : 1).length === 0 ? refuse("not-found") : succeed(null);
      },
    },
    attributeNames: { list: async () => world.attributeNames ?? [] },
    credentials: {
      authenticate: async (publicId, given) =>
        given === secret ? (state.credentials.find((known) => known.publicId === publicId) ?? null) : null,
      find: async (id) => state.credentials.find((credential) => credential.id === id) ?? null,
    },
    audit: fakeAudit(audit),
  };
  const memory = new MemoryStores();
  const dependencies: Dependencies = {
    stores: stores as ControlPlane,
    quotas: memory.quotaStore,
    profiles: memory.profileStore,
    batches: memory.batchStore,
    profileList: { list: async () => [] },
    countProfiles: async () => ({ count: 0, isExact: true }),
    ...fakeBatches(state.batches),
    privacy: fakePrivacy(state.privacyJobs),
    notices: {} as NoticeStore,
    idempotentReplies: {} as IdempotentReplyStore,
    accessTokens: createAdminAccessTokens("s".repeat(32)),
    consoleUrlOf: (headers) => `http://${headers.get("host") ?? "console.example"}`,
    mailer: null,
    log: pino({ level: "silent" }),
    now: () => state.now,
    random: (bytes) => Uint8Array.from({ length: bytes }, (_, index) => index),
  };
  return { dependencies, audit, state };
}

/** Narrows by action and target alone: what a filter means is the real store's affair. */
const fakeAudit = (events: AuditEvent[]): AuditStore => ({
  append: async (event) => void events.push(event),
  list: async () => [],
  search: async (clientId, { action, target }, { limit, after }) => {
    const found = events
      .map((event, index) => ({ ...event, id: `event-${index + 1}`, at: now, link: null }))
      .filter((event) => event.clientId === clientId)
      .filter((event) => (action?.includes(event.action) ?? true) && (target ?? event.target) === event.target)
      .toReversed();
    const start = after === null ? 0 : found.findIndex(({ id }) => id === after.id) + 1;
    const page = found.slice(start, start + limit);
    const last = page.at(-1);
    return { events: page, next: start + limit < found.length && last !== undefined ? last : null };
  },
});

/** A batch, the row results of its report, and whether it may be restarted. */
type FakeBatch = { report: BatchReport; readonly rows: readonly ReportedRow[] };

const fakeBatches = (
  batches: FakeBatch[],
): Pick<Dependencies, "batchList" | "batchReports" | "batchAdministration"> => {
  const find = (id: string) => batches.find(({ report }) => report.id === id);
  return {
    batchList: {
      list: async (clientId, { state, after, limit }) =>
        batches
          .map(({ report }) => report)
          .filter((report) => report.clientId === clientId && (state === null || report.state === state))
          .filter(({ id, submittedAt }) => after === null || submittedAt < after.submittedAt || id < after.id)
          .sort((a, b) => b.submittedAt.getTime() - a.submittedAt.getTime() || (a.id < b.id ? 1 : -1))
          .slice(0, limit),
    },
    batchReports: {
      find: async (clientId, id) => {
        const report = find(id)?.report;
        return report?.clientId === clientId ? report : null;
      },
      // One row at a time where texts are asked for: whoever reads them must turn the pages.
      listRows: async (id, { outcome, after, limit, textBytesMax }) =>
        (find(id)?.rows ?? [])
          .filter((row) => outcome === null || row.outcome === outcome)
          .filter(({ line, code }) => after === null || line > after.line || (line === after.line && code > after.code))
          .slice(0, textBytesMax === null ? limit : 1)
          .map((row) => (textBytesMax === null ? { ...row, row: null } : row)),
    },
    batchAdministration: {
      restart: async (_clientId, id) => {
        const batch = find(id);
        if (batch === undefined) return "not-found";
        if (batch.report.state !== "stuck") return "not-stuck";
        batch.report = { ...batch.report, state: "queued" };
        return "restarted";
      },
      cancel: async (_clientId, id) => {
        const batch = find(id);
        if (batch === undefined) return "not-found";
        if (batch.report.state === "complete" || batch.report.state === "cancelled") return "over";
        batch.report = { ...batch.report, state: "cancelled" };
        return "cancelled";
      },
    },
  };
};

const fakePrivacy = (jobs: PrivacyJob[]): PrivacyStore => ({
  create: async (_actor, { id: clientId }, { action, userContexts }, _origin, at) => {
    const id = `00000000-0000-7000-8000-${String(jobs.length + 1).padStart(12, "0")}`;
    const words = { status: "Processing", message: null, results: null, completedAt: null } as const;
    const job: PrivacyJob = { id, clientId, action, userContexts, createdAt: at, ...words };
    jobs.push(job);
    return job;
  },
  read: async (_actor, clientId, id) => jobs.find((job) => job.clientId === clientId && job.id === id) ?? null,
  list: async (clientId, { before, limit }) =>
    jobs
      .filter((job) => job.clientId === clientId && (before === null || job.id < before))
      .toReversed()
      .slice(0, limit),
});

const withoutClient = ({ clientId: _, ...property }: Property & { readonly clientId: ClientId }): Property => property;

import type { AuditEvent, AuditOrigin } from "@silhouette/core/audit";
import type { Client } from "@silhouette/core/client";
import type { ControlPlane, Credential, Member, Session, TokenSummary } from "@silhouette/core/control-plane";
import { ClientId, SessionId, UserId } from "@silhouette/core/ids";
import type { Role, RoleGrant } from "@silhouette/core/permission";
import { DEFAULT_SETTINGS } from "@silhouette/core/settings";
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
  const member: Member = { id: UserId.parse("user-1"), email: "ada@example.com", name: "Ada", grants };
  return { id: SessionId.parse("session-1"), member, expiresAt: new Date(now.getTime() + 3_600_000) };
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
};

/** Dependencies in memory, and what was written to them. What a test must not reach throws. */
export function fakeDependencies({ clients = [makeClient()], credentials = [], secret = "secret" }: World = {}) {
  const audit: AuditEvent[] = [];
  const state = { clients: [...clients], tokens: [] as TokenSummary[], credentials: [...credentials] };
  const find = (id: ClientId) => state.clients.findIndex((client) => client.id === id);
  const stores: Pick<ControlPlane, "clients" | "tokens" | "credentials" | "audit"> = {
    clients: {
      listFor: async () => state.clients,
      findByCode: async (code) => state.clients.find((client) => client.code === code) ?? null,
      readStamp: async () => ({ updatedAt: now, updatedBy: null }),
      changeSettings: async (actor, change) => {
        const stored = state.clients[find(actor.clientId)];
        if (stored === undefined) throw new Error("no such client");
        const settings = Object.assign({}, stored.settings, change);
        state.clients[find(actor.clientId)] = { ...stored, settings };
        return { ...stored, settings };
      },
    },
    tokens: {
      findCurrent: async (clientId, at) =>
        state.tokens.findLast((token) => token.clientId === clientId && token.expiresAt > at) ?? null,
      issue: async (actor, token, expiresAt, _origin, at) => {
        const { publicId } = token;
        const issued = { id: publicId, clientId: actor.clientId, publicId, createdBy: actor.name, revokedAt: null };
        const summary: TokenSummary = { ...issued, createdAt: at, expiresAt };
        state.tokens.push(summary);
        return summary;
      },
    },
    credentials: {
      authenticate: async (publicId, given) =>
        given === secret ? (state.credentials.find((known) => known.publicId === publicId) ?? null) : null,
      find: async (id) => state.credentials.find((credential) => credential.id === id) ?? null,
    },
    audit: { append: async (event) => void audit.push(event), list: async () => [] },
  };
  const dependencies: Dependencies = {
    stores: stores as ControlPlane,
    accessTokens: createAdminAccessTokens("s".repeat(32)),
    log: pino({ level: "silent" }),
    now: () => now,
    random: (bytes) => Uint8Array.from({ length: bytes }, (_, index) => index),
  };
  return { dependencies, audit, state };
}

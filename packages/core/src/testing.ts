import type { Batch, BatchStore, BatchUpload, RowResult } from "./batch.ts";
import type { BatchChunk } from "./batch-intake.ts";
import { PROFILE_TOO_LARGE, parseRows } from "./batch-rows.ts";
import type { CallMeter, CountedCall } from "./call-count.ts";
import type { Client, ClientDirectory } from "./client.ts";
import type { BatchId, ClientId } from "./ids.ts";
import type { Profile } from "./profile.ts";
import { judgeQuota, QUOTAS, type QuotaKind, type QuotaStore, quotaWindowStart } from "./quota.ts";
import { DEFAULT_SETTINGS } from "./settings.ts";
import { MemoryProfiles } from "./testing-profiles.ts";
import { createToken, TOKEN_LIFETIME_SECONDS, TOKEN_SURFACES, type TokenDirectory, type TokenRecord } from "./token.ts";

/** Stores in memory that keep the promises of the real ones, for tests of what is built on them. */
export class MemoryStores {
  readonly clients: Client[] = [];
  readonly tokens: TokenRecord[] = [];
  readonly #batches = new Map<BatchId, { batch: Batch; chunks: BatchChunk[]; failed: RowResult[] }>();

  readonly clientDirectory: ClientDirectory = {
    findByCode: async (code) => this.clients.find((client) => client.code.toLowerCase() === code.toLowerCase()) ?? null,
    findByImsOrgId: async (imsOrgId) => this.clients.find((client) => client.imsOrgId === imsOrgId) ?? null,
    findSole: async () => (this.clients.length === 1 ? (this.clients[0] ?? null) : null),
  };

  readonly tokenDirectory: TokenDirectory = {
    find: async (publicId) => this.tokens.find((token) => token.publicId === publicId) ?? null,
  };

  readonly profileStore = new MemoryProfiles();

  readonly countedCalls: CountedCall[] = [];

  readonly callMeter: CallMeter = { count: (call) => void this.countedCalls.push(call) };

  readonly #quotaCounts = new Map<string, Map<number, number>>();

  readonly quotaStore: QuotaStore = {
    take: async (clientId, kind, now) => {
      const counts = this.#quotaCounts.get(`${clientId} ${kind}`) ?? new Map();
      const verdict = judgeQuota(QUOTAS[kind], counts, now);
      if (verdict.ok) this.useQuota(clientId, kind, 1, now);
      return verdict;
    },
  };

  readonly batchStore: BatchStore = {
    receive: async ({ id, clientId, apiVersion, header, now }): Promise<BatchUpload> => {
      const chunks: BatchChunk[] = [];
      return {
        append: async (more) => void chunks.push(...more),
        discard: async () => void chunks.splice(0),
        accept: async (total) => {
          const counters = { succeeded: 0, notFound: 0, failed: 0 };
          const failed: RowResult[] = [];
          const lifetime = DEFAULT_SETTINGS.profileLifetimeDays * 86_400_000;
          for (const row of chunks.flatMap((chunk) => [...parseRows(header, chunk)])) {
            if (!row.result.ok) {
              counters.failed += 1;
              failed.push({ line: row.line, outcome: "failed", profileId: row.id, ...row.result.refusal });
              continue;
            }
            const { key, change } = row.result.value;
            const stored = this.profileStore.findNow(clientId, key, now);
            if (stored === null && apiVersion === 1) {
              counters.notFound += 1;
              continue;
            }
            const write = { clientId, key, change, expiresAt: new Date(now.getTime() + lifetime) };
            const outcome = change.size > 0 ? this.profileStore.write(write, now) : "applied";
            if (outcome === "too-large") {
              counters.failed += 1;
              const detail = PROFILE_TOO_LARGE;
              failed.push({ line: row.line, outcome: "failed", code: "profile-too-large", profileId: row.id, detail });
              continue;
            }
            counters.succeeded += 1;
          }
          const batch: Batch = {
            id,
            clientId,
            apiVersion,
            state: "complete",
            rowsTotal: total.rows,
            counters,
            submittedAt: now,
            completedAt: now,
          };
          this.#batches.set(id, { batch, chunks, failed });
        },
      };
    },
    find: async (clientId, id) => {
      const found = this.#batches.get(id)?.batch;
      return found?.clientId === clientId ? found : null;
    },
    listFailed: async (id, limit) => this.#batches.get(id)?.failed.slice(0, limit) ?? [],
  };

  /** Counts calls, as if they had been let in. */
  useQuota(clientId: ClientId, kind: QuotaKind, calls: number, now: Date): void {
    const counts = this.#quotaCounts.get(`${clientId} ${kind}`) ?? new Map<number, number>();
    const start = quotaWindowStart(QUOTAS[kind], now);
    this.#quotaCounts.set(`${clientId} ${kind}`, counts.set(start, (counts.get(start) ?? 0) + calls));
  }

  /** Puts a profile there, as a visit would. */
  addProfile(clientId: ClientId, key: Profile["key"], values: Readonly<Record<string, string>>, now: Date): void {
    const write = {
      clientId,
      key,
      change: new Map(Object.entries(values)),
      expiresAt: new Date(now.getTime() + 14 * 86_400_000),
    };
    this.profileStore.write(write, now);
  }
}

let count = 0;

/** A client that no other test shares. */
export function makeClient(overrides: Partial<Client> = {}): Client {
  count += 1;
  const code = overrides.code ?? `client-${count}`;
  const id = `cl_${String(count).padStart(10, "0")}` as ClientId;
  return { id, code, name: code, imsOrgId: null, state: "enabled", settings: DEFAULT_SETTINGS, ...overrides };
}

/** A live token and its text. */
export function makeToken(
  clientId: ClientId,
  overrides: Partial<TokenRecord> = {},
): { record: TokenRecord; text: string } {
  const token = createToken((bytes) => crypto.getRandomValues(new Uint8Array(bytes)));
  const createdAt = overrides.createdAt ?? new Date();
  const record = {
    id: `token-${token.publicId}`,
    clientId,
    publicId: token.publicId,
    scope: "profile_api" as const,
    secretHash: token.secretHash,
    createdAt,
    createdBy: "test",
    expiresAt: new Date(createdAt.getTime() + TOKEN_LIFETIME_SECONDS * 1000),
    revokedAt: null,
    graceEndsAt: null,
    name: null,
    surfaces: TOKEN_SURFACES,
    ...overrides,
  };
  return { record, text: token.text };
}

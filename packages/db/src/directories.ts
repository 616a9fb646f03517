import { type Client, type ClientDirectory, type ClientTimes, clientState } from "@silhouette/core/client";
import type { ClientId } from "@silhouette/core/ids";
import { ClientSettings } from "@silhouette/core/settings";
import { TOKEN_CACHE_TTL_MILLIS, type TokenDirectory, type TokenRecord } from "@silhouette/core/token";
import { LRUCache } from "lru-cache";
import type pg from "pg";

/** Entries that a node keeps of each kind, unknown names among them: more than an installation has, bounded all the same. */
const ENTRIES_MAX = 10_000;

/**
 * Clients and tokens as the data plane of one node sees them: at most `TOKEN_CACHE_TTL_MILLIS` old. The time counts
 * from before the row was read, and nothing stale is served while reading again, so a revoked token is dead on every
 * node within that time (docs/decisions/0006-token-cache.md). A failed read is never remembered as "unknown".
 */
export function createDirectories(
  pool: pg.Pool,
  clock: MonotonicClock = performance,
): { clients: ClientDirectory; tokens: TokenDirectory } {
  const remember = <Value>(read: (key: string) => Promise<Value>) => rememberBriefly(read, clock);
  const byCode = remember((code) => selectClient(pool, "lower(c.code) = $1", [code]));
  const byImsOrgId = remember((imsOrgId) => selectClient(pool, "c.ims_org_id = $1", [imsOrgId]));
  const sole = remember(() => selectClient(pool, "(SELECT count(*) FROM client) = 1", []));
  const tokens = remember((publicId) => selectToken(pool, publicId));
  return {
    clients: {
      findByCode: (code) => byCode(code.toLowerCase()),
      findByImsOrgId: byImsOrgId,
      findSole: () => sole(""),
    },
    tokens: { find: tokens },
  };
}

/** Milliseconds that only go forward, so that setting the machine's clock does not lengthen a token's life. */
type MonotonicClock = { now(): number };

/** Keeps the promise, not the value: calls that arrive during a read share it. */
function rememberBriefly<Value>(
  read: (key: string) => Promise<Value>,
  clock: MonotonicClock,
): (key: string) => Promise<Value> {
  const cache = new LRUCache<string, Promise<Value>>({
    max: ENTRIES_MAX,
    ttl: TOKEN_CACHE_TTL_MILLIS - 1,
    ttlResolution: 0,
    perf: clock,
  });
  return (key) => {
    const known = cache.get(key);
    if (known !== undefined) return known;
    const reading = read(key);
    cache.set(key, reading);
    reading.catch(() => {
      if (cache.peek(key) === reading) cache.delete(key);
    });
    return reading;
  };
}

type ClientRow = Omit<Client, "settings" | "state"> & ClientTimes & Record<keyof ClientSettings, unknown>;

async function selectClient(pool: pg.Pool, condition: string, values: readonly string[]): Promise<Client | null> {
  // Names that cannot be in the table must not become an error of the database.
  if (values.some((value) => value.includes("\0"))) return null;
  const { rows } = await pool.query<ClientRow>(
    `SELECT c.id, c.code, c.name, c.ims_org_id AS "imsOrgId", c.disabled_at AS "disabledAt", c.deleting_at AS "deletingAt",
       s.require_authentication AS "requireAuthentication", s.profile_api_auth_scope AS "profileApiAuthScope",
       s.admin_settings_editors AS "adminSettingsEditors", s.profile_lifetime_days AS "profileLifetimeDays",
       s.strict_status AS "strictStatus", s.v2_overrides_unvisited AS "v2OverridesUnvisited",
       s.batch_retention_days AS "batchRetentionDays", s.token_grace_seconds AS "tokenGraceSeconds",
       s.allowed_origins AS "allowedOrigins", s.quotas_enabled AS "quotasEnabled",
       s.token_lifetime_days AS "tokenLifetimeDays", s.ip_obfuscation AS "ipObfuscation",
       s.audit_retention_days AS "auditRetentionDays", s.notice_webhook_url AS "noticeWebhookUrl"
     FROM client AS c JOIN client_settings AS s ON s.client_id = c.id WHERE ${condition}`,
    [...values],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { id, code, name, imsOrgId, disabledAt, deletingAt, ...settings } = row;
  const state = clientState({ disabledAt, deletingAt });
  return { id, code, name, imsOrgId, state, settings: ClientSettings.parse(settings) };
}

type TokenRow = Omit<TokenRecord, "clientId"> & { readonly clientId: ClientId };

async function selectToken(pool: pg.Pool, publicId: string): Promise<TokenRecord | null> {
  const { rows } = await pool.query<TokenRow>({
    name: "select-token",
    text: `SELECT id, client_id AS "clientId", public_id AS "publicId", secret_hash AS "secretHash",
             created_at AS "createdAt", created_by AS "createdBy", expires_at AS "expiresAt", revoked_at AS "revokedAt",
             grace_ends_at AS "graceEndsAt", scope, name, surfaces
           FROM profile_token WHERE public_id = $1`,
    values: [publicId],
  });
  return rows[0] ?? null;
}

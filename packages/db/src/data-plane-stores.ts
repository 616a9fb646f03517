import type { BatchStore } from "@silhouette/core/batch";
import type { ClientDirectory } from "@silhouette/core/client";
import type { Log } from "@silhouette/core/log";
import type { ProfileStore } from "@silhouette/core/profile";
import type { QuotaStore } from "@silhouette/core/quota";
import type { TokenDirectory } from "@silhouette/core/token";
import type pg from "pg";
import { createAttributeNameStore, notingNames } from "./attribute-names.ts";
import { createBatchStore } from "./batches.ts";
import { createCallMeter, type WritingCallMeter } from "./call-meter.ts";
import { createDirectories } from "./directories.ts";
import { createCallPool, createPool } from "./pool.ts";
import { createProfileStore } from "./profiles.ts";
import { createQuotaStore } from "./quotas.ts";

/** Few are enough, because updates and fetches share statements; visits take one each. A guess until it is measured. */
const CALL_CONNECTIONS_MAX = 12;
/** Clients and tokens are asked for once a second each, by their keys: a look-up takes less than a millisecond. A guess. */
const LOOKUP_CONNECTIONS_MAX = 2;
const OTHER_CONNECTIONS_MAX = 6;

/** Connections of one node, 20 at most. */
export type DataPlanePools = {
  /** For updates, fetches and visits. */
  readonly calls: pg.Pool;
  /** For clients and tokens, on which every call depends: no upload takes their place. */
  readonly lookups: pg.Pool;
  /** For uploads, states of batches and counts, which cannot take the place of calls. */
  readonly others: pg.Pool;
};

export const createDataPlanePools = (databaseUrl: string): DataPlanePools => ({
  calls: createCallPool(databaseUrl, CALL_CONNECTIONS_MAX),
  lookups: createPool(databaseUrl, LOOKUP_CONNECTIONS_MAX),
  others: createPool(databaseUrl, OTHER_CONNECTIONS_MAX),
});

/**
 * Every store that the data plane asks for.
 * @param log told of what fails after a caller was answered.
 */
export function createDataPlaneStores(
  { calls, lookups, others: pool }: DataPlanePools,
  log: Pick<Log, "warn"> | null = null,
): {
  readonly clients: ClientDirectory;
  readonly tokens: TokenDirectory;
  readonly profiles: ProfileStore;
  readonly batches: BatchStore;
  readonly quotas: QuotaStore;
  /** Writes what it has counted every few seconds; whoever stops asks it to, once more. */
  readonly meter: WritingCallMeter;
} {
  const stores = { profiles: createProfileStore(calls), batches: createBatchStore(pool) };
  return {
    ...createDirectories(lookups),
    ...notingNames(stores, createAttributeNameStore(pool, log)),
    quotas: createQuotaStore(pool, log),
    meter: createCallMeter(pool, log),
  };
}

/** True when the database answers and holds the tables this version works with. Used by `GET /readyz`. */
export async function isReady(pool: pg.Pool): Promise<boolean> {
  try {
    await pool.query(
      "SELECT p.version, p.visited_at, b.revision, b.started_at, c.calls FROM profile AS p, batch AS b, call_minute AS c LIMIT 0",
    );
    return true;
  } catch {
    return false;
  }
}

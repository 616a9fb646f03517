import type { BatchStore } from "@silhouette/core/batch";
import type { AttributeNameList } from "@silhouette/core/control-plane";
import type { ClientId } from "@silhouette/core/ids";
import type { Log } from "@silhouette/core/log";
import type { ProfileStore } from "@silhouette/core/profile";
import { LRUCache } from "lru-cache";
import type pg from "pg";
import type { Database } from "./prisma-client.ts";

/** Names that are kept of one client; what comes later is not listed. A guess, far above what people invent by hand. */
export const ATTRIBUTE_NAMES_MAX = 10_000;

/** Clients whose recorded names a node remembers. */
const CLIENTS_MAX = 1_000;

/** Names of the attributes that were ever written, as the admin API lists them. */
export const createAttributeNameList = (prisma: Database): AttributeNameList => ({
  async list(clientId) {
    const rows = await prisma.attributeName.findMany({
      where: { clientId },
      orderBy: { name: "asc" },
      take: ATTRIBUTE_NAMES_MAX,
      select: { name: true },
    });
    return rows.map(({ name }) => name);
  },
});

export interface AttributeNameStore {
  /** Records names that this node has not recorded yet. Never throws and is not waited for: a lost name comes again. */
  seen(clientId: ClientId, names: Iterable<string>, now: Date): void;
  /** Resolves once everything seen so far is stored, or has failed. */
  settle(): Promise<void>;
}

/**
 * Notes new names in the background, one statement at a time: whatever is seen during one goes into the next, so that a
 * burst of calls takes one connection and no caller waits.
 */
export function createAttributeNameStore(pool: pg.Pool, log: Pick<Log, "warn"> | null): AttributeNameStore {
  const known = new LRUCache<ClientId, Set<string>>({ max: CLIENTS_MAX });
  /** Names with the time at which they were first seen. */
  const waiting = new Map<ClientId, Map<string, Date>>();
  let recording: Promise<void> | null = null;

  function seen(clientId: ClientId, names: Iterable<string>, now: Date): void {
    const recorded = known.get(clientId) ?? new Set();
    if (recorded.size === 0) known.set(clientId, recorded);
    for (const name of names) {
      if (recorded.has(name) || recorded.size >= ATTRIBUTE_NAMES_MAX) continue;
      recorded.add(name);
      const queue = waiting.get(clientId) ?? new Map();
      waiting.set(clientId, queue.set(name, now));
    }
    if (waiting.size === 0) return;
    recording ??= record().finally(() => {
      recording = null;
    });
  }

  async function record(): Promise<void> {
    for (let next = takeFirst(waiting); next !== null; next = takeFirst(waiting)) {
      const [clientId, names] = next;
      try {
        await insertNames(pool, clientId, names);
      } catch (error) {
        // Forgotten, so that the next write of the name tries again.
        for (const name of names.keys()) known.get(clientId)?.delete(name);
        log?.warn({ err: error, clientId }, "attribute names were not recorded");
      }
    }
  }

  return { seen, settle: async () => recording ?? undefined };
}

/** The same stores, which also tell `names` what was written, after the answer. */
export function notingNames<Stores extends { readonly profiles: ProfileStore; readonly batches: BatchStore }>(
  stores: Stores,
  names: AttributeNameStore,
): Stores {
  const { profiles, batches } = stores;
  return {
    ...stores,
    profiles: {
      ...profiles,
      update: async (write, now) => {
        const outcome = await profiles.update(write, now);
        if (outcome === "applied") names.seen(write.clientId, write.change.keys(), now);
        return outcome;
      },
      visit: async (visit, now) => {
        const result = await profiles.visit(visit, now);
        if (result.outcome === "applied") names.seen(visit.clientId, visit.change.keys(), now);
        return result;
      },
    },
    batches: {
      ...batches,
      receive: async (batch) => {
        const upload = await batches.receive(batch);
        const columns = batch.header.columns.filter((name) => name !== null);
        return {
          ...upload,
          accept: async (total, now) => {
            await upload.accept(total, now);
            names.seen(batch.clientId, columns, now);
          },
        };
      },
    },
  };
}

/** A client over its limit keeps the names it has. Two nodes at once may pass it by what one statement carries. */
const INSERT_NAMES = `
  INSERT INTO attribute_name (client_id, name, first_seen_at)
  SELECT $1, u.name, u.seen_at FROM unnest($2::text[], $3::timestamptz[]) AS u(name, seen_at)
  LIMIT GREATEST(0, $4 - (SELECT count(*) FROM attribute_name WHERE client_id = $1))
  ON CONFLICT DO NOTHING`;

async function insertNames(pool: pg.Pool, clientId: ClientId, names: ReadonlyMap<string, Date>): Promise<void> {
  await pool.query(INSERT_NAMES, [clientId, [...names.keys()], [...names.values()], ATTRIBUTE_NAMES_MAX]);
}

function takeFirst<Key, Value>(map: Map<Key, Value>): [Key, Value] | null {
  const [first] = map;
  if (first !== undefined) map.delete(first[0]);
  return first ?? null;
}

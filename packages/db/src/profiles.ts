import type { ProfileStore, ProfileWrite, WriteOutcome } from "@silhouette/core/profile";
import pg from "pg";
import { CallGroups } from "./call-groups.ts";
import { type Found, findProfiles, type Sought } from "./find-profiles.ts";
import { inTransaction } from "./pool.ts";
import { applyVisit } from "./visits.ts";
import { findUndecided, writeTogether, writeUndecided } from "./write-profiles.ts";

/** Calls that may wait on one node: it bounds the memory. */
const CALLS_WAITING_MAX = 10_000;
/**
 * Milliseconds that a call may have to wait by the estimate before it is refused. A guess, between what callers bear
 * and what passes by itself: a commit takes milliseconds, but Postgres lets a deadlock stand for a second, and links that
 * are moved while they are updated may still meet one.
 */
const WAIT_MILLIS_MAX = 10_000;

const LIMITS = { groupsMax: 1, waitingMax: CALLS_WAITING_MAX, waitMillisMax: WAIT_MILLIS_MAX, mayBeOneItem: isRefusal };

/**
 * Profiles in Postgres. The calls of a node share statements (docs/architecture.md, "The path of an update"). Updates
 * are committed one group after the other, in the order of their arrival. So are fetches read: two or four groups at
 * once were smaller and cost a fifth more for each call.
 */
export function createProfileStore(pool: pg.Pool): ProfileStore {
  const updates = new CallGroups<{ write: ProfileWrite; now: Date }, WriteOutcome>({
    serve: (group) => commitUpdates(pool, group),
    ...LIMITS,
  });
  const fetches = new CallGroups<Sought, Found>({
    serve: (group) => findProfiles(pool, group),
    ...LIMITS,
  });
  return {
    find: async (clientId, key, now) => (await fetches.add({ clientId, key, now })).profile,
    update: (write, now) => updates.add({ write, now }),
    visit: (visit, now) => applyVisit(pool, visit, now),
  };
}

/** Postgres itself has refused a statement, perhaps for one of its rows; without a connection no row is to blame. */
function isRefusal(error: unknown): boolean {
  return error instanceof pg.DatabaseError && !/^(?:08|53|57)/.test(error.code ?? "");
}

/**
 * Commits a group with one statement, which is its own transaction. The few that need a closer look (links, profiles
 * near the size limit) follow in a second one: they are none of those that the first has applied.
 */
async function commitUpdates(
  pool: pg.Pool,
  group: readonly { write: ProfileWrite; now: Date }[],
): Promise<readonly WriteOutcome[]> {
  const writes = group.map(({ write }) => write);
  const now = new Date(Math.max(...group.map((item) => item.now.getTime())));
  const outcomes: WriteOutcome[] = writes.map(() => "applied");
  for (const index of await writeTogether(pool, writes, "existing", now)) outcomes[index] = "not-found";
  const undecided = await findUndecided(pool, writes, outcomes, "existing", now);
  if (undecided.length === 0) return outcomes;
  return inTransaction(pool, async (connection) => {
    const decided = await writeUndecided(connection, undecided, "existing", now);
    for (const [index, outcome] of decided) outcomes[index] = outcome;
    return outcomes;
  });
}

import type { ProfileStore, ProfileWrite, Visit, VisitResult, WriteOutcome } from "@silhouette/core/profile";
import type pg from "pg";
import { mayBeOneItem, toCallError } from "./call-errors.ts";
import { CallGroups, Failed } from "./call-groups.ts";
import { type Found, findProfiles, type Sought } from "./find-profiles.ts";
import { inTransaction } from "./pool.ts";
import { tryAlone } from "./try-alone.ts";
import { applyVisit } from "./visits.ts";
import { findUndecided, type HalfWritten, writeTogether, writeUndecided } from "./write-profiles.ts";

/** Calls that may wait on one node: it bounds the memory. */
const CALLS_WAITING_MAX = 10_000;
/**
 * Milliseconds that a call may have to wait by the estimate before it is refused. A guess, between what callers bear
 * and what passes by itself: a commit takes milliseconds, but Postgres lets a deadlock stand for a second, and links that
 * are moved while they are updated may still meet one.
 */
const WAIT_MILLIS_MAX = 10_000;
/** Visits at work at once, each with a connection of its own: they leave some of the pool to updates and fetches. */
const VISITS_MAX = 8;

const LIMITS = { waitingMax: CALLS_WAITING_MAX, waitMillisMax: WAIT_MILLIS_MAX, mayBeOneItem };

type Update = { readonly write: ProfileWrite; readonly now: Date };

/**
 * Profiles in Postgres. The calls of a node share statements (docs/architecture.md, "The path of an update"). Updates
 * are committed one group after the other, in the order of their arrival. So are fetches read: two or four groups at
 * once were smaller and cost a fifth more for each call. Visits are done one by one.
 */
export function createProfileStore(pool: pg.Pool): ProfileStore {
  const updates = new CallGroups<Update, WriteOutcome>({
    serve: (group) => commitUpdates(pool, group),
    groupsMax: 1,
    ...LIMITS,
  });
  const fetches = new CallGroups<Sought, Found>({
    serve: (group) => findProfiles(pool, group),
    groupsMax: 1,
    ...LIMITS,
  });
  const visits = new CallGroups<{ readonly visit: Visit; readonly now: Date }, VisitResult>({
    serve: (group) => Promise.all(group.map(({ visit, now }) => applyVisit(pool, visit, now))),
    groupsMax: VISITS_MAX,
    groupItemsMax: 1,
    ...LIMITS,
  });
  return {
    find: async (clientId, key, now) => (await answered(fetches.add({ clientId, key, now }))).profile,
    update: (write, now) => answered(updates.add({ write, now })),
    visit: (visit, now) => answered(visits.add({ visit, now })),
  };
}

async function answered<Outcome>(outcome: Promise<Outcome>): Promise<Outcome> {
  try {
    return await outcome;
  } catch (error) {
    throw toCallError(error);
  }
}

/**
 * Commits a group with one statement, which is its own transaction. The few that need a closer look (links, profiles
 * near the size limit) follow in a second one.
 */
async function commitUpdates(pool: pg.Pool, group: readonly Update[]): Promise<readonly (WriteOutcome | Failed)[]> {
  const writes = group.map(({ write }) => write);
  const now = new Date(Math.max(...group.map((item) => item.now.getTime())));
  const outcomes: WriteOutcome[] = writes.map(() => "applied");
  for (const index of await writeTogether(pool, writes, "existing", now)) outcomes[index] = "not-found";
  return outcomes.includes("not-found") ? decide(pool, writes, outcomes, now) : outcomes;
}

/** What fails from here on fails for those that are not decided yet: the others are committed. */
async function decide(
  pool: pg.Pool,
  writes: readonly ProfileWrite[],
  outcomes: readonly WriteOutcome[],
  now: Date,
): Promise<readonly (WriteOutcome | Failed)[]> {
  const results: (WriteOutcome | Failed)[] = [...outcomes];
  let undecided = outcomes.flatMap((outcome, index) => (outcome === "not-found" ? [index] : []));
  try {
    undecided = [...(await findUndecided(pool, writes, outcomes, "existing", now))];
    if (undecided.length === 0) return results;
    const half = { writes, outcomes, undecided };
    for (const [index, outcome] of await decideTogether(pool, half, now)) results[index] = outcome;
  } catch (error) {
    const until = performance.now() + WAIT_MILLIS_MAX;
    await tryAlone(undecided, error, {
      mayBeOneItem,
      tryOne: async (index) => {
        const alone = { writes, outcomes, undecided: [index] };
        for (const [place, outcome] of await decideTogether(pool, alone, now)) results[place] = outcome;
      },
      fail: (index, cause) => {
        results[index] = new Failed(cause);
      },
      hasTime: () => performance.now() <= until,
    });
  }
  return results;
}

const decideTogether = (pool: pg.Pool, half: HalfWritten, now: Date) =>
  inTransaction(pool, (connection) => writeUndecided(connection, half, "existing", now));

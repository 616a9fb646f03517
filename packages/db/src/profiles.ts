import type { ProfileKey } from "@silhouette/core/identity";
import type { ClientId } from "@silhouette/core/ids";
import type { Profile, ProfileStore, ProfileWrite, WriteOutcome } from "@silhouette/core/profile";
import type pg from "pg";
import { GroupCommit } from "./group-commit.ts";
import { inTransaction } from "./pool.ts";
import { selectProfile } from "./sql/select-profile.ts";
import { parseStoredAttributes } from "./stored-attributes.ts";
import { applyVisit } from "./visits.ts";
import { findUndecided, LINK_STEPS_MAX, writeAlone, writeTogether } from "./write-profiles.ts";

/** Updates that may wait on one node: about a second's worth, so that a caller is refused early rather than late. */
const UPDATES_WAITING_MAX = 10_000;

/** Profiles in Postgres. Single updates of a node share commits (docs/architecture.md, "The path of an update"). */
export function createProfileStore(pool: pg.Pool): ProfileStore {
  const updates = new GroupCommit<{ write: ProfileWrite; now: Date }, WriteOutcome>(
    (group) => commitUpdates(pool, group),
    UPDATES_WAITING_MAX,
  );
  return {
    find: (clientId, key, now) => findProfile(pool, clientId, key, now),
    update: (write, now) => updates.add({ write, now }),
    visit: (visit, now) => applyVisit(pool, visit, now),
  };
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
    for (const [index, write] of undecided) outcomes[index] = await writeAlone(connection, write, "existing", now);
    return outcomes;
  });
}

/** Follows links from the named identity to its profile. A link that is moved meanwhile leads to the new place. */
async function findProfile(pool: pg.Pool, clientId: ClientId, key: ProfileKey, now: Date): Promise<Profile | null> {
  let at = key;
  for (let step = 0; step <= LINK_STEPS_MAX; step++) {
    const row = await selectProfile(pool, clientId, at);
    if (row === null) return null;
    if (row.merged_into === null) {
      if (row.expires_at <= now) return null;
      const attributes = parseStoredAttributes(row.attributes);
      return { key: at, attributes, modifiedAt: row.modified_at, expiresAt: row.expires_at };
    }
    at = row.merged_into;
  }
  throw new Error(`Profile links of client ${clientId} form a circle`);
}

import { PROFILE_BYTES_MAX } from "@silhouette/core/attributes";
import type { ProfileKey } from "@silhouette/core/identity";
import type { ClientId } from "@silhouette/core/ids";
import {
  type Attributes,
  changeBytes,
  mergeAttributes,
  type ProfileWrite,
  type WriteOutcome,
} from "@silhouette/core/profile";
import type { Queryable } from "./pool.ts";
import { type SizedWrite, toProfileRows } from "./sql/profile-rows.ts";
import { replaceAttributes } from "./sql/replace-attributes.ts";
import { lockProfile, type ProfileRow, selectPresent } from "./sql/select-profile.ts";
import { updateProfiles } from "./sql/update-profiles.ts";
import { upsertProfiles } from "./sql/upsert-profiles.ts";
import { parseStoredAttributes } from "./stored-attributes.ts";

/** Whether a write may create its profile: bulk v2 does, single updates and bulk v1 do not. */
export type WriteMode = "create" | "existing";

/**
 * Applies writes in their order and says what became of each. Nearly all are done by one statement; what it leaves
 * alone (links, profiles near the size limit, unknown ones) is decided row by row under a lock, by the rules of core.
 * Runs inside the caller's transaction.
 */
export async function writeProfiles(
  connection: Queryable,
  writes: readonly ProfileWrite[],
  mode: WriteMode,
  now: Date,
): Promise<readonly WriteOutcome[]> {
  const outcomes: WriteOutcome[] = writes.map(() => "applied");
  for (const index of await writeTogether(connection, writes, mode, now)) outcomes[index] = "not-found";
  const left = await findUndecided(connection, writes, outcomes, mode);
  for (const [index, write] of left) outcomes[index] = await writeAlone(connection, write, mode, now);
  return outcomes;
}

/**
 * Sends one statement for all profiles; returns the writes, by index and in order, that it did not apply. Writes to
 * one profile are merged first, so that the statement meets each row once.
 */
export async function writeTogether(
  connection: Queryable,
  writes: readonly ProfileWrite[],
  mode: WriteMode,
  now: Date,
): Promise<readonly number[]> {
  const left = new Map<string, { write: ProfileWrite; indexes: number[] }>();
  writes.forEach((write, index) => {
    const earlier = left.get(nameOf(write));
    if (earlier === undefined) {
      left.set(nameOf(write), { write, indexes: [index] });
    } else {
      earlier.indexes.push(index);
      earlier.write = { ...write, change: new Map([...earlier.write.change, ...write.change]) };
    }
  });
  const sized: SizedWrite[] = [...left.values()].map(({ write }) => ({ ...write, bytes: changeBytes(write.change) }));
  const rows = toProfileRows(
    sized.filter(({ bytes }) => bytes <= PROFILE_BYTES_MAX),
    now,
  );
  const written = await (mode === "create" ? upsertProfiles : updateProfiles)(connection, rows);
  for (const [clientId, key] of written) left.delete(`${clientId} ${key}`);
  return [...left.values()].flatMap(({ indexes }) => indexes).sort((a, b) => a - b);
}

/** The writes still marked `not-found` that may be something else: all of them when they may create, else those whose row exists. */
export async function findUndecided(
  connection: Queryable,
  writes: readonly ProfileWrite[],
  outcomes: readonly WriteOutcome[],
  mode: WriteMode,
): Promise<readonly (readonly [index: number, write: ProfileWrite])[]> {
  const left = writes.flatMap((write, index) => (outcomes[index] === "not-found" ? [[index, write] as const] : []));
  if (mode === "create" || left.length === 0) return left;
  const present = await selectPresent(
    connection,
    left.map(([, write]) => write),
  );
  return left.filter(([, write]) => present.has(nameOf(write)));
}

/** Applies one write under the lock of its profile, following a link to it. Runs inside the caller's transaction. */
export async function writeAlone(
  connection: Queryable,
  write: ProfileWrite,
  mode: WriteMode,
  now: Date,
): Promise<WriteOutcome> {
  const locked = await lockLinked(connection, write.clientId, write.key);
  if (locked === null) return mode === "create" ? insertAlone(connection, write, now) : "not-found";
  const isExpired = locked.row.expires_at <= now;
  if (isExpired && mode === "existing") return "not-found";
  const stored: Attributes = isExpired ? new Map() : parseStoredAttributes(locked.row.attributes);
  const merged = mergeAttributes(stored, write.change, now);
  if (!merged.ok) return "too-large";
  const { clientId, expiresAt } = write;
  const { key } = locked;
  await replaceAttributes(connection, { clientId, key, attributes: merged.value, modifiedAt: now, expiresAt });
  return "applied";
}

async function insertAlone(connection: Queryable, write: ProfileWrite, now: Date): Promise<WriteOutcome> {
  const bytes = changeBytes(write.change);
  if (bytes > PROFILE_BYTES_MAX) return "too-large";
  const written = await upsertProfiles(connection, toProfileRows([{ ...write, bytes }], now));
  // Left out again only when another writer has made the row meanwhile: there is one to lock now.
  return written.length > 0 ? "applied" : writeAlone(connection, write, "create", now);
}

/** A link points at a profile, never at a link; one step more covers a link that is moved meanwhile. */
const LINK_STEPS_MAX = 2;

async function lockLinked(
  connection: Queryable,
  clientId: ClientId,
  key: ProfileKey,
): Promise<{ key: ProfileKey; row: ProfileRow } | null> {
  let at = key;
  for (let step = 0; step <= LINK_STEPS_MAX; step++) {
    const row = await lockProfile(connection, clientId, at);
    if (row === null) return null;
    if (row.merged_into === null) return { key: at, row };
    at = row.merged_into;
  }
  throw new Error(`Profile links of client ${clientId} form a chain`);
}

const nameOf = ({ clientId, key }: Pick<ProfileWrite, "clientId" | "key">): string => `${clientId} ${key}`;

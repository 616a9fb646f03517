import { PROFILE_BYTES_MAX } from "@silhouette/core/attributes";
import type { ProfileKey } from "@silhouette/core/identity";
import type { ClientId } from "@silhouette/core/ids";
import {
  type Attributes,
  changeBytes,
  keepVisited,
  mergeAttributes,
  type ProfileWrite,
  type WriteOutcome,
} from "@silhouette/core/profile";
import { nameOf, type PlannedRow, planWrites, toProfileRow } from "./plan-writes.ts";
import type { Queryable } from "./pool.ts";
import { toAttributesJson, toProfileColumns, toStamp } from "./sql/profile-rows.ts";
import { replaceAttributes } from "./sql/replace-attributes.ts";
import {
  lockInOrder,
  lockProfile,
  type ProfileRow,
  type RowName,
  selectLinks,
  selectPresent,
} from "./sql/select-profile.ts";
import { updateProfiles } from "./sql/update-profiles.ts";
import { upsertProfiles, upsertProfilesByName } from "./sql/upsert-profiles.ts";
import { parseStoredAttributes, UnreadableProfile } from "./stored-attributes.ts";

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
  replacement: Replacement = null,
): Promise<readonly WriteOutcome[]> {
  if (replacement !== null) return writeEach(connection, writes, mode, now, replacement);
  const left = await writeTogether(connection, writes, mode, now);
  return decideLeft(connection, writes, left, mode, now);
}

/** The compatible but slower way (U-17): what a row replaces has to be read first. In the order of the file. */
async function writeEach(
  connection: Queryable,
  writes: readonly ProfileWrite[],
  mode: WriteMode,
  now: Date,
  replacement: Replacement,
): Promise<readonly WriteOutcome[]> {
  const outcomes: WriteOutcome[] = [];
  for (const write of writes) outcomes.push((await writeAlone(connection, write, mode, now, replacement)).outcome);
  return outcomes;
}

/** Sends one statement for all profiles of a client; returns the writes, by their places, that were not applied. */
export async function writeTogether(
  connection: Queryable,
  writes: readonly ProfileWrite[],
  mode: WriteMode,
  now: Date,
): Promise<readonly number[]> {
  const { rows, oversized } = planWrites(writes);
  const left = await (mode === "create" ? upsertRows : updateRows)(connection, rows, now);
  return [...oversized, ...left.flatMap(({ indexes }) => indexes)];
}

type Rows = readonly PlannedRow[];

/** Returns the rows that were not written. */
async function updateRows(connection: Queryable, rows: Rows, now: Date): Promise<Rows> {
  const written = new Set(await updateProfiles(connection, rows, now));
  return rows.filter((_, place) => !written.has(place));
}

/** The statement serves one client and one end of life at a time: batches, for which it is made, have no more. */
async function upsertRows(connection: Queryable, rows: Rows, now: Date): Promise<Rows> {
  const alike = new Map<string, PlannedRow[]>();
  for (const row of rows) {
    const name = `${row.write.clientId} ${row.write.expiresAt.getTime()}`;
    const group = alike.get(name);
    if (group === undefined) alike.set(name, [row]);
    else group.push(row);
  }
  const left: PlannedRow[] = [];
  for (const group of alike.values()) {
    const { clientId, expiresAt } = (group[0] as PlannedRow).write;
    const columns = toProfileColumns(group.map((row) => toProfileRow(row, now)));
    const written = new Set(await upsertProfilesByName(connection, { clientId, columns, now, expiresAt }));
    left.push(...group.filter(({ write }) => !written.has(write.key)));
  }
  return left;
}

/** Decides, one by one and in their order, the writes that a statement has left; all others are applied. */
export async function decideLeft(
  connection: Queryable,
  writes: readonly ProfileWrite[],
  left: readonly number[],
  mode: WriteMode,
  now: Date,
): Promise<readonly WriteOutcome[]> {
  const outcomes: WriteOutcome[] = writes.map(() => "applied");
  for (const index of left) outcomes[index] = "not-found";
  const undecided = await findUndecided(connection, writes, outcomes, mode, now);
  for (const [index, outcome] of await writeUndecided(connection, { writes, outcomes, undecided }, mode, now)) {
    outcomes[index] = outcome;
  }
  return outcomes;
}

/** Writes in their order, what one statement made of them, and which of them, by their places, need a closer look. */
export type HalfWritten = {
  readonly writes: readonly ProfileWrite[];
  readonly outcomes: readonly (WriteOutcome | null)[];
  readonly undecided: readonly number[];
};

/**
 * Decides writes one by one. One that reaches its profile by a link comes too late: the statement has applied what was
 * written to the profile itself after it. That is written once more, so that the last write of each attribute stays.
 * Runs inside the caller's transaction.
 */
export async function writeUndecided(
  connection: Queryable,
  { writes, outcomes, undecided }: HalfWritten,
  mode: WriteMode,
  now: Date,
): Promise<readonly (readonly [index: number, outcome: WriteOutcome])[]> {
  const open = new Set(undecided);
  if (open.size > 1) {
    await lockAhead(
      connection,
      writes.filter((_, index) => open.has(index)),
    );
  }
  const decided: [number, WriteOutcome][] = [];
  const reached = new Set<string>();
  for (const [index, write] of writes.entries()) {
    if (open.has(index)) {
      const { outcome, key } = await writeAlone(connection, write, mode, now);
      decided.push([index, outcome]);
      reached.add(nameOf({ ...write, key }));
    } else if (reached.size > 0 && outcomes[index] === "applied" && reached.has(nameOf(write))) {
      const { outcome } = await writeAlone(connection, write, mode, now);
      if (outcome !== "applied") decided.push([index, outcome]);
    }
  }
  return decided;
}

/**
 * Locks all that writes may lead to, in the one order in which everybody locks: write by write, a second link would be
 * locked after the profile of the first, while a visit holds that link and waits for that profile. Postgres lets such a
 * deadlock stand for a second, and with it every update of the node. Links that are moved meanwhile are met by
 * `writeAlone`, which locks what it finds.
 */
async function lockAhead(connection: Queryable, writes: readonly ProfileWrite[]): Promise<void> {
  const names = new Map<string, RowName>(writes.map((write) => [nameOf(write), write]));
  let found: readonly RowName[] = [...names.values()];
  for (let step = 0; step < LINK_STEPS_MAX && found.length > 0; step++) {
    const targets = await selectLinks(connection, found);
    found = targets.filter((target) => !names.has(nameOf(target)));
    for (const target of found) names.set(nameOf(target), target);
  }
  await lockInOrder(connection, [...names.values()]);
}

/** Of the writes still marked `not-found`, the places of those that may be something else: all when they may create, else those whose row lives. */
export async function findUndecided(
  connection: Queryable,
  writes: readonly ProfileWrite[],
  outcomes: readonly WriteOutcome[],
  mode: WriteMode,
  now: Date,
): Promise<readonly number[]> {
  const left = writes.flatMap((write, index) => (outcomes[index] === "not-found" ? [[index, write] as const] : []));
  if (mode === "create" || left.length === 0) return left.map(([index]) => index);
  const present = await selectPresent(
    connection,
    left.map(([, write]) => write),
    now,
  );
  return left.flatMap(([index, write]) => (present.has(nameOf(write)) ? [index] : []));
}

/** What else a write does to the profile it meets; null for the plain merge. */
export type Replacement = { readonly submittedAt: Date } | null;

/** What became of a write, and of which profile: links lead to another than it names. */
type Written = { readonly outcome: WriteOutcome; readonly key: ProfileKey };

/**
 * Applies one write under the lock of its profile, following links to it. A link whose profile has expired stands for
 * nothing: a write that may create makes a profile of it again. Runs inside the caller's transaction.
 */
async function writeAlone(
  connection: Queryable,
  write: ProfileWrite,
  mode: WriteMode,
  now: Date,
  replacement: Replacement = null,
): Promise<Written> {
  const locked = await lockLinked(connection, write.clientId, write.key);
  if (locked === "no row" && mode === "create") return insertAlone(connection, write, now);
  const isLive = typeof locked === "object" && locked.row.expires_at > now;
  if (!isLive && mode === "existing") return { outcome: "not-found", key: write.key };
  const key = isLive ? locked.key : write.key;
  let stored: Attributes = isLive ? parseStoredAttributes(locked.row.attributes) : new Map();
  if (isLive && replacement !== null) stored = keepVisited(stored, locked.row.visited_at, replacement.submittedAt);
  const merged = mergeAttributes(stored, write.change, now, write.origin);
  if (!merged.ok) return { outcome: "too-large", key };
  const { clientId, expiresAt } = write;
  const row = { clientId, key, attributes: merged.value, modifiedAt: now, expiresAt, isNew: !isLive };
  await replaceAttributes(connection, row);
  return { outcome: "applied", key };
}

async function insertAlone(connection: Queryable, write: ProfileWrite, now: Date): Promise<Written> {
  const { clientId, key, change, expiresAt } = write;
  const bytes = changeBytes(change);
  if (bytes > PROFILE_BYTES_MAX) return { outcome: "too-large", key };
  const attributes = toAttributesJson(change, toStamp(now, write.origin ?? "update"));
  const columns = toProfileColumns([{ key, attributes, bytes }]);
  const written = await upsertProfiles(connection, { clientId, columns, now, expiresAt });
  // Left out again only when another writer has made the row meanwhile: there is one to lock now.
  return written > 0 ? { outcome: "applied", key } : writeAlone(connection, write, "create", now);
}

/** Links have two or three steps (ECID, device, person); more would be a circle, which linking never makes. */
export const LINK_STEPS_MAX = 10;

/** Locks the named row and those that it links to. `dangling` is a link whose profile was purged. */
async function lockLinked(
  connection: Queryable,
  clientId: ClientId,
  key: ProfileKey,
): Promise<{ key: ProfileKey; row: ProfileRow } | "no row" | "dangling"> {
  let at = key;
  for (let step = 0; step <= LINK_STEPS_MAX; step++) {
    const row = await lockProfile(connection, clientId, at);
    if (row === null) return at === key ? "no row" : "dangling";
    if (row.merged_into === null) return { key: at, row };
    at = row.merged_into;
  }
  throw new UnreadableProfile(`Profile links of client ${clientId} form a circle`);
}

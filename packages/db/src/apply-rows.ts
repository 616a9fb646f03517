import type { BatchCounters, RowResult } from "@silhouette/core/batch";
import { changeJsonBytes, STEP_JSON_BYTES_MAX } from "@silhouette/core/batch-json";
import { PROFILE_TOO_LARGE } from "@silhouette/core/batch-rows";
import { expiryAfterWrite, type ProfileWrite, type WriteOutcome } from "@silhouette/core/profile";
import { nameOf } from "./plan-writes.ts";
import type { Queryable } from "./pool.ts";
import { type PreparedChunks, readRows, type SoundRow } from "./prepare-chunks.ts";
import type { BatchStep, PendingBatch } from "./sql/batch-progress.ts";
import type { ProfileColumns } from "./sql/profile-rows.ts";
import { selectPresent } from "./sql/select-profile.ts";
import { type UpsertedRows, upsertProfiles, upsertProfilesByName } from "./sql/upsert-profiles.ts";
import { decideLeft, writeProfiles, writeTogether } from "./write-profiles.ts";

/** What became of chunks. */
export type AppliedRows = {
  readonly counters: BatchCounters;
  /** One for each row that failed. */
  readonly results: readonly RowResult[];
  /** Whether some rows had to be looked at one by one. */
  readonly hasLeft: boolean;
};

/** How chunks are to be applied. */
export type ApplyOptions = {
  readonly batch: PendingBatch;
  readonly step: BatchStep;
  /** What is to be expected of them; a wrong guess costs time and nothing else. */
  readonly hasLeft: boolean;
  /** Called when a statement for many rows is on its way. */
  readonly onSent: () => void;
};

/** Writes the rows of chunks, inside the caller's transaction. */
export async function applyRows(
  connection: Queryable,
  chunks: PreparedChunks,
  options: ApplyOptions,
): Promise<AppliedRows> {
  const { batch, step } = options;
  if (batch.api_version === 1 || step.overridesUnvisited) return applyEach(connection, chunks, options);
  const expiresAt = expiryAfterWrite(chunks.now, step.lifetimeDays);
  const common = { clientId: batch.client_id, now: chunks.now, expiresAt };
  const left = await upsertPlanned(connection, chunks, common, options);
  if (left.length > 0) {
    const { writes } = readRows(chunks);
    const addressed = writes.map((row) => ({ clientId: batch.client_id, ...row, expiresAt, origin: "batch" as const }));
    const outcomes = await decideLeft(connection, addressed, left, "create", chunks.now);
    return { ...account(chunks, writes, outcomes, 0), hasLeft: true };
  }
  const counters = { succeeded: chunks.writes + chunks.untouched, notFound: 0, failed: chunks.failed.length };
  return { counters, results: chunks.failed, hasLeft: false };
}

/** What all rows have in common. */
type Common = Omit<UpsertedRows, "columns">;

/**
 * Writes what statements for many rows can; returns the places of the writes that they left alone. Nearly always there
 * are none, and the number of rows says so. Else the statements are taken back and sent once more, so that they name what
 * they have written.
 */
async function upsertPlanned(
  connection: Queryable,
  { planned: { statements, keys, places, oversized } }: PreparedChunks,
  common: Common,
  { hasLeft, onSent }: ApplyOptions,
): Promise<readonly number[]> {
  if (statements.length === 0) return oversized;
  if (!hasLeft) {
    await connection.query("SAVEPOINT together");
    if (await writesAll(connection, statements, common, onSent)) return oversized;
    await connection.query("ROLLBACK TO SAVEPOINT together");
  }
  const written = new Set<string>();
  for (const columns of statements) {
    const writing = upsertProfilesByName(connection, { ...common, columns });
    onSent();
    for (const key of await writing) written.add(key);
  }
  return [...oversized, ...places.flatMap((row, at) => (written.has(keys[at] ?? "") ? [] : row))];
}

/** False when some rows were left alone: which, is not known then. */
async function writesAll(
  connection: Queryable,
  statements: readonly ProfileColumns[],
  common: Common,
  onSent: () => void,
): Promise<boolean> {
  for (const columns of statements) {
    const writing = upsertProfiles(connection, { ...common, columns });
    onSent();
    if ((await writing) < columns.count) return false;
  }
  return true;
}

/** Bulk v1, which creates nothing, and rows that replace what they meet (U-17). */
async function applyEach(
  connection: Queryable,
  chunks: PreparedChunks,
  { batch, step, hasLeft }: ApplyOptions,
): Promise<AppliedRows> {
  const mode = batch.api_version === 1 ? "existing" : "create";
  const expiresAt = expiryAfterWrite(chunks.now, step.lifetimeDays);
  const toWrite = (row: SoundRow) => ({ clientId: batch.client_id, ...row, expiresAt, origin: "batch" as const });
  const { writes, untouched } = readRows(chunks);
  const outcomes =
    mode === "create"
      ? await writeProfiles(connection, writes.map(toWrite), mode, chunks.now, { submittedAt: step.submittedAt })
      : await updateInParts(connection, writes.map(toWrite), chunks.now);
  const unknown = mode === "create" ? 0 : await countUnknown(connection, untouched.map(toWrite), chunks.now);
  return { ...account(chunks, writes, outcomes, unknown), hasLeft };
}

/**
 * Updates with statements of limited size. All rows of an id are in one, and what the statements leave is decided in the
 * order of the file: the outcome is that of a single statement.
 */
async function updateInParts(
  connection: Queryable,
  writes: readonly ProfileWrite[],
  now: Date,
): Promise<readonly WriteOutcome[]> {
  const left: number[] = [];
  for (const places of inParts(writes)) {
    const part = places.flatMap((place) => writes[place] ?? []);
    const leftOfPart = await writeTogether(connection, part, "existing", now);
    left.push(...leftOfPart.flatMap((at) => places[at] ?? []));
  }
  return decideLeft(connection, writes, left, "existing", now);
}

/** Places of writes, in the order of their keys: the one in which everybody locks. */
function inParts(writes: readonly ProfileWrite[]): readonly (readonly number[])[] {
  const keyAt = (place: number) => writes[place]?.key ?? "";
  const places = [...writes.keys()].sort((a, b) => (keyAt(a) < keyAt(b) ? -1 : keyAt(a) > keyAt(b) ? 1 : a - b));
  const parts: number[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const [at, place] of places.entries()) {
    const isSameKey = at > 0 && keyAt(places[at - 1] ?? 0) === keyAt(place);
    if (bytes >= STEP_JSON_BYTES_MAX && !isSameKey) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(place);
    bytes += changeJsonBytes(writes[place]?.change ?? new Map());
  }
  return parts;
}

/** @param unknown rows without a value whose profile was not found. */
function account(
  { failed, untouched }: PreparedChunks,
  writes: readonly SoundRow[],
  outcomes: readonly WriteOutcome[],
  unknown: number,
): Pick<AppliedRows, "counters" | "results"> {
  const tooLarge = writes.flatMap(({ line, id }, place): readonly RowResult[] =>
    outcomes[place] === "too-large"
      ? [{ line, outcome: "failed", profileId: id, code: "profile-too-large", detail: PROFILE_TOO_LARGE }]
      : [],
  );
  const count = (wanted: WriteOutcome) => outcomes.filter((outcome) => outcome === wanted).length;
  const counters = {
    succeeded: count("applied") + untouched - unknown,
    notFound: count("not-found") + unknown,
    failed: failed.length + tooLarge.length,
  };
  return { counters, results: [...failed, ...tooLarge] };
}

/** Rows without a value write nothing (U-21); on v1 they still tell whether their profile is known. */
async function countUnknown(
  connection: Queryable,
  untouched: readonly Parameters<typeof nameOf>[0][],
  now: Date,
): Promise<number> {
  if (untouched.length === 0) return 0;
  const present = await selectPresent(connection, untouched, now);
  return untouched.filter((change) => !present.has(nameOf(change))).length;
}

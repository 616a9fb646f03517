import type { BatchCounters, RowResult } from "@silhouette/core/batch";
import { PROFILE_TOO_LARGE } from "@silhouette/core/batch-rows";
import { expiryAfterWrite, type WriteOutcome } from "@silhouette/core/profile";
import { nameOf } from "./plan-writes.ts";
import type { Queryable } from "./pool.ts";
import { type PreparedChunk, readRows, type SoundRow } from "./prepare-chunk.ts";
import type { BatchStep, PendingBatch } from "./sql/batch-progress.ts";
import { selectPresent } from "./sql/select-profile.ts";
import { type UpsertedRows, upsertProfiles, upsertProfilesByName } from "./sql/upsert-profiles.ts";
import { decideLeft, writeProfiles } from "./write-profiles.ts";

/** What became of a chunk. */
export type AppliedRows = {
  readonly counters: BatchCounters;
  /** One for each row that failed. */
  readonly results: readonly RowResult[];
  /** Whether some rows had to be looked at one by one. */
  readonly hasLeft: boolean;
};

/** How a chunk is to be applied. */
export type ApplyOptions = {
  readonly batch: PendingBatch;
  readonly step: BatchStep;
  /** What is to be expected of the chunk; a wrong guess costs time and nothing else. */
  readonly hasLeft: boolean;
  /** Called once the statement for all rows is on its way. */
  readonly onSent: () => void;
};

/** Writes the rows of a chunk, inside the caller's transaction. */
export async function applyRows(
  connection: Queryable,
  chunk: PreparedChunk,
  options: ApplyOptions,
): Promise<AppliedRows> {
  const { batch, step } = options;
  if (batch.api_version === 1 || step.overridesUnvisited) return applyEach(connection, chunk, options);
  const expiresAt = expiryAfterWrite(chunk.now, step.lifetimeDays);
  const rows = { clientId: batch.client_id, columns: chunk.planned.columns, now: chunk.now, expiresAt };
  const left = await upsertPlanned(connection, chunk, rows, options);
  if (left.length > 0) {
    const { writes } = readRows(chunk);
    const addressed = writes.map((row) => ({ clientId: batch.client_id, ...row, expiresAt, origin: "batch" as const }));
    const outcomes = await decideLeft(connection, addressed, left, "create", chunk.now);
    return { ...account(chunk, writes, outcomes, 0), hasLeft: true };
  }
  const counters = { succeeded: chunk.writes + chunk.untouched, notFound: 0, failed: chunk.failed.length };
  return { counters, results: chunk.failed, hasLeft: false };
}

/**
 * Writes what one statement can; returns the places of the writes that it left alone. Nearly always there are none, and
 * the number of rows says so. Else the statement is taken back and sent once more, so that it names what it has written.
 */
async function upsertPlanned(
  connection: Queryable,
  { planned: { columns, keys, places, oversized } }: PreparedChunk,
  rows: UpsertedRows,
  { hasLeft, onSent }: ApplyOptions,
): Promise<readonly number[]> {
  if (columns.count === 0) return oversized;
  if (!hasLeft) {
    await connection.query("SAVEPOINT together");
    const writing = upsertProfiles(connection, rows);
    onSent();
    if ((await writing) === columns.count) return oversized;
    await connection.query("ROLLBACK TO SAVEPOINT together");
  }
  const writing = upsertProfilesByName(connection, rows);
  onSent();
  const written = new Set<string>(await writing);
  return [...oversized, ...places.flatMap((row, at) => (written.has(keys[at] ?? "") ? [] : row))];
}

/** Bulk v1, which creates nothing, and rows that replace what they meet (U-17). */
async function applyEach(
  connection: Queryable,
  chunk: PreparedChunk,
  { batch, step, hasLeft }: ApplyOptions,
): Promise<AppliedRows> {
  const mode = batch.api_version === 1 ? "existing" : "create";
  const expiresAt = expiryAfterWrite(chunk.now, step.lifetimeDays);
  const toWrite = (row: SoundRow) => ({ clientId: batch.client_id, ...row, expiresAt, origin: "batch" as const });
  const { writes, untouched } = readRows(chunk);
  const replacement = mode === "create" ? { submittedAt: step.submittedAt } : null;
  const outcomes = await writeProfiles(connection, writes.map(toWrite), mode, chunk.now, replacement);
  const unknown = mode === "create" ? 0 : await countUnknown(connection, untouched.map(toWrite), chunk.now);
  return { ...account(chunk, writes, outcomes, unknown), hasLeft };
}

/** @param unknown rows without a value whose profile was not found. */
function account(
  { failed, untouched }: PreparedChunk,
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

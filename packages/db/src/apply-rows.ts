import type { BatchCounters, RowResult } from "@silhouette/core/batch";
import { PROFILE_TOO_LARGE } from "@silhouette/core/batch-rows";
import { expiryAfterWrite, type WriteOutcome } from "@silhouette/core/profile";
import { type AddressedChange, nameOf } from "./plan-writes.ts";
import type { Queryable } from "./pool.ts";
import type { PreparedChunk } from "./prepare-chunk.ts";
import type { BatchStep } from "./sql/batch-progress.ts";
import { selectPresent } from "./sql/select-profile.ts";
import { upsertProfiles, upsertProfilesByName } from "./sql/upsert-profiles.ts";
import { decideLeft, writeProfiles } from "./write-profiles.ts";

/** What became of a chunk. */
export type AppliedRows = {
  readonly counters: BatchCounters;
  /** One for each row that failed. */
  readonly results: readonly RowResult[];
  /** Whether some rows had to be looked at one by one. */
  readonly hasLeft: boolean;
};

/**
 * Writes the rows of a chunk, inside the caller's transaction.
 * @param hasLeft what is to be expected of the chunk; a wrong guess costs time and nothing else.
 * @param onSent called once the statement for all rows is on its way.
 */
export async function applyRows(
  connection: Queryable,
  chunk: PreparedChunk,
  step: BatchStep,
  hasLeft: boolean,
  onSent: () => void,
): Promise<AppliedRows> {
  const written = await writeRows(connection, chunk, step, hasLeft, onSent);
  const tooLarge = written.outcomes.flatMap((outcome, index) => {
    const row = chunk.rows[index];
    if (outcome !== "too-large" || row === undefined) return [];
    const fault = { code: "profile-too-large", detail: PROFILE_TOO_LARGE } as const;
    return [{ line: row.line, outcome: "failed", profileId: row.id, ...fault } as const];
  });
  const results = [...chunk.failed, ...tooLarge];
  const unknown = chunk.mode === "create" ? 0 : await countUnknown(connection, chunk.untouched, chunk.now);
  const count = (wanted: WriteOutcome) => written.outcomes.filter((outcome) => outcome === wanted).length;
  const counters = {
    succeeded: count("applied") + chunk.untouched.length - unknown,
    notFound: count("not-found") + unknown,
    failed: results.length,
  };
  return { counters, results, hasLeft: written.hasLeft };
}

async function writeRows(
  connection: Queryable,
  { mode, planned, writes, now }: PreparedChunk,
  step: BatchStep,
  hasLeft: boolean,
  onSent: () => void,
): Promise<{ outcomes: readonly WriteOutcome[]; hasLeft: boolean }> {
  const expiresAt = expiryAfterWrite(now, step.lifetimeDays);
  if (planned === null || step.overridesUnvisited) {
    const replacement = mode === "create" ? { submittedAt: step.submittedAt } : null;
    const ended = writes.map((write) => ({ ...write, expiresAt }));
    const outcomes = await writeProfiles(connection, ended, mode, now, replacement);
    return { outcomes, hasLeft };
  }
  const left = await upsertPlanned(connection, planned, expiresAt, hasLeft, onSent);
  if (left.length === 0) return { outcomes: writes.map(() => "applied"), hasLeft: false };
  const ended = writes.map((write) => ({ ...write, expiresAt }));
  return { outcomes: await decideLeft(connection, ended, left, mode, now), hasLeft: true };
}

/**
 * Writes what one statement can; returns the places of the writes that it left alone. Nearly always there are none, and
 * the number of rows says so. Else the statement is taken back and sent once more, so that it names what it has written.
 */
async function upsertPlanned(
  connection: Queryable,
  { plan, columns }: NonNullable<PreparedChunk["planned"]>,
  expiresAt: Date,
  hasLeft: boolean,
  onSent: () => void,
): Promise<readonly number[]> {
  const [first] = plan.rows;
  if (first === undefined) return plan.oversized;
  const rows = { clientId: first.write.clientId, columns, expiresAt };
  if (!hasLeft) {
    await connection.query("SAVEPOINT together");
    const writing = upsertProfiles(connection, rows);
    onSent();
    if ((await writing) === columns.count) return plan.oversized;
    await connection.query("ROLLBACK TO SAVEPOINT together");
  }
  const writing = upsertProfilesByName(connection, rows);
  onSent();
  const written = new Set(await writing);
  const left = plan.rows.filter(({ write }) => !written.has(write.key));
  return [...plan.oversized, ...left.flatMap(({ indexes }) => indexes)];
}

/** Rows without a value write nothing (U-21); on v1 they still tell whether their profile is known. */
async function countUnknown(connection: Queryable, untouched: readonly AddressedChange[], now: Date): Promise<number> {
  if (untouched.length === 0) return 0;
  const present = await selectPresent(connection, untouched, now);
  return untouched.filter((change) => !present.has(nameOf(change))).length;
}

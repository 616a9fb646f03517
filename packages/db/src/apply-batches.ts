import { promisify } from "node:util";
import { inflateRaw } from "node:zlib";
import type { BatchCounters, RowResult } from "@silhouette/core/batch";
import { BatchHeader } from "@silhouette/core/batch-header";
import { rowTexts } from "@silhouette/core/batch-report";
import { type BatchRow, PROFILE_TOO_LARGE, parseRows } from "@silhouette/core/batch-rows";
import type { Clock } from "@silhouette/core/clock";
import type { ClientId } from "@silhouette/core/ids";
import type { Log } from "@silhouette/core/log";
import { expiryAfterWrite, type ProfileWrite, type WriteOutcome } from "@silhouette/core/profile";
import pg from "pg";
import { inTransaction, type Queryable } from "./pool.ts";
import {
  type BatchStep,
  beginAttempt,
  claimStep,
  finishChunk,
  limitWaiting,
  type PendingBatch,
  recordFailure,
  selectChunk,
  selectNextBatch,
  takeBackAttempt,
} from "./sql/batch-progress.ts";
import { insertRowResults } from "./sql/batch-upload.ts";
import { selectPresent } from "./sql/select-profile.ts";
import { type WriteMode, writeProfiles } from "./write-profiles.ts";

const decompress = promisify(inflateRaw);

/** Attempts at one chunk before its batch is called stuck (U-29). A guess: with its pauses, a minute of trying. */
const ATTEMPTS_MAX = 5;
/** Milliseconds between a failed attempt at a chunk and the next, by the number of attempts so far. */
const PAUSE_MILLIS = [0, 2_000, 6_000, 16_000, 36_000];
/**
 * Milliseconds without any progress, while a worker is at work on a chunk, after which its batch is called stuck. The
 * time in which no worker runs does not count. Source: U-29.
 */
const STALLED_MILLIS = 60 * 60 * 1000;

export type ApplierDependencies = {
  readonly pool: pg.Pool;
  readonly now: Clock;
  readonly log: Log;
  /** Aborted when the program stops: the current chunk is finished, the next one is left to another worker. */
  readonly signal: AbortSignal;
  /** `STALLED_MILLIS` unless a test cannot wait that long. */
  readonly stalledMillis?: number;
};

/**
 * Applies a client's batches in the order they were submitted, chunk by chunk, until none is left or another worker
 * is found at it. Safe to call again at any time and on any node: each chunk is one transaction that also marks it
 * done. A chunk that fails is counted on its batch and left for a later call; until its pause is over, calls do
 * nothing.
 */
export async function applyBatches(clientId: ClientId, deps: ApplierDependencies): Promise<void> {
  while (!deps.signal.aborted) {
    const batch = await selectNextBatch(deps.pool, clientId);
    if (batch === null || isPausing(batch, deps.now)) return;
    const attempts = await beginAttempt(deps.pool, batch);
    if (attempts === null) return;
    try {
      if (attempts > ATTEMPTS_MAX) throw new Error("Every attempt at this chunk ended before it was finished");
      const isMine = await applyBatch(batch, deps);
      if (!isMine) {
        await takeBackAttempt(deps.pool, batch);
        return;
      }
    } catch (cause) {
      const error = cause instanceof Error ? cause.message : String(cause);
      const attemptsMax = isStalled(cause) ? 1 : ATTEMPTS_MAX;
      const failure = { batchId: batch.id, error: error.slice(0, 500), now: deps.now(), attemptsMax };
      const isStuck = await recordFailure(deps.pool, failure);
      deps.log.error({ err: cause, batchId: batch.id, clientId, isStuck }, "a chunk of a batch failed");
      if (!isStuck) return;
    }
  }
}

/** A batch whose worker died is taken up at once; one whose chunk failed is left alone for a while. */
function isPausing({ attempts, failed_at }: PendingBatch, now: Clock): boolean {
  if (failed_at === null) return false;
  const pause = PAUSE_MILLIS[Math.min(attempts, PAUSE_MILLIS.length - 1)] ?? 0;
  return now().getTime() < failed_at.getTime() + pause;
}

/** Postgres' code for a statement that took longer than `statement_timeout`. */
const QUERY_CANCELED = "57014";

const isStalled = (cause: unknown): boolean => cause instanceof pg.DatabaseError && cause.code === QUERY_CANCELED;

/** False when another worker is at this batch. */
async function applyBatch(batch: PendingBatch, deps: ApplierDependencies): Promise<boolean> {
  const header = BatchHeader.parse(batch.header);
  let next = readChunk(deps.pool, batch, header, batch.chunks_done);
  for (let position = batch.chunks_done; position < batch.chunk_count; position++) {
    if (deps.signal.aborted) return true;
    const read = await next;
    // The next chunk is read and parsed while Postgres works on this one.
    next = readChunk(deps.pool, batch, header, position + 1);
    next.catch(() => {});
    const isMine = await inTransaction(deps.pool, async (connection) => {
      await limitWaiting(connection, deps.stalledMillis ?? STALLED_MILLIS);
      const step = await claimStep(connection, batch.id);
      if (step === null || step.chunksDone !== position) return false;
      const isCurrent = read !== null && read.revision === step.revision;
      const chunk = isCurrent ? read : await readChunk(connection, batch, header, position);
      if (chunk === null) throw new Error(`Chunk ${position} of batch ${batch.id} is missing`);
      const now = deps.now();
      const { counters, results } = await applyRows(connection, batch, chunk.rows, step, now);
      const texts = rowTexts(chunk, new Set(results.filter(hasText).map(({ line }) => line)));
      await insertRowResults(connection, batch.id, results, texts);
      await finishChunk(connection, { batchId: batch.id, position, now }, counters);
      return true;
    });
    if (!isMine) return false;
  }
  deps.log.info({ batchId: batch.id, clientId: batch.client_id }, "batch complete");
  return true;
}

/** The marker of a deleted visitor's row is nothing that anybody sent. */
const hasText = ({ code }: RowResult): boolean => code !== "visitor-deleted";

/** A chunk as it was when its batch had this revision. */
type ReadChunk = {
  readonly revision: number;
  readonly firstLine: number;
  readonly bytes: Uint8Array;
  readonly rows: readonly BatchRow[];
};

/** Null when there is no such chunk any more: another worker has applied it. */
async function readChunk(
  connection: Queryable,
  batch: PendingBatch,
  header: BatchHeader,
  position: number,
): Promise<ReadChunk | null> {
  if (position >= batch.chunk_count) return null;
  const stored = await selectChunk(connection, batch.id, position);
  if (stored === null) return null;
  const { revision, firstLine } = stored;
  const bytes = await decompress(stored.body);
  return { revision, firstLine, bytes, rows: [...parseRows(header, { bytes, firstLine })] };
}

async function applyRows(
  connection: Queryable,
  batch: PendingBatch,
  rows: readonly BatchRow[],
  step: BatchStep,
  now: Date,
): Promise<{ counters: BatchCounters; results: readonly RowResult[] }> {
  const expiresAt = expiryAfterWrite(now, step.lifetimeDays);
  const mode: WriteMode = batch.api_version === 1 ? "existing" : "create";
  const results: RowResult[] = [];
  const writes: ProfileWrite[] = [];
  const written: BatchRow[] = [];
  const untouched: ProfileWrite[] = [];
  for (const row of rows) {
    if (!row.result.ok) {
      results.push({ line: row.line, outcome: "failed", profileId: row.id, ...row.result.refusal });
      continue;
    }
    const write = { clientId: batch.client_id, ...row.result.value, expiresAt };
    if (write.change.size === 0) {
      untouched.push(write);
    } else {
      writes.push(write);
      written.push(row);
    }
  }
  const replacement = mode === "create" && step.overridesUnvisited ? { submittedAt: step.submittedAt } : null;
  const outcomes = await writeProfiles(connection, writes, mode, now, replacement);
  outcomes.forEach((outcome, index) => {
    const row = written[index];
    if (outcome === "too-large" && row !== undefined) {
      const fault = { code: "profile-too-large", detail: PROFILE_TOO_LARGE } as const;
      results.push({ line: row.line, outcome: "failed", profileId: row.id, ...fault });
    }
  });
  const unknown = mode === "create" ? 0 : await countUnknown(connection, untouched, now);
  const count = (wanted: WriteOutcome) => outcomes.filter((outcome) => outcome === wanted).length;
  const counters = {
    succeeded: count("applied") + untouched.length - unknown,
    notFound: count("not-found") + unknown,
    failed: results.length,
  };
  return { counters, results };
}

/** Rows without a value write nothing (U-21); on v1 they still tell whether their profile is known. */
async function countUnknown(connection: Queryable, untouched: readonly ProfileWrite[], now: Date): Promise<number> {
  if (untouched.length === 0) return 0;
  const present = await selectPresent(connection, untouched, now);
  return untouched.filter(({ clientId, key }) => !present.has(`${clientId} ${key}`)).length;
}

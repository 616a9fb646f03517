import type { RowResult } from "@silhouette/core/batch";
import { BatchHeader } from "@silhouette/core/batch-header";
import { rowTexts } from "@silhouette/core/batch-report";
import type { Clock } from "@silhouette/core/clock";
import type { ClientId } from "@silhouette/core/ids";
import type { Log } from "@silhouette/core/log";
import type pg from "pg";
import { applyRows } from "./apply-rows.ts";
import { type BatchPace, choosePace, chunksWithin } from "./batch-pace.ts";
import { isOutage, isStalled } from "./database-faults.ts";
import { inTransaction } from "./pool.ts";
import { type PreparedChunks, prepareChunks } from "./prepare-chunks.ts";
import {
  beginAttempt,
  type ChunkRange,
  claimStep,
  finishChunks,
  limitWaiting,
  type PendingBatch,
  recordFailure,
  recordOutage,
  selectNextBatch,
  takeBackAttempt,
} from "./sql/batch-progress.ts";
import { insertRowResults } from "./sql/batch-upload.ts";

/**
 * Attempts at one chunk before its batch is called stuck (U-29). A guess: with its pauses, a minute of trying. Those that
 * failed for want of the database do not count: they say nothing about the chunk.
 */
const ATTEMPTS_MAX = 5;
/** Milliseconds between a failed attempt at a chunk and the next, by the number of attempts so far. */
const PAUSE_MILLIS = [0, 2_000, 6_000, 16_000, 36_000];
/**
 * Milliseconds without any progress, while a worker is at work on a chunk or tries in vain to use the database, after
 * which its batch is called stuck. The time in which no worker runs does not count. Source: U-29.
 */
const STALLED_MILLIS = 60 * 60 * 1000;

export type ApplierDependencies = {
  readonly pool: pg.Pool;
  readonly now: Clock;
  readonly log: Log;
  /** Aborted when the program stops: the current chunk is finished, the next one is left to another worker. */
  readonly signal: AbortSignal;
  /** Asked between two batches: whether other clients wait for their turn. Nobody does when it is left out. */
  readonly isWaitedFor?: () => boolean;
  /** `STALLED_MILLIS` unless a test cannot wait that long. */
  readonly stalledMillis?: number;
};

/**
 * Applies a client's batches in the order they were submitted, chunk by chunk, until none is left or another worker
 * is found at it. Safe to call again at any time and on any node: a transaction applies chunks and marks them
 * done. A chunk that fails is counted on its batch and left for a later call; until its pause is over, calls do
 * nothing.
 * @returns true when it ended because others wait, so that there may be more to do for this client.
 */
export async function applyBatches(clientId: ClientId, deps: ApplierDependencies): Promise<boolean> {
  let lostId: string | null = null;
  while (!deps.signal.aborted) {
    const batch = await selectNextBatch(deps.pool, clientId);
    if (batch === null || batch.id === lostId || isPausing(batch, deps.now)) return false;
    const attempts = await beginAttempt(deps.pool, batch, deps.now());
    if (attempts === null) return false;
    try {
      if (attempts > ATTEMPTS_MAX) throw new Error("Every attempt at this chunk ended before it was finished");
      const isMine = await applyBatch(batch, deps);
      if (!isMine) {
        await takeBackAttempt(deps.pool, batch);
        // Cancelled meanwhile, and the next batch is free; or another worker is at it, and goes on with the next one.
        lostId = batch.id;
      }
    } catch (cause) {
      const isStuck = await record(batch, cause, deps);
      if (!isStuck) return false;
    }
    if (deps.isWaitedFor?.()) return true;
  }
  return false;
}

/** Keeps why an attempt has failed; true when its batch is stuck now. */
async function record(batch: PendingBatch, cause: unknown, deps: ApplierDependencies): Promise<boolean> {
  const error = (cause instanceof Error ? cause.message : String(cause)).slice(0, 500);
  const now = deps.now();
  const fields = { err: cause, batchId: batch.id, clientId: batch.client_id };
  if (isOutage(cause)) {
    const stuckSince = new Date(now.getTime() - STALLED_MILLIS);
    const isStuck = await recordOutage(deps.pool, batch, { error, now, stuckSince });
    deps.log.error({ ...fields, isStuck }, "a batch waits because the database cannot be used");
    return isStuck;
  }
  const attemptsMax = isStalled(cause) ? 1 : ATTEMPTS_MAX;
  const isStuck = await recordFailure(deps.pool, { batchId: batch.id, error, now, attemptsMax });
  deps.log.error({ ...fields, isStuck }, "a chunk of a batch failed");
  return isStuck;
}

/** Least and most milliseconds between two attempts while the database cannot be used: as long as it has been so. */
const OUTAGE_PAUSE_MILLIS = { min: 2_000, max: 60_000 };

/** A batch whose worker died is taken up at once; one whose chunk failed is left alone for a while. */
function isPausing({ attempts, failed_at, failing_since }: PendingBatch, now: Clock): boolean {
  if (failed_at === null) return false;
  const { min, max } = OUTAGE_PAUSE_MILLIS;
  const pause =
    failing_since === null
      ? (PAUSE_MILLIS[Math.min(attempts, PAUSE_MILLIS.length - 1)] ?? 0)
      : Math.min(max, Math.max(min, failed_at.getTime() - failing_since.getTime()));
  return now().getTime() < failed_at.getTime() + pause;
}

/** False when another worker is at this batch. */
async function applyBatch(batch: PendingBatch, deps: ApplierDependencies): Promise<boolean> {
  const run: BatchRun = { batch, header: BatchHeader.parse(batch.header), deps, hasLeft: false };
  let step = await planStep(run, batch.chunks_done);
  let next = prepare(run, step, Promise.resolve());
  while (step.range.count > 0) {
    if (deps.signal.aborted) return true;
    const applied = step;
    const prepared = await next;
    let applying = Promise.resolve(false);
    const isSent = new Promise<void>((resolve) => {
      applying = applyChunks(run, applied, prepared, resolve).finally(resolve);
    });
    // The next chunks are read meanwhile, and parsed and encoded while Postgres works on these.
    const planning = planStep(run, applied.range.position + applied.range.count);
    next = planning.then((planned) => prepare(run, planned, planned.pace.overlaps ? isSent : settled(applying)));
    next.catch(() => {});
    if (!(await applying)) return false;
    step = await planning;
  }
  deps.log.info({ batchId: batch.id, clientId: batch.client_id }, "batch complete");
  return true;
}

/** What the next transaction applies. */
type Step = { readonly range: ChunkRange; readonly pace: BatchPace };

async function planStep({ batch, header, deps }: BatchRun, position: number): Promise<Step> {
  const pace = await choosePace(deps.pool);
  const chunksMax = Math.min(pace.chunksMax, chunksWithin(header));
  // The chunk that failed, or ended its worker, is one of those that were tried together: alone, it holds back no other.
  const hasFailed = (batch.attempts > 0 || batch.failed_at !== null) && position < batch.chunks_done + chunksMax;
  const count = Math.min(hasFailed ? 1 : chunksMax, batch.chunk_count - position);
  return { range: { position, count }, pace };
}

const settled = (promise: Promise<unknown>): Promise<void> =>
  promise.then(
    () => {},
    () => {},
  );

/** One worker's time with a batch. */
type BatchRun = {
  readonly batch: PendingBatch;
  readonly header: BatchHeader;
  readonly deps: ApplierDependencies;
  /** Whether the last chunks had rows that the one statement for all left alone: the next ones will, too. */
  hasLeft: boolean;
};

const prepare = ({ batch, header, deps }: BatchRun, { range, pace }: Step, mayParse: Promise<void>) =>
  prepareChunks(deps.pool, { batch, header, range, pace, now: deps.now, mayParse });

/** Chunks in one transaction. False when another worker is at them, or has been. */
function applyChunks(
  run: BatchRun,
  { range, pace }: Step,
  prepared: PreparedChunks | null,
  onSent: () => void,
): Promise<boolean> {
  const { batch, header, deps } = run;
  return inTransaction(deps.pool, async (connection) => {
    await limitWaiting(connection, deps.stalledMillis ?? STALLED_MILLIS);
    const step = await claimStep(connection, batch.id);
    if (step === null || step.chunksDone !== range.position) return false;
    const isCurrent = prepared !== null && prepared.revision === step.revision;
    const chunks = isCurrent
      ? prepared
      : await prepareChunks(connection, { batch, header, range, pace, now: deps.now, mayParse: Promise.resolve() });
    if (chunks === null) throw new Error(`Chunks of batch ${batch.id} are missing from ${range.position} on`);
    const { counters, results, hasLeft } = await applyRows(connection, chunks, {
      batch,
      step,
      hasLeft: run.hasLeft,
      onSent,
    });
    run.hasLeft = hasLeft;
    const lines = new Set(results.filter(hasText).map(({ line }) => line));
    const texts = new Map(chunks.chunks.flatMap((chunk) => [...rowTexts(chunk, lines)]));
    await insertRowResults(connection, batch.id, results, texts);
    await finishChunks(connection, { ...range, batchId: batch.id, now: chunks.now }, counters);
    return true;
  });
}

/** The marker of a deleted visitor's row is nothing that anybody sent. */
const hasText = ({ code }: RowResult): boolean => code !== "visitor-deleted";

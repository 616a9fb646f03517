import { promisify } from "node:util";
import { inflateRaw } from "node:zlib";
import type { BatchCounters, RowResult } from "@silhouette/core/batch";
import { BatchHeader } from "@silhouette/core/batch-header";
import { type BatchRow, PROFILE_TOO_LARGE, parseRows } from "@silhouette/core/batch-rows";
import type { Clock } from "@silhouette/core/clock";
import type { ClientId } from "@silhouette/core/ids";
import type { Log } from "@silhouette/core/log";
import { expiryAfterWrite, type ProfileWrite, type WriteOutcome } from "@silhouette/core/profile";
import type pg from "pg";
import { inTransaction, type Queryable } from "./pool.ts";
import {
  claimStep,
  finishChunk,
  type PendingBatch,
  recordFailure,
  selectChunk,
  selectNextBatch,
} from "./sql/batch-progress.ts";
import { insertRowResults } from "./sql/batch-upload.ts";
import { selectPresent } from "./sql/select-profile.ts";
import { type WriteMode, writeProfiles } from "./write-profiles.ts";

const decompress = promisify(inflateRaw);

/** Attempts at one chunk before its batch is called stuck (U-29). A guess: enough to outlive a restart of Postgres. */
const ATTEMPTS_MAX = 5;

export type ApplierDependencies = {
  readonly pool: pg.Pool;
  readonly now: Clock;
  readonly log: Log;
  /** Aborted when the program stops: the current chunk is finished, the next one is left to another worker. */
  readonly signal: AbortSignal;
};

/**
 * Applies a client's batches in the order they were submitted, chunk by chunk, until none is left or another worker
 * is found at it. Safe to call again at any time and on any node: each chunk is one transaction that also marks it
 * done. A chunk that fails is counted on its batch and left for a later call.
 */
export async function applyBatches(clientId: ClientId, deps: ApplierDependencies): Promise<void> {
  while (!deps.signal.aborted) {
    const batch = await selectNextBatch(deps.pool, clientId);
    if (batch === null) return;
    try {
      const isMine = await applyBatch(batch, deps);
      if (!isMine) return;
    } catch (cause) {
      const error = cause instanceof Error ? cause.message : String(cause);
      const failure = { batchId: batch.id, error: error.slice(0, 500), now: deps.now(), attemptsMax: ATTEMPTS_MAX };
      const isStuck = await recordFailure(deps.pool, failure);
      deps.log.error({ err: cause, batchId: batch.id, clientId, isStuck }, "a chunk of a batch failed");
      if (!isStuck) return;
    }
  }
}

/** False when another worker is at this batch. */
async function applyBatch(batch: PendingBatch, deps: ApplierDependencies): Promise<boolean> {
  const header = BatchHeader.parse(batch.header);
  let next = readChunk(deps.pool, batch, header, batch.chunks_done);
  for (let position = batch.chunks_done; position < batch.chunk_count; position++) {
    if (deps.signal.aborted) return true;
    const rows = await next;
    // The next chunk is read and parsed while Postgres works on this one.
    next = readChunk(deps.pool, batch, header, position + 1);
    next.catch(() => {});
    if (rows === null) return false;
    const isMine = await inTransaction(deps.pool, async (connection) => {
      const step = await claimStep(connection, batch.id);
      if (step === null || step.chunksDone !== position) return false;
      const now = deps.now();
      const { counters, results } = await applyRows(connection, batch, rows, step.lifetimeDays, now);
      await insertRowResults(connection, batch.id, results);
      await finishChunk(connection, { batchId: batch.id, position, now }, counters);
      return true;
    });
    if (!isMine) return false;
  }
  deps.log.info({ batchId: batch.id, clientId: batch.client_id }, "batch complete");
  return true;
}

/** Null when there is no such chunk any more: another worker has applied it. */
async function readChunk(
  pool: pg.Pool,
  batch: PendingBatch,
  header: BatchHeader,
  position: number,
): Promise<readonly BatchRow[] | null> {
  if (position >= batch.chunk_count) return null;
  const chunk = await selectChunk(pool, batch.id, position);
  if (chunk === null) return null;
  const bytes = await decompress(chunk.body);
  return [...parseRows(header, { bytes, firstLine: chunk.firstLine })];
}

async function applyRows(
  connection: Queryable,
  batch: PendingBatch,
  rows: readonly BatchRow[],
  lifetimeDays: number,
  now: Date,
): Promise<{ counters: BatchCounters; results: readonly RowResult[] }> {
  const expiresAt = expiryAfterWrite(now, lifetimeDays);
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
  const outcomes = await writeProfiles(connection, writes, mode, now);
  outcomes.forEach((outcome, index) => {
    const row = written[index];
    if (outcome === "too-large" && row !== undefined) {
      const fault = { code: "profile-too-large", detail: PROFILE_TOO_LARGE } as const;
      results.push({ line: row.line, outcome: "failed", profileId: row.id, ...fault });
    }
  });
  const unknown = mode === "create" ? 0 : await countUnknown(connection, untouched);
  const count = (wanted: WriteOutcome) => outcomes.filter((outcome) => outcome === wanted).length;
  const counters = {
    succeeded: count("applied") + untouched.length - unknown,
    notFound: count("not-found") + unknown,
    failed: results.length,
  };
  return { counters, results };
}

/** Rows without a value write nothing (U-21); on v1 they still tell whether their profile is known. */
async function countUnknown(connection: Queryable, untouched: readonly ProfileWrite[]): Promise<number> {
  if (untouched.length === 0) return 0;
  const present = await selectPresent(connection, untouched);
  return untouched.filter(({ clientId, key }) => !present.has(`${clientId} ${key}`)).length;
}

import type { ClientId } from "@silhouette/core/ids";
import type { Queryable } from "../pool.ts";

/** A batch that waits to be applied, or to be applied further. */
export type PendingBatch = {
  readonly id: string;
  readonly client_id: ClientId;
  readonly api_version: number;
  readonly header: unknown;
  readonly chunk_count: number;
  readonly chunks_done: number;
  /** Attempts at its next chunk that were begun and have not finished it. */
  readonly attempts: number;
  /** When the last attempt failed; null when none has since a chunk was last finished. */
  readonly failed_at: Date | null;
  /** Since when attempts have failed for want of the database; null when the last one failed for another reason. */
  readonly failing_since: Date | null;
};

const NEXT_BATCH = `
  SELECT id, client_id, api_version, header, chunk_count, chunks_done, attempts,
    CASE WHEN last_error IS NOT NULL THEN progressed_at END AS failed_at,
    CASE WHEN last_error IS NOT NULL THEN failing_since END AS failing_since
  FROM batch
  WHERE client_id = $1 AND state = 'queued'
    AND EXISTS (SELECT 1 FROM client WHERE id = $1 AND disabled_at IS NULL)
  ORDER BY submitted_at, id LIMIT 1`;

/** The client's earliest batch that is not finished; null while the client is disabled, for then its batches wait. */
export async function selectNextBatch(connection: Queryable, clientId: ClientId): Promise<PendingBatch | null> {
  const { rows } = await connection.query<PendingBatch>(NEXT_BATCH, [clientId]);
  return rows[0] ?? null;
}

/**
 * Counted before it is tried, so that a chunk that ends its worker is found out as well. Not counted while another
 * worker is at the batch. The pace is counted from here, and anew from each attempt: neither the time in the queue nor
 * that in which nobody was at work belongs to it.
 */
const BEGIN_ATTEMPT = `
  UPDATE batch SET attempts = attempts + 1,
    started_at = $3, rows_at_start = rows_succeeded + rows_not_found + rows_failed
  WHERE id = (SELECT id FROM batch WHERE id = $1 AND state = 'queued' AND chunks_done = $2 FOR UPDATE SKIP LOCKED)
  RETURNING attempts`;

/** Counts an attempt at the next chunk; null when another worker is at it, or has been meanwhile. */
export async function beginAttempt(connection: Queryable, batch: PendingBatch, now: Date): Promise<number | null> {
  const { rows } = await connection.query<{ attempts: number }>(BEGIN_ATTEMPT, [batch.id, batch.chunks_done, now]);
  return rows[0]?.attempts ?? null;
}

const TAKE_BACK_ATTEMPT = `
  UPDATE batch SET attempts = attempts - 1 WHERE id = $1 AND state = 'queued' AND chunks_done = $2 AND attempts > 0`;

/** An attempt that gave way to another worker, or to a deletion, says nothing about the chunk. */
export async function takeBackAttempt(connection: Queryable, batch: PendingBatch): Promise<void> {
  await connection.query(TAKE_BACK_ATTEMPT, [batch.id, batch.chunks_done]);
}

/** Some chunks of a batch that follow each other. */
export type ChunkRange = { readonly position: number; readonly count: number };

const CHUNKS = `
  SELECT c.first_line, c.body, b.revision FROM batch_chunk AS c JOIN batch AS b ON b.id = c.batch_id
  WHERE c.batch_id = $1 AND c.position >= $2 AND c.position < $3 ORDER BY c.position`;

/** A chunk as stored; `revision` is the batch's when it was read: an older one may hold rows that are gone. */
export type WaitingChunk = { readonly firstLine: number; readonly body: Buffer; readonly revision: number };

/** Chunks in their order; fewer than asked for when some are gone. */
export async function selectChunks(
  connection: Queryable,
  batchId: string,
  { position, count }: ChunkRange,
): Promise<readonly WaitingChunk[]> {
  const { rows } = await connection.query<{ first_line: number; body: Buffer; revision: number }>({
    name: "select-chunks",
    text: CHUNKS,
    values: [batchId, position, position + count],
  });
  return rows.map(({ first_line: firstLine, body, revision }) => ({ firstLine, body, revision }));
}

/**
 * Milliseconds between two statements of a transaction after which Postgres ends it. It has locked profiles that every
 * update of every node may wait for, and a worker that is cut off or frozen does not let go of them itself. A guess: a
 * hundred times what the worker needs between two statements.
 */
const IDLE_MILLIS_MAX = 30_000;

const LIMIT_WAITING =
  "SELECT set_config('statement_timeout', $1, true), set_config('idle_in_transaction_session_timeout', $2, true)";

/**
 * Ends the transaction with an error when one of its statements takes longer, or when its worker falls silent.
 * @param idleMillis `IDLE_MILLIS_MAX` unless a test cannot wait that long.
 */
export async function limitWaiting(
  connection: Queryable,
  statementMillis: number,
  idleMillis = IDLE_MILLIS_MAX,
): Promise<void> {
  await connection.query(LIMIT_WAITING, [String(statementMillis), String(idleMillis)]);
}

/**
 * Claims the next step of a batch for this transaction. The row lock is the only claim there is: it goes with the
 * connection of a worker that dies, so another one goes on at once and no chunk is applied twice. A client that was
 * disabled meanwhile has no next step: what is under way is finished, and the rest waits.
 */
const CLAIM_STEP = `
  SELECT b.chunks_done, b.revision, b.submitted_at, s.profile_lifetime_days, s.v2_overrides_unvisited
  FROM batch AS b JOIN client_settings AS s ON s.client_id = b.client_id
    JOIN client AS c ON c.id = b.client_id AND c.disabled_at IS NULL
  WHERE b.id = $1 AND b.state = 'queued' FOR UPDATE OF b SKIP LOCKED`;

/** Where a batch stands, and the settings of its client by which its next chunk is applied. */
export type BatchStep = {
  readonly chunksDone: number;
  readonly revision: number;
  readonly submittedAt: Date;
  readonly lifetimeDays: number;
  /** U-17 */
  readonly overridesUnvisited: boolean;
};

/** Null when another worker is at it, the batch is finished, or its client is disabled. */
export async function claimStep(connection: Queryable, batchId: string): Promise<BatchStep | null> {
  const { rows } = await connection.query<{
    chunks_done: number;
    revision: number;
    submitted_at: Date;
    profile_lifetime_days: number;
    v2_overrides_unvisited: boolean;
  }>({ name: "claim-step", text: CLAIM_STEP, values: [batchId] });
  const [row] = rows;
  return row === undefined
    ? null
    : {
        chunksDone: row.chunks_done,
        revision: row.revision,
        submittedAt: row.submitted_at,
        lifetimeDays: row.profile_lifetime_days,
        overridesUnvisited: row.v2_overrides_unvisited,
      };
}

const FINISH_CHUNKS = `
  WITH applied AS (DELETE FROM batch_chunk WHERE batch_id = $1 AND position >= $2 AND position < $2 + $7)
  UPDATE batch SET
    chunks_done = chunks_done + $7,
    rows_succeeded = rows_succeeded + $3, rows_not_found = rows_not_found + $4,
    rows_failed = rows_failed + $5,
    attempts = 0, last_error = NULL, failing_since = NULL, progressed_at = $6,
    state = CASE WHEN chunks_done + $7 = chunk_count THEN 'complete' ELSE state END,
    completed_at = CASE WHEN chunks_done + $7 = chunk_count THEN $6 ELSE completed_at END
  WHERE id = $1`;

/** Advances the counters and marks chunks done: part of the transaction that has applied their rows. */
export async function finishChunks(
  connection: Queryable,
  { batchId, position, count, now }: ChunkRange & { readonly batchId: string; readonly now: Date },
  { succeeded, notFound, failed }: { succeeded: number; notFound: number; failed: number },
): Promise<void> {
  const values = [batchId, position, succeeded, notFound, failed, now, count];
  await connection.query({ name: "finish-chunks", text: FINISH_CHUNKS, values });
}

const RECORD_FAILURE = `
  UPDATE batch SET
    attempts = GREATEST(attempts, 1), last_error = $2, failing_since = NULL, progressed_at = $3,
    state = CASE WHEN GREATEST(attempts, 1) >= $4 THEN 'stuck' ELSE state END
  WHERE id = $1 AND state = 'queued' RETURNING state`;

/**
 * Keeps why an attempt failed; true when it was the last one and the batch is stuck now (U-29). The attempt is counted
 * already if the run began with this chunk.
 */
export async function recordFailure(
  connection: Queryable,
  failure: { batchId: string; error: string; now: Date; attemptsMax: number },
): Promise<boolean> {
  const { batchId, error, now, attemptsMax } = failure;
  const { rows } = await connection.query<{ state: string }>(RECORD_FAILURE, [batchId, error, now, attemptsMax]);
  return rows[0]?.state === "stuck";
}

/**
 * The time in which nobody tried does not count (U-29): after a gap between two failures that no pause explains, it
 * begins anew. Of an older version's failures the beginning is not known either.
 */
const FAILING_SINCE = `
  CASE WHEN last_error IS NOT NULL AND progressed_at > $3::timestamptz - interval '10 minutes'
    THEN COALESCE(failing_since, $3) ELSE $3 END`;

const RECORD_OUTAGE = `
  UPDATE batch SET
    attempts = CASE WHEN chunks_done = $5 THEN GREATEST(attempts - 1, 0) ELSE attempts END,
    last_error = $2, progressed_at = $3, failing_since = ${FAILING_SINCE},
    state = CASE WHEN ${FAILING_SINCE} <= $4 THEN 'stuck' ELSE state END
  WHERE id = $1 AND state = 'queued' RETURNING state`;

/**
 * Takes back the attempt that failed for want of the database, and keeps why. Where this fails as well, the attempt is
 * counted: once for each outage, since the next one cannot be begun before the database is back. True when nothing else has come of the
 * batch since \`stuckSince\`: then it is stuck (U-29).
 */
export async function recordOutage(
  connection: Queryable,
  batch: PendingBatch,
  outage: { error: string; now: Date; stuckSince: Date },
): Promise<boolean> {
  const { error, now, stuckSince } = outage;
  const values = [batch.id, error, now, stuckSince, batch.chunks_done];
  const { rows } = await connection.query<{ state: string }>(RECORD_OUTAGE, values);
  return rows[0]?.state === "stuck";
}

const WAITING_CLIENTS = `
  SELECT DISTINCT client_id FROM batch
  WHERE state = 'queued' AND progressed_at <= $1 AND client_id IN (SELECT id FROM client WHERE disabled_at IS NULL)`;

/** Enabled clients with a batch on which nothing has moved since a time: their wake-up call was lost, or their worker died. */
export async function selectWaitingClients(connection: Queryable, idleSince: Date): Promise<readonly ClientId[]> {
  const { rows } = await connection.query<{ client_id: ClientId }>(WAITING_CLIENTS, [idleSince]);
  return rows.map((row) => row.client_id);
}

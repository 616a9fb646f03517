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
};

const NEXT_BATCH = `
  SELECT id, client_id, api_version, header, chunk_count, chunks_done FROM batch
  WHERE client_id = $1 AND state = 'queued' ORDER BY submitted_at, id LIMIT 1`;

/** The client's earliest batch that is not finished. */
export async function selectNextBatch(connection: Queryable, clientId: ClientId): Promise<PendingBatch | null> {
  const { rows } = await connection.query<PendingBatch>(NEXT_BATCH, [clientId]);
  return rows[0] ?? null;
}

const CHUNK = "SELECT first_line, body FROM batch_chunk WHERE batch_id = $1 AND position = $2";

export async function selectChunk(
  connection: Queryable,
  batchId: string,
  position: number,
): Promise<{ firstLine: number; body: Buffer } | null> {
  const { rows } = await connection.query<{ first_line: number; body: Buffer }>({
    name: "select-chunk",
    text: CHUNK,
    values: [batchId, position],
  });
  const [row] = rows;
  return row === undefined ? null : { firstLine: row.first_line, body: row.body };
}

/**
 * Claims the next step of a batch for this transaction. The row lock is the only claim there is: it goes with the
 * connection of a worker that dies, so another one goes on at once and no chunk is applied twice.
 */
const CLAIM_STEP = `
  SELECT b.chunks_done, s.profile_lifetime_days
  FROM batch AS b JOIN client_settings AS s ON s.client_id = b.client_id
  WHERE b.id = $1 AND b.state = 'queued' FOR UPDATE OF b SKIP LOCKED`;

/** Null when another worker is at it, or the batch is finished. */
export async function claimStep(
  connection: Queryable,
  batchId: string,
): Promise<{ chunksDone: number; lifetimeDays: number } | null> {
  const { rows } = await connection.query<{ chunks_done: number; profile_lifetime_days: number }>({
    name: "claim-step",
    text: CLAIM_STEP,
    values: [batchId],
  });
  const [row] = rows;
  return row === undefined ? null : { chunksDone: row.chunks_done, lifetimeDays: row.profile_lifetime_days };
}

const FINISH_CHUNK = `
  WITH applied AS (DELETE FROM batch_chunk WHERE batch_id = $1 AND position = $2)
  UPDATE batch SET
    chunks_done = chunks_done + 1,
    rows_succeeded = rows_succeeded + $3, rows_not_found = rows_not_found + $4,
    rows_failed = rows_failed + $5,
    attempts = 0, last_error = NULL, progressed_at = $6,
    state = CASE WHEN chunks_done + 1 = chunk_count THEN 'complete' ELSE state END,
    completed_at = CASE WHEN chunks_done + 1 = chunk_count THEN $6 ELSE completed_at END
  WHERE id = $1`;

/** Advances the counters and marks the chunk done: part of the transaction that has applied its rows. */
export async function finishChunk(
  connection: Queryable,
  chunk: { batchId: string; position: number; now: Date },
  counters: { succeeded: number; notFound: number; failed: number },
): Promise<void> {
  const { succeeded, notFound, failed } = counters;
  const values = [chunk.batchId, chunk.position, succeeded, notFound, failed, chunk.now];
  await connection.query({ name: "finish-chunk", text: FINISH_CHUNK, values });
}

const RECORD_FAILURE = `
  UPDATE batch SET
    attempts = attempts + 1, last_error = $2, progressed_at = $3,
    state = CASE WHEN attempts + 1 >= $4 THEN 'stuck' ELSE state END
  WHERE id = $1 AND state = 'queued' RETURNING state`;

/** Counts a failed attempt at a chunk; true when it was the last one and the batch is stuck now (U-29). */
export async function recordFailure(
  connection: Queryable,
  failure: { batchId: string; error: string; now: Date; attemptsMax: number },
): Promise<boolean> {
  const { batchId, error, now, attemptsMax } = failure;
  const { rows } = await connection.query<{ state: string }>(RECORD_FAILURE, [batchId, error, now, attemptsMax]);
  return rows[0]?.state === "stuck";
}

const WAITING_CLIENTS = "SELECT DISTINCT client_id FROM batch WHERE state = 'queued' AND progressed_at <= $1";

/** Clients with a batch on which nothing has moved since a time: their wake-up call was lost, or their worker died. */
export async function selectWaitingClients(connection: Queryable, idleSince: Date): Promise<readonly ClientId[]> {
  const { rows } = await connection.query<{ client_id: ClientId }>(WAITING_CLIENTS, [idleSince]);
  return rows.map((row) => row.client_id);
}

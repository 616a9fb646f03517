import type { RowResult } from "@silhouette/core/batch";
import type { BatchChunk } from "@silhouette/core/batch-intake";
import type { Queryable } from "../pool.ts";
import { byteaArray, intArray } from "./binary-arrays.ts";

const INSERT_BATCH = `
  INSERT INTO batch (id, client_id, api_version, state, header, received_at, progressed_at)
  VALUES ($1, $2, $3, 'receiving', $4::jsonb, $5, $5)`;

export async function insertBatch(
  connection: Queryable,
  batch: { id: string; clientId: string; apiVersion: number; header: unknown; now: Date },
): Promise<void> {
  const { id, clientId, apiVersion, header, now } = batch;
  await connection.query(INSERT_BATCH, [id, clientId, apiVersion, JSON.stringify(header), now]);
}

const INSERT_CHUNKS = `
  INSERT INTO batch_chunk (batch_id, position, first_line, row_count, body)
  SELECT $1, u.position, u.first_line, u.row_count, u.body
  FROM unnest($2::int[], $3::int[], $4::int[], $5::bytea[]) AS u(position, first_line, row_count, body)`;

/** A chunk as it is stored: its body is compressed. */
export type StoredChunk = Omit<BatchChunk, "bytes"> & { readonly body: Buffer };

/** Stores chunks with one statement. */
export async function insertChunks(
  connection: Queryable,
  batchId: string,
  chunks: readonly StoredChunk[],
): Promise<void> {
  const values = [
    batchId,
    intArray(chunks.map(({ position }) => position)),
    intArray(chunks.map(({ firstLine }) => firstLine)),
    intArray(chunks.map(({ rowCount }) => rowCount)),
    byteaArray(chunks.map(({ body }) => body)),
  ];
  await connection.query({ name: "insert-chunks", text: INSERT_CHUNKS, values });
}

/**
 * Waits until no deletion of a visitor of the client is about to commit, and keeps the next one waiting: every batch
 * is accepted either before a deletion, which then takes the visitor out of it, or after it.
 * @returns whether the client is still there: its own deletion may have come first.
 */
export async function waitForDeletions(connection: Queryable, clientId: string): Promise<boolean> {
  const { rowCount } = await connection.query("SELECT 1 FROM client WHERE id = $1 FOR KEY SHARE", [clientId]);
  return rowCount === 1;
}

/**
 * A client's batches are applied in the order of `submitted_at`. It is never earlier than that of a batch accepted
 * before, so the order of two batches sent one after the other does not depend on the clocks of two nodes.
 */
const ACCEPT_BATCH = `
  UPDATE batch AS b SET
    state = 'queued', rows_total = $2, bytes_total = $3, chunk_count = $4, progressed_at = $5,
    submitted_at = GREATEST($5::timestamptz,
      (SELECT max(o.submitted_at) + interval '1 millisecond' FROM batch AS o WHERE o.client_id = b.client_id))
  WHERE b.id = $1 AND b.state = 'receiving'`;

/** False when the upload is gone: discarded, or cleared away as abandoned. */
export async function acceptBatch(
  connection: Queryable,
  batch: { id: string; rows: number; bytes: number; chunks: number; now: Date },
): Promise<boolean> {
  const { rowCount } = await connection.query(ACCEPT_BATCH, [
    batch.id,
    batch.rows,
    batch.bytes,
    batch.chunks,
    batch.now,
  ]);
  return rowCount === 1;
}

/** Wakes a worker. One waiting job for each client is enough, hence the key. */
const WAKE_WORKER = `
  SELECT 1 FROM graphile_worker.add_job('apply-batches', json_build_object('clientId', $1::text),
    job_key => 'apply-batches:' || $1, max_attempts => 1)`;

export async function wakeWorker(connection: Queryable, clientId: string): Promise<void> {
  await connection.query(WAKE_WORKER, [clientId]);
}

const INSERT_ROW_RESULTS = `
  INSERT INTO batch_row_result (batch_id, line, outcome, code, profile_id, detail, row)
  SELECT $1, u.line, u.outcome, u.code, u.profile_id, u.detail, u.row
  FROM unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
    AS u(line, outcome, code, profile_id, detail, row)`;

/** @param texts the rows as sent, by line; a result whose row is not among them is stored without. */
export async function insertRowResults(
  connection: Queryable,
  batchId: string,
  results: readonly RowResult[],
  texts: ReadonlyMap<number, string> = new Map(),
): Promise<void> {
  if (results.length === 0) return;
  await connection.query({
    name: "insert-row-results",
    text: INSERT_ROW_RESULTS,
    values: [
      batchId,
      results.map((result) => result.line),
      results.map((result) => result.outcome),
      results.map((result) => result.code),
      results.map((result) => result.profileId),
      results.map((result) => result.detail),
      results.map((result) => texts.get(result.line) ?? null),
    ],
  });
}

/** Removes uploads that were never accepted: one by its id, or all that began before a time. */
export async function deleteUploads(
  connection: Queryable,
  which: { id: string } | { receivedBefore: Date },
): Promise<number> {
  const [condition, value] = "id" in which ? ["id = $1", which.id] : ["received_at < $1", which.receivedBefore];
  const { rowCount } = await connection.query(
    `WITH gone AS (DELETE FROM batch WHERE ${condition} AND state = 'receiving' RETURNING id)
     DELETE FROM batch_chunk USING gone WHERE batch_id = gone.id`,
    [value],
  );
  return rowCount ?? 0;
}

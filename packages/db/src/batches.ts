import { promisify } from "node:util";
import { constants, deflateRaw } from "node:zlib";
import type { BatchStore, BatchUpload, RowResult } from "@silhouette/core/batch";
import type { BatchId, ClientId } from "@silhouette/core/ids";
import type pg from "pg";
import { inTransaction } from "./pool.ts";
import {
  acceptBatch,
  deleteUploads,
  insertBatch,
  insertChunks,
  insertRowResults,
  type StoredChunk,
  waitForDeletions,
  wakeWorker,
} from "./sql/batch-upload.ts";
import { selectBatch, selectFailedRows } from "./sql/select-batch.ts";

const compress = promisify(deflateRaw);

/**
 * Batches in Postgres. The chunks of an upload are stored as they arrive, some with one statement, and become a batch by one
 * transaction at the end: a slow upload holds neither a connection nor a transaction open
 * (docs/decisions/0004-staged-uploads.md).
 */
export function createBatchStore(pool: pg.Pool): BatchStore {
  return {
    receive: async ({ id, clientId, apiVersion, header, warnings, now }) => {
      await insertBatch(pool, { id, clientId, apiVersion, header, now });
      return createUpload(pool, id, clientId, warnings);
    },
    find: (clientId, id) => selectBatch(pool, clientId, id),
    listFailed: (id, limit) => selectFailedRows(pool, id, limit),
  };
}

function createUpload(pool: pg.Pool, id: BatchId, clientId: ClientId, warnings: readonly RowResult[]): BatchUpload {
  let chunks = 0;
  return {
    append: async (appended) => {
      const stored: StoredChunk[] = [];
      // One after the other: an upload leaves the other processors to those who wait for an answer.
      for (const { bytes, ...chunk } of appended) {
        stored.push({ ...chunk, body: await compress(bytes, { level: constants.Z_BEST_SPEED }) });
      }
      await insertChunks(pool, id, stored);
      chunks += stored.length;
    },
    accept: async ({ rows, bytes }, now) => {
      await inTransaction(pool, async (connection) => {
        const isAccepted =
          (await waitForDeletions(connection, clientId)) &&
          (await acceptBatch(connection, { id, rows, bytes, chunks, now }));
        if (!isAccepted) throw new Error(`The upload of batch ${id} is gone`);
        await insertRowResults(connection, id, warnings);
        await wakeWorker(connection, clientId);
      });
    },
    discard: async () => {
      await deleteUploads(pool, { id });
    },
  };
}

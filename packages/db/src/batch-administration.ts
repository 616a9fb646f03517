import type { BatchAdministration } from "@silhouette/core/batch";
import type pg from "pg";
import { inTransaction } from "./pool.ts";
import { wakeWorker } from "./sql/batch-upload.ts";
import { cancelBatch } from "./sql/cancel-batch.ts";
import { restartBatch, selectState } from "./sql/restart-batch.ts";

/** What people do with batches, over the pool of the program that lets them. */
export function createBatchAdministration(pool: pg.Pool): BatchAdministration {
  return {
    restart: (clientId, id, now) =>
      inTransaction(pool, async (connection) => {
        const isRestarted = await restartBatch(connection, { id, clientId, now });
        if (isRestarted) {
          await wakeWorker(connection, clientId);
          return "restarted";
        }
        const state = await selectState(connection, { id, clientId });
        return state === null || state === "stuck" ? "not-found" : "not-stuck";
      }),

    cancel: (clientId, id, now) =>
      inTransaction(pool, async (connection) => {
        if (await cancelBatch(connection, { id, clientId, now })) {
          // For the next batch: a worker that found this one locked has left the client alone.
          await wakeWorker(connection, clientId);
          return "cancelled";
        }
        return (await selectState(connection, { id, clientId })) === null ? "not-found" : "over";
      }),
  };
}

import type { ClientId } from "@silhouette/core/ids";
import type pg from "pg";
import { selectWaitingClients } from "./sql/batch-progress.ts";
import { deleteUploads } from "./sql/batch-upload.ts";

/** Milliseconds without progress after which a batch is taken up without a wake-up call. */
const IDLE_MILLIS = 2000;
/** Milliseconds after which an upload that was never accepted is gone: twice the longest request. */
const ABANDONED_MILLIS = 60 * 60 * 1000;

/** Clients with a batch that waits and on which nobody seems to work. */
export const findWaitingClients = (pool: pg.Pool, now: Date): Promise<readonly ClientId[]> =>
  selectWaitingClients(pool, new Date(now.getTime() - IDLE_MILLIS));

/** Removes what is left of uploads whose node died; returns the number of chunks. */
export const removeAbandonedUploads = (pool: pg.Pool, now: Date): Promise<number> =>
  deleteUploads(pool, { receivedBefore: new Date(now.getTime() - ABANDONED_MILLIS) });

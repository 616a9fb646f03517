import type { BatchList } from "@silhouette/core/batch-list";
import type pg from "pg";
import { listBatches } from "./sql/list-batches.ts";

/** Lists of batches, over the pool of the program that shows them. */
export const createBatchList = (pool: pg.Pool): BatchList => ({
  list: (clientId, query) => listBatches(pool, clientId, query),
});

import type { Batch, BatchState } from "./batch.ts";
import type { BatchId, ClientId } from "./ids.ts";

/** A batch as lists show it. `progressedAt` is when something last happened to it. */
export type ListedBatch = Batch & { readonly progressedAt: Date };

/** A place in the list: after the batch that was submitted then. */
export type BatchPlace = { readonly submittedAt: Date; readonly id: BatchId };

/** Which batches, at most `limit` of them; nulls stand for all states and for the beginning. */
export type BatchListQuery = {
  readonly state: Exclude<BatchState, "receiving"> | null;
  readonly after: BatchPlace | null;
  readonly limit: number;
};

export interface BatchList {
  /** Newest first. Batches that are still being received are in no list. */
  list(clientId: ClientId, query: BatchListQuery): Promise<readonly ListedBatch[]>;
}

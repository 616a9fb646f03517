import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import type { BatchHeader } from "@silhouette/core/batch-header";
import { CHUNK_BYTES, CHUNK_ROWS_MAX } from "@silhouette/core/batch-intake";
import { jsonBytesOf, STEP_JSON_BYTES_MAX } from "@silhouette/core/batch-json";
import type { Queryable } from "./pool.ts";
import { hasCallers } from "./sql/has-callers.ts";

/** How hard a batch uses the machine (docs/decisions/0034-batches-give-way.md). */
export type BatchPace = {
  /** Chunks of one transaction, at most: what is locked and written to the disk at once. */
  readonly chunksMax: number;
  /** Rows of one statement, at most. Between two statements Postgres waits for the next, and other work gets its turn. */
  readonly statementRowsMax: number;
  /** Bytes of a statement's attributes, but for one row, at most. */
  readonly statementBytesMax: number;
  /** Whether chunks are parsed while Postgres works on those before: two processors at work instead of one. */
  readonly overlaps: boolean;
  /** After `TURN_ROWS` rows were parsed. */
  pause(): Promise<unknown>;
};

/** Rows that are parsed before other work gets its turn: about 1 ms. */
export const TURN_ROWS = 250;

/** Nobody waits for an answer. Larger transactions gained nothing. */
const FULL: BatchPace = {
  chunksMax: 10,
  statementRowsMax: Number.POSITIVE_INFINITY,
  statementBytesMax: STEP_JSON_BYTES_MAX,
  overlaps: true,
  pause: () => nextTurn(),
};

/** Calls are being served: no work lasts longer than a few milliseconds, and one processor is left to others. */
const GIVING_WAY: BatchPace = {
  chunksMax: 1,
  statementRowsMax: 125,
  // Rows of 2 kB; a guess, for rows of many columns.
  statementBytesMax: 256 * 1024,
  overlaps: false,
  pause: () => sleep(1),
};

export const choosePace = async (connection: Queryable): Promise<BatchPace> =>
  (await hasCallers(connection)) ? GIVING_WAY : FULL;

/** Chunks of a batch that are prepared together, at most: as many as their JSON stays within its limit for, whatever they hold. */
export const chunksWithin = (header: Pick<BatchHeader, "columns">): number =>
  Math.max(1, Math.floor(STEP_JSON_BYTES_MAX / jsonBytesOf(header)(CHUNK_ROWS_MAX, CHUNK_BYTES)));

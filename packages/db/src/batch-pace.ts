import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import type { Queryable } from "./pool.ts";
import { hasCallers } from "./sql/has-callers.ts";

/** How hard a batch uses the machine (docs/decisions/0034-batches-give-way.md). */
export type BatchPace = {
  /** Chunks of one transaction, at most: what is locked and written to the disk at once. */
  readonly chunksMax: number;
  /** Rows of one statement, at most. Between two statements Postgres waits for the next, and other work gets its turn. */
  readonly statementRowsMax: number;
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
  overlaps: true,
  pause: () => nextTurn(),
};

/** Calls are being served: no work lasts longer than a few milliseconds, and one processor is left to others. */
const GIVING_WAY: BatchPace = {
  chunksMax: 1,
  statementRowsMax: 125,
  overlaps: false,
  pause: () => sleep(1),
};

export const choosePace = async (connection: Queryable): Promise<BatchPace> =>
  (await hasCallers(connection)) ? GIVING_WAY : FULL;

import type { CallMeter } from "@silhouette/core/call-count";
import { type CallCounts, mergeCallCounts } from "@silhouette/core/call-count-rows";
import { CallTally } from "@silhouette/core/call-tally";
import type { Log } from "@silhouette/core/log";
import type pg from "pg";
import { inTransaction } from "./pool.ts";
import { addMinutes, addRefusals, addTokenUses } from "./sql/call-counts.ts";

/** Milliseconds that counts wait before they are written: what a node that is killed forgets, and readers do not see yet. */
const FLUSH_MILLIS = 5000;

/** Entries of each kind that wait while the database does not take them; the oldest are forgotten. Some megabytes. */
const ROWS_WAITING_MAX = 20_000;

/**
 * Counts in memory and writes what has come together every few seconds, in one transaction of a few statements however
 * many calls there were (docs/decisions/0021-counting-calls.md). What could not be written is written with what follows.
 */
export function createCallMeter(pool: pg.Pool, log: Pick<Log, "warn"> | null = null): WritingCallMeter {
  const tally = new CallTally();
  let waiting: CallCounts | null = null;
  let timer: NodeJS.Timeout | null = null;
  let flushing: Promise<void> = Promise.resolve();
  const watchers: (() => void)[] = [];

  async function write(): Promise<void> {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (tally.isEmpty && waiting === null) return;
    const counts = mergeCallCounts(waiting === null ? [tally.take()] : [waiting, tally.take()], ROWS_WAITING_MAX);
    waiting = null;
    try {
      await inTransaction(pool, async (connection) => {
        await addMinutes(connection, counts.minutes);
        await addRefusals(connection, counts.refusals);
        await addTokenUses(connection, counts.uses);
      });
    } catch (error) {
      waiting = counts;
      throw error;
    } finally {
      for (const resolve of watchers.splice(0)) resolve();
    }
  }

  /** One at a time, so that the order of writes is that of the counts. */
  function flush(): Promise<void> {
    flushing = flushing.catch(() => {}).then(write);
    return flushing;
  }

  function flushSoon(): void {
    timer = setTimeout(() => {
      flush().catch((error) => {
        log?.warn({ err: error }, "counts of calls were not written and wait for the next time");
        if (timer === null) flushSoon();
      });
    }, FLUSH_MILLIS);
    timer.unref();
  }

  return {
    count(call) {
      tally.count(call);
      if (timer === null) flushSoon();
    },
    flush,
    nextFlush: () => new Promise((resolve) => watchers.push(resolve)),
  };
}

export type WritingCallMeter = CallMeter & {
  /** Writes everything that was counted so far. Rejects when it could not: then it waits for the next time. */
  flush(): Promise<void>;
  /** Resolves after the next time that something was written, or could not be. */
  nextFlush(): Promise<void>;
};

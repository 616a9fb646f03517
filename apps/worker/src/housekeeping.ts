import type { Clock } from "@silhouette/core/clock";
import type { Log } from "@silhouette/core/log";
import type { DeletionStep } from "@silhouette/db/delete-client";
import type { PurgeStep } from "@silhouette/db/purge-profiles";
import { repeat } from "./repeat.ts";

/**
 * Milliseconds between two passes over the profiles: expired rows take at most a few hours' worth of room, and the
 * table is read four times a day. A guess.
 */
const PASS_INTERVAL_MILLIS = 6 * 60 * 60 * 1000;
/** A step is followed by a rest of at least this many times its own length, so that it takes a fifth of one core at most. */
const REST_RATIO = 4;
const REST_MILLIS_MIN = 50;
/** Milliseconds between two looks for what has been kept long enough. */
const RETENTION_INTERVAL_MILLIS = 10 * 60 * 1000;
/** Milliseconds between two looks for clients that are to be deleted: it reads a handful of rows, and somebody waits. */
const DELETION_INTERVAL_MILLIS = 5_000;

export type HousekeepingDependencies = {
  readonly purge: { step(now: Date): Promise<PurgeStep> };
  /** Removes some of what is over; true when there may be more. */
  readonly removeOld: (now: Date) => Promise<boolean>;
  readonly deletion: { step(now: Date): Promise<DeletionStep> };
  readonly now: Clock;
  readonly log: Log;
};

/**
 * Removes expired profiles, what has been kept long enough, and clients that are to be deleted, in short steps with rests
 * between them.
 */
export function startHousekeeping({ purge, removeOld, deletion, now, log }: HousekeepingDependencies): {
  stop(): Promise<void>;
} {
  const loops = [
    repeat(createPurgeRun(purge, now, log), (error) => log.error({ err: error }, "expired profiles were not removed")),
    repeat(
      async () => {
        const { value: isMore, restMillis } = await timed(() => removeOld(now()));
        return isMore ? restMillis : RETENTION_INTERVAL_MILLIS;
      },
      (error) => log.error({ err: error }, "old batches and sessions were not removed"),
    ),
    repeat(
      async () => {
        const { value: step, restMillis } = await timed(() => deletion.step(now()));
        if (step.deletedId !== null) log.info({ clientId: step.deletedId }, "a client was deleted");
        return step.isMore ? restMillis : DELETION_INTERVAL_MILLIS;
      },
      (error) => log.error({ err: error }, "a client was not deleted, which is tried again"),
    ),
  ];
  return {
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}

/** One step of the purge, and how long to rest after it. */
function createPurgeRun(purge: HousekeepingDependencies["purge"], now: Clock, log: Log): () => Promise<number> {
  let removed = 0;
  let steps = 0;
  return async () => {
    const { value: step, restMillis } = await timed(() => purge.step(now()));
    removed += step.removed;
    steps += 1;
    if (!step.isPassDone) return restMillis;
    log.info({ removed, steps }, "expired profiles removed");
    removed = 0;
    steps = 0;
    return PASS_INTERVAL_MILLIS;
  };
}

async function timed<Value>(work: () => Promise<Value>): Promise<{ value: Value; restMillis: number }> {
  const startedAt = performance.now();
  const value = await work();
  return { value, restMillis: Math.max(REST_MILLIS_MIN, (performance.now() - startedAt) * REST_RATIO) };
}

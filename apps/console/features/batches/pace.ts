import type { BatchReport } from "@silhouette/core/batch-report";

export type Pace = {
  /** Rows applied in a second since a worker last took the batch up; null before the first ones. */
  readonly rowsPerSecond: number | null;
  /** Seconds that the rest will take at this rate; null when that cannot be told. */
  readonly secondsLeft: number | null;
};

type Moving = Pick<
  BatchReport,
  "state" | "startedAt" | "rowsAtStart" | "progressedAt" | "completedAt" | "rowsTotal" | "counters"
>;

/**
 * How fast a batch goes, counted over all of the time that a worker has been at it: a rate of the last moment would jump
 * with every chunk. The time in the queue does not belong to it, nor does any after the end.
 */
export function paceOf(batch: Moving, now: Date): Pace {
  const { state, startedAt, rowsAtStart, progressedAt, completedAt, rowsTotal, counters } = batch;
  const consumed = counters.succeeded + counters.notFound + counters.failed;
  const end = completedAt ?? (state === "queued" ? now : progressedAt);
  const seconds = startedAt === null ? 0 : (end.getTime() - startedAt.getTime()) / 1000;
  if (seconds <= 0 || consumed <= rowsAtStart) return { rowsPerSecond: null, secondsLeft: null };
  const rowsPerSecond = (consumed - rowsAtStart) / seconds;
  return { rowsPerSecond, secondsLeft: state === "queued" ? (rowsTotal - consumed) / rowsPerSecond : null };
}

/** A length of time in the units that people would name it in, the larger first. */
export type Duration = readonly { readonly unit: "second" | "minute" | "hour"; readonly value: number }[];

/**
 * Rounds up, and no finer than an estimate can be: seconds below a minute, then minutes, then hours with their minutes,
 * and from ten hours on whole hours.
 */
export function toDuration(seconds: number): Duration {
  const whole = Math.ceil(seconds);
  if (whole < 60) return [{ unit: "second", value: whole }];
  const minutes = Math.ceil(whole / 60);
  if (minutes < 60) return [{ unit: "minute", value: minutes }];
  if (minutes > 600) return [{ unit: "hour", value: Math.ceil(minutes / 60) }];
  const hours = { unit: "hour", value: Math.floor(minutes / 60) } as const;
  return minutes % 60 === 0 ? [hours] : [hours, { unit: "minute", value: minutes % 60 }];
}

/** A span as the settings screen prints it: whole days, hours and minutes. Source: contract section 8, "Expires in". */
export type Remaining = { readonly days: number; readonly hours: number; readonly minutes: number };

/** Splits what is left until `end`, rounded down to the minute; all zero once it has passed. */
export function remainingUntil(end: Date, now: Date): Remaining {
  const minutesLeft = Math.max(0, Math.floor((end.getTime() - now.getTime()) / 60_000));
  return {
    days: Math.floor(minutesLeft / 1440),
    hours: Math.floor((minutesLeft % 1440) / 60),
    minutes: minutesLeft % 60,
  };
}

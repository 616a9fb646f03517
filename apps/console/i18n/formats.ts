import type { Formats } from "next-intl";

const day = { year: "numeric", month: "short", day: "numeric" } as const;
const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" } as const;

/** Moments as the console prints them, with their time zone, since server and reader may be in different ones. */
export const formats = {
  dateTime: {
    day,
    stamp: { ...day, ...time },
    seconds: { ...day, ...time, second: "2-digit" },
    /** The minute of a chart: the reader's zone may be another one than the caller's. */
    clock: time,
  },
  number: {
    compact: { notation: "compact", maximumFractionDigits: 1 },
    percent: { style: "percent", maximumFractionDigits: 1 },
  },
} satisfies Formats;

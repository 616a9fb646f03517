import type { Formats } from "next-intl";

/** A moment as the console prints it, with its time zone, since server and reader may be in different ones. */
export const formats = {
  dateTime: {
    stamp: {
      year: "numeric",
      month: "short",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      timeZoneName: "short",
    },
  },
} satisfies Formats;

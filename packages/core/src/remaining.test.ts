import { expect, test } from "vitest";
import { remainingUntil } from "./remaining.ts";

const now = new Date("2026-03-02T09:15:27.411Z");
const after = (millis: number) => remainingUntil(new Date(now.getTime() + millis), now);

test.each([
  [0, { days: 0, hours: 0, minutes: 0 }],
  [-1, { days: 0, hours: 0, minutes: 0 }],
  [59_999, { days: 0, hours: 0, minutes: 0 }],
  [60_000, { days: 0, hours: 0, minutes: 1 }],
  [3_599_999, { days: 0, hours: 0, minutes: 59 }],
  [3_600_000, { days: 0, hours: 1, minutes: 0 }],
  [86_399_999, { days: 0, hours: 23, minutes: 59 }],
  [86_400_000, { days: 1, hours: 0, minutes: 0 }],
  [90 * 86_400_000 - 1, { days: 89, hours: 23, minutes: 59 }],
  [90 * 86_400_000, { days: 90, hours: 0, minutes: 0 }],
])("%d ms are shown in whole minutes, rounded down", (millis, expected) => {
  expect(after(millis)).toEqual(expected);
});

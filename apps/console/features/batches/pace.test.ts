import { expect, test } from "vitest";
import { paceOf, toDuration } from "./pace";

const at = (seconds: number) => new Date(Date.UTC(2026, 2, 2, 9, 0, seconds));
const batch = {
  state: "queued",
  startedAt: at(0),
  rowsAtStart: 0,
  progressedAt: at(10),
  completedAt: null,
  rowsTotal: 1000,
  counters: { succeeded: 80, notFound: 10, failed: 10 },
} as const;

test("the pace is counted from when a worker took the batch up, and over the rows since", () => {
  expect(paceOf(batch, at(10))).toEqual({ rowsPerSecond: 10, secondsLeft: 90 });
  expect(paceOf({ ...batch, rowsAtStart: 50 }, at(10))).toEqual({ rowsPerSecond: 5, secondsLeft: 180 });
});

test("a batch that waits in the queue has no pace, nor has one of which no row is applied yet", () => {
  const none = { rowsPerSecond: null, secondsLeft: null };
  const counters = { succeeded: 0, notFound: 0, failed: 0 };
  expect(paceOf({ ...batch, startedAt: null, counters }, at(10))).toEqual(none);
  expect(paceOf({ ...batch, counters }, at(10))).toEqual(none);
  expect(paceOf({ ...batch, rowsAtStart: 100 }, at(10))).toEqual(none);
  // Applied by a worker of an earlier version, which does not note when it began.
  expect(paceOf({ ...batch, startedAt: null }, at(10))).toEqual(none);
});

test("the pace of a batch that does not move any more stays what it was", () => {
  const ended = { ...batch, state: "complete", completedAt: at(20), rowsTotal: 100 } as const;
  expect(paceOf(ended, at(5000))).toEqual({ rowsPerSecond: 5, secondsLeft: null });
  expect(paceOf({ ...batch, state: "stuck" }, at(5000))).toEqual({ rowsPerSecond: 10, secondsLeft: null });
});

test.each([
  [0.2, "1 second"],
  [59, "59 second"],
  [59.5, "1 minute"],
  [61, "2 minute"],
  [3541, "1 hour"],
  [5400, "1 hour 30 minute"],
  [7199, "2 hour"],
  [36_000, "10 hour"],
  [36_001, "11 hour"],
  [100_000, "28 hour"],
])("%d seconds are named as %s", (seconds, named) => {
  expect(
    toDuration(seconds)
      .map(({ unit, value }) => `${value} ${unit}`)
      .join(" "),
  ).toBe(named);
});

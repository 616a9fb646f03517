import { expect, test } from "vitest";
import { judge } from "./measurement.mjs";

const base = /** @type {const} */ ({ row: "bulk", title: "a batch", unit: "s" });

test("a ratio is the median of the rounds' ratios, not the ratio of the medians", () => {
  const reference = { name: "COPY", values: [10, 100, 20] };
  expect(judge({ ...base, ours: [11, 110, 40], reference }).ratio).toBeCloseTo(1.1);
});

test.each([
  [1.5, { atMost: 1.5 }, true],
  [1.51, { atMost: 1.5 }, false],
  [0.5, { atLeast: 0.5 }, true],
  [0.49, { atLeast: 0.5 }, false],
])("a ratio of %d against %j is met: %s", (ratio, bound, isMet) => {
  const target = /** @type {const} */ ({ of: "ratio", ...bound });
  expect(judge({ ...base, ours: [ratio * 10], reference: { name: "r", values: [10] }, target }).isMet).toBe(isMet);
});

test("a value is compared in its own unit, whatever the ratio", () => {
  const reference = { name: "a tenth", values: [10] };
  const target = /** @type {const} */ ({ of: "value", atMost: 256 });
  expect(judge({ ...base, ours: [200], reference, target }).isMet).toBe(true);
  expect(judge({ ...base, ours: [300], reference, target }).isMet).toBe(false);
});

test("the stretch target points the same way as the target", () => {
  const reference = { name: "r", values: [10] };
  const most = /** @type {const} */ ({ of: "ratio", atMost: 1.5, stretch: 1 });
  const least = /** @type {const} */ ({ of: "ratio", atLeast: 0.5, stretch: 0.6 });
  expect(judge({ ...base, ours: [12], reference, target: most })).toMatchObject({ isMet: true, isStretchMet: false });
  expect(judge({ ...base, ours: [7], reference, target: least })).toMatchObject({ isMet: true, isStretchMet: true });
});

test("a failed measurement is not met, and one without a target is neither", () => {
  expect(judge({ ...base, ours: [], failure: "3 calls failed" }).isMet).toBe(false);
  expect(judge({ ...base, ours: [1] }).isMet).toBeNull();
});

test("a ratio that could not be measured is not met", () => {
  expect(judge({ ...base, ours: [1], target: { of: "ratio", atMost: 1 } }).isMet).toBe(false);
});

import { expect, test } from "vitest";
import { median, pairedRatios, quantile, spread } from "./statistics.mjs";

test("the median is the middle value, whatever the order", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([7])).toBe(7);
  expect(median([])).toBeNaN();
});

test("a quantile lies between its neighbours in proportion", () => {
  const values = [0, 10, 20, 30, 40];
  expect([0, 0.25, 0.9, 1].map((share) => quantile(values, share))).toEqual([0, 10, 36, 40]);
});

test("the values that are given keep their order", () => {
  const values = [3, 1, 2];
  median(values);
  expect(values).toEqual([3, 1, 2]);
});

test("the spread is half the range as a share of the median, and zero of one value", () => {
  expect(spread([90, 100, 110])).toBeCloseTo(0.1);
  expect(spread([100])).toBe(0);
});

test("ratios are taken round by round, and a round without its partner is left out", () => {
  expect(pairedRatios([10, 30], [5, 10])).toEqual([2, 3]);
  expect(pairedRatios([10, 30, 50], [5, 10])).toEqual([2, 3]);
});

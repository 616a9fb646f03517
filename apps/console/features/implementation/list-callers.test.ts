import type { CallerWithoutToken } from "@silhouette/core/call-count";
import { expect, test } from "vitest";
import { listCallers } from "./list-callers";

const at = new Date("2026-03-02T09:15:00.000Z");
const make = (surface: CallerWithoutToken["surface"], count: number): readonly CallerWithoutToken[] =>
  Array.from({ length: count }, (_, index) => {
    const address = `192.0.2.${index}`;
    return { surface, reason: "missing", address, agent: "curl", calls: 1, lastAt: at } as const;
  });
const impactOf = (callers: readonly CallerWithoutToken[], hasMoreCallers = false) => ({
  from: at,
  to: at,
  surfaces: [],
  callers,
  hasMoreCallers,
});

test("with a scope that covers batches alone, nobody who fetches or updates stands among the refused", () => {
  const impact = impactOf([...make("fetch", 2), ...make("single", 1), ...make("bulk", 1), ...make("status", 1)]);
  expect(listCallers(impact, "bulk").shown.map(({ surface }) => surface)).toEqual(["bulk", "status"]);
  expect(listCallers(impact, "all").shown).toHaveLength(5);
});

test.each([
  [20, 0],
  [21, 1],
])("of %d callers the first 20 are listed, and %d are said to be left", (count, moreCount) => {
  const listed = listCallers(impactOf([...make("fetch", 40), ...make("bulk", count)]), "bulk");
  expect([listed.shown.length, listed.moreCount, listed.isOpenEnded]).toEqual([20, moreCount, false]);
});

test("a list that was cut before it came says so", () => {
  expect(listCallers(impactOf(make("bulk", 1), true), "bulk")).toMatchObject({ moreCount: 0, isOpenEnded: true });
});

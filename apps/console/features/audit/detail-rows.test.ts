import { expect, test } from "vitest";
import { toDetailRows } from "./detail-rows";

test("both sides of a change stand together, and what stayed as it was is left out", () => {
  const before = { name: "Shop", days: 30, isOn: false };
  const after = { name: "Store", days: 30, isOn: true, list: ["a", { b: 1 }] };
  expect(toDetailRows({ before, after })).toEqual({
    changes: [
      { name: "name", before: "Shop", after: "Store" },
      { name: "isOn", before: "false", after: "true" },
      { name: "list", before: null, after: '["a",{"b":1}]' },
    ],
    facts: [],
  });
});

test("what something was made with, or had when it was deleted, has one side", () => {
  expect(toDetailRows({ after: { name: "Shop" } }).changes).toEqual([{ name: "name", before: null, after: "Shop" }]);
  expect(toDetailRows({ before: { name: "Shop" } }).changes).toEqual([{ name: "name", before: "Shop", after: null }]);
});

test("everything else is a fact, whatever it is", () => {
  const { changes, facts } = toDetailRows({ reason: "leaked", count: 0, where: null, filter: { q: "x" } });
  expect(changes).toEqual([]);
  expect(facts).toEqual([
    { name: "reason", value: "leaked" },
    { name: "count", value: "0" },
    { name: "where", value: "null" },
    { name: "filter", value: '{"q":"x"}' },
  ]);
});

test("sides that are no objects are compared as they are", () => {
  expect(toDetailRows({ before: "a", after: "b" }).changes).toEqual([{ name: "", before: "a", after: "b" }]);
  expect(toDetailRows({ before: [1], after: [1] }).changes).toEqual([]);
});

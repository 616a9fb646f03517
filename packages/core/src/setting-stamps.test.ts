import { expect, test } from "vitest";
import { lastChangeOf } from "./setting-stamps.ts";

const [noon, later] = [new Date("2026-03-02T12:00:00Z"), new Date("2026-03-02T13:00:00Z")];

test("a change of another setting is none of these", () => {
  const stored = { updatedAt: later, updatedBy: "Bo", lastChanges: { timeZone: { at: later, by: "Bo" } } };
  expect(lastChangeOf(["requireAuthentication"], stored)).toBeNull();
  expect(lastChangeOf(["locale", "timeZone"], stored)).toEqual({
    kind: "noted",
    name: "timeZone",
    at: later,
    by: "Bo",
  });
});

test("of several settings the one that changed last is named, and of two at once the first", () => {
  const lastChanges = { a: { at: noon, by: "Ada" }, b: { at: later, by: "Bo" }, c: { at: later, by: "Bo" } };
  const stored = { updatedAt: later, updatedBy: "Bo", lastChanges };
  expect(lastChangeOf(["a", "b", "c"], stored)).toMatchObject({ name: "b", by: "Bo" });
  expect(lastChangeOf(["a"], stored)).toMatchObject({ name: "a", by: "Ada" });
});

test("settings as they were made have never changed", () => {
  expect(lastChangeOf(["a"], { updatedAt: noon, updatedBy: null, lastChanges: {} })).toEqual({ kind: "never" });
});

test("a change by a node that notes no single settings may have been of any of them", () => {
  const lastChanges = { a: { at: noon, by: "Ada" } };
  const unnamed = { kind: "unnamed", at: later, by: "Bo" };
  expect(lastChangeOf(["a"], { updatedAt: later, updatedBy: "Bo", lastChanges })).toEqual(unnamed);
  expect(lastChangeOf(["a"], { updatedAt: later, updatedBy: "Bo", lastChanges: {} })).toEqual(unnamed);
});

test("a node whose clock is behind hides no change", () => {
  const lastChanges = { a: { at: later, by: "Ada" }, b: { at: noon, by: "Bo" } };
  const stored = { updatedAt: noon, updatedBy: "Bo", lastChanges };
  expect(lastChangeOf(["b"], stored)).toMatchObject({ kind: "noted", name: "b" });
});

import { expect, test } from "vitest";
import { readOptions } from "./options.mjs";

const known = { rows: ["bulk", "update"], alternatives: ["directus"] };
/** @param {string[]} args */
const read = (...args) => readOptions(args, known);

test("without arguments, every row is measured in three rounds", () => {
  expect(read()).toMatchObject({ only: null, isQuick: false, rounds: 3, jsonFile: null, keep: false, compare: false });
});

test("quick takes one round unless another number is named", () => {
  expect(read("--quick").rounds).toBe(1);
  expect(read("--quick", "--rounds", "5").rounds).toBe(5);
});

test("rows are named with commas; those of the comparison are others", () => {
  expect(read("--only", "bulk, update").only).toEqual(["bulk", "update"]);
  expect(read("--compare", "--only", "directus").only).toEqual(["directus"]);
});

test.each([
  [["--only", "bulk,fast"], "No such row: fast. There are bulk, update."],
  [["--only", "directus"], "No such row: directus"],
  [["--rounds", "0"], "--rounds must be"],
  [["--rounds", "21"], "--rounds must be"],
  [["--rounds", "many"], "--rounds must be"],
  [["--fast"], "--fast"],
  [["surplus"], "surplus"],
])("refuses %j in words", (args, words) => {
  expect(() => read(...args)).toThrow(words);
});

import { expect, test } from "vitest";
import { entityTagOf, isMatch, isNoneMatch } from "./entity-tag";

const tag = entityTagOf({ a: 1 });

test("a tag is strong, quoted, and differs with what it stands for", () => {
  expect(tag).toMatch(/^"[\w-]{22}"$/);
  expect(entityTagOf({ a: 1 })).toBe(tag);
  expect(entityTagOf({ a: 2 })).not.toBe(tag);
});

test.each([
  [null, true],
  ["*", true],
  [tag, true],
  [`"other", ${tag}`, true],
  ['"other"', false],
  [`W/${tag}`, false],
  ["", false],
  [tag.slice(1, -1), false],
])("If-Match: %s", (header, expected) => {
  expect(isMatch(header, tag)).toBe(expected);
});

test.each([
  [null, true],
  ["*", false],
  [tag, false],
  [`W/${tag}`, false],
  [`"other", W/${tag}`, false],
  ['"other"', true],
  ["", true],
])("If-None-Match: %s", (header, expected) => {
  expect(isNoneMatch(header, tag)).toBe(expected);
});

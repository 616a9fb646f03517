import { expect, test } from "vitest";
import { withLineEndsOf } from "./line-ends";

test.each(["one line", "a\nb", "a\r\nb", "a\rb", "a\r\nb\nc\r", "\n\na\n"])(
  "a value that is saved as it was shown stays the same to the byte: %j",
  (stored) => {
    expect(withLineEndsOf(stored, stored.replaceAll(/\r\n?|\n/g, "\r\n"))).toBe(stored);
  },
);

test.each([
  ["a\nb", "a\r\nb\r\nc", "a\nb\nc"],
  ["a\r\nb", "a\r\nb\r\nc", "a\r\nb\r\nc"],
  ["a", "a\r\nb", "a\nb"],
  [null, "a\r\nb", "a\nb"],
])("a change of %j keeps its kind of line end", (stored, sent, saved) => {
  expect(withLineEndsOf(stored, sent)).toBe(saved);
});

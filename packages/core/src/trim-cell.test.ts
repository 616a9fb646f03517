import fc from "fast-check";
import { expect, test } from "vitest";
import { trimCell } from "./trim-cell.ts";

test.each([
  ["", ""],
  [" \t\r", ""],
  ["a", "a"],
  [" a b\t", "a b"],
  ["a\r", "a"],
  ["\u00a0a\u3000", "\u00a0a\u3000"],
  ["\ufeffa", "\ufeffa"],
  ["\va\f", "\va\f"],
])("%j becomes %j: blanks, tabs and carriage returns alone are cut off (U-15)", (text, expected) => {
  expect(trimCell(text)).toBe(expected);
});

test("trimming is the same as a regular expression would do, and twice changes nothing", () => {
  const text = fc.string({ unit: fc.constantFrom(" ", "\t", "\r", "a", "\n", "\u00a0", "é") });
  fc.assert(
    fc.property(text, (cell) => {
      const trimmed = trimCell(cell);
      expect(trimmed).toBe(cell.replace(/^[ \t\r]+|[ \t\r]+$/g, ""));
      expect(trimCell(trimmed)).toBe(trimmed);
    }),
  );
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toCsvCell, toCsvLine } from "./csv.ts";

/** Cells of a file as a spreadsheet reads them: a quote counts at the start of a cell alone, and what follows it is kept. */
function readCells(file: string, separator: string): string[] {
  const cells: string[] = [];
  for (let at = 0; at <= file.length; ) {
    let cell = "";
    if (file[at] === '"') {
      for (at++; at < file.length; at++) {
        if (file[at] !== '"') cell += file[at];
        else if (file[at + 1] === '"') cell += file[at++];
        else break;
      }
      at++;
    }
    while (at < file.length && file[at] !== separator && file[at] !== "\r" && file[at] !== "\n") cell += file[at++];
    cells.push(cell);
    at += file.startsWith("\r\n", at) ? 2 : 1;
  }
  return cells;
}

/** As api.md tells a program to do it. */
const takeOff = (cell: string): string =>
  cell.replace(
    /^'(?=[\s"'\u200b]*[=+\-@＝＋－＠]|'*[\t\r\n])|(?<=[;\t\r\n])'(?=(?:[^\S\t\r\n]|["'\u200b])*[=+\-@＝＋－＠])/g,
    "",
  );

const startsFormula = (cell: string): boolean => /^[\s\u200b]*[=+\-@＝＋－＠]/.test(cell);

/** Texts of what matters here more than of anything else. */
const Text = fc.string({
  unit: fc.constantFrom(..."=+-@＝;,'\"\t\r\n \u00a0\u200b\ufeffax|!".split("")),
  maxLength: 24,
});

describe.each([
  ["a comma", ","],
  ["a semicolon", ";"],
  ["a tab", "\t"],
])("where %s parts cells", (_, separator) => {
  test.each([
    "=1",
    " =1",
    "x;=cmd|' /C calc'!A0",
    "x; =1",
    'x;"=1',
    "x\t=1",
    "x\n=1",
    "x\r\n@sum(a)",
    "x;;+1",
    "x;＝1",
    "x;\u00a0-1",
    "x;'=1",
  ])("no cell that %j leads to is a formula", (text) => {
    expect(readCells(toCsvLine(["7", text, "x"]), separator).filter(startsFormula)).toEqual([]);
    expect(readCells(toCsvLine([text]), separator).filter(startsFormula)).toEqual([]);
  });

  test("no text of a stranger begins a formula in any cell", () => {
    fc.assert(
      fc.property(fc.array(Text, { minLength: 1, maxLength: 4 }), (texts) => {
        expect(
          readCells(texts.map((text) => toCsvLine(["7", text])).join(""), separator).filter(startsFormula),
        ).toEqual([]);
        expect(readCells(toCsvLine(texts), separator).filter(startsFormula)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});

test("a program that reads the file gets every text as it was", () => {
  fc.assert(
    fc.property(fc.array(Text, { minLength: 1, maxLength: 4 }), (texts) => {
      const cells = readCells(toCsvLine(texts).slice(0, -2), ",");
      expect(cells.map(takeOff)).toEqual(texts);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ["plain", "plain"],
  ["a=b, c-d", '"a=b, c-d"'],
  ["a;b", '"a;b"'],
  ["=1+1", "'=1+1"],
  ["'=1+1", "''=1+1"],
  ["x;=1", '"x;\'=1"'],
  ['say "a"', '"say ""a"""'],
])("%j is written as %j", (text, cell) => {
  expect(toCsvCell(text)).toBe(cell);
});

test("a megabyte of what may stand before a formula is written in a moment's work", () => {
  for (const unit of ["\t", ";", " ", "'", '"', "; "]) expect(toCsvCell(unit.repeat(500_000))).toContain(unit);
});

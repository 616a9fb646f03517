import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PROFILE_BYTES_MAX } from "./attributes.ts";
import type { BatchHeader } from "./batch-header.ts";
import { ROW_BYTES_MAX } from "./batch-intake.ts";
import { type BatchRow, parseRows } from "./batch-rows.ts";

const header: BatchHeader = { idKind: "thirdPartyId", columns: ["tier", "city", "note"] };
const tntHeader: BatchHeader = { ...header, idKind: "tntId" };

const readBytes = (bytes: Uint8Array, columns: BatchHeader = header, firstLine = 2): readonly BatchRow[] => [
  ...parseRows(columns, { bytes, firstLine }),
];

/** The one row of a line: key and values, or the code of its fault. */
function read(line: string | Uint8Array, columns: BatchHeader = header): unknown {
  const rows = readBytes(Buffer.from(line), columns);
  expect(rows).toHaveLength(1);
  return rows.map(summarize)[0];
}

const summarize = ({ result }: BatchRow): unknown =>
  result.ok ? [result.value.key, Object.fromEntries(result.value.change)] : result.refusal.code;

/** How many values each row sets, or the code of its fault. */
const summarizeSize = (rows: readonly BatchRow[]): unknown =>
  rows.map(({ result }) => (result.ok ? result.value.change.size : result.refusal.code));

describe("cells", () => {
  test.each<[string, Record<string, string>]>([
    ["a,gold,Lyon,x", { tier: "gold", city: "Lyon", note: "x" }],
    ["a,gold,S%C3%A3o%20Paulo,a%2Cb", { tier: "gold", city: "São Paulo", note: "a,b" }],
    ["a,,Lyon,", { city: "Lyon" }],
    ["a,silver", { tier: "silver" }],
    ["a", {}],
    ["a,,,", {}],
    ["a, gold ,\tLyon\t, x y ", { tier: "gold", city: "Lyon", note: "x y" }],
    ["a,%20gold%20,+,%0A", { tier: " gold ", city: " ", note: "\n" }],
    ["a,%252C,100%,%zz", { tier: "%2C", city: "100%", note: "%zz" }],
    ['a,"",null,""', {}],
    ['a,"gold","",null', { tier: '"gold"' }],
    ["a,%22%22,nul%6C,NULL", { tier: '""', city: "null", note: "NULL" }],
    ["a,0,false,0.0", { tier: "0", city: "false", note: "0.0" }],
    ["a,서울,Malmö,🦀", { tier: "서울", city: "Malmö", note: "🦀" }],
    ["a,\u00a0x\u00a0,\ufeffy,\u2028", { tier: "\u00a0x\u00a0", city: "\ufeffy", note: "\u2028" }],
    ["a,x\ry,\r,\rz", { tier: "x\ry", note: "z" }],
  ])("%j sets what it fills and nothing else (U-15)", (line, values) => {
    expect(read(line)).toEqual(["tp:a", values]);
  });

  test("more than the header has fail the row, fewer are fine (U-16)", () => {
    expect(read("a,1,2,3")).toEqual(["tp:a", { tier: "1", city: "2", note: "3" }]);
    expect(read("a,1,2,3,")).toBe("too-many-cells");
    expect(read("a,1,2,3,4")).toBe("too-many-cells");
    expect(read('a,"1,2",3,4')).toBe("too-many-cells");
  });

  test("of an ignored column are left out, whatever they hold", () => {
    const ignoring: BatchHeader = { idKind: "thirdPartyId", columns: [null, "city"] };
    expect(read("a,%FF,Lyon", ignoring)).toEqual(["tp:a", { city: "Lyon" }]);
  });

  test("of a repeated column: the last filled one wins (U-16)", () => {
    const repeated: BatchHeader = { idKind: "thirdPartyId", columns: ["tier", "city", "tier"] };
    expect(read("a,1,2,3", repeated)).toEqual(["tp:a", { tier: "3", city: "2" }]);
    expect(read("a,1,2,", repeated)).toEqual(["tp:a", { tier: "1", city: "2" }]);
  });

  test("may set names that trip objects up", () => {
    const columns = ["__proto__", "constructor", "toString"];
    const [row] = readBytes(Buffer.from("__proto__,1,2,3"), { idKind: "thirdPartyId", columns });
    if (!row?.result.ok) throw new Error("the row can be read");
    expect(row.result.value.key).toBe("tp:__proto__");
    expect([...row.result.value.change]).toEqual([
      ["__proto__", "1"],
      ["constructor", "2"],
      ["toString", "3"],
    ]);
  });

  test.each([
    ["a,x%00", "bad-character"],
    ["a,x\0", "bad-character"],
    ["a,%FF", "bad-encoding"],
    ["a,%C0%AF", "bad-encoding"],
    ["a,%ED%A0%80", "bad-encoding"],
    ["a,%C3,%A9", "bad-encoding"],
  ])("%j fails the row as %s", (line, code) => {
    expect(read(line)).toBe(code);
  });
});

describe("raw bytes", () => {
  test.each([
    ["an overlong slash", [0x61, 0x2c, 0xc0, 0xaf]],
    ["a surrogate", [0x61, 0x2c, 0xed, 0xa0, 0x80]],
    ["Latin-1", [0x61, 0x2c, 0xe9]],
    ["half a character", [0x61, 0x2c, 0xc3]],
    ["an id that is not UTF-8", [0xff, 0x2c, 0x61]],
  ])("that are not UTF-8 fail the row: %s (U-15)", (_, bytes) => {
    expect(read(Uint8Array.from(bytes))).toBe("bad-encoding");
  });

  test("that are not UTF-8 fail their own row alone, and lines keep their numbers", () => {
    const bytes = Buffer.concat([Buffer.from("a,é\n\n"), Uint8Array.of(0xff, 0x0a), Buffer.from("서울,2\n")]);
    const rows = readBytes(bytes, header, 10);
    expect(rows.map((row) => [row.line, row.id, summarize(row)])).toEqual([
      [10, "a", ["tp:a", { tier: "é" }]],
      [12, "%FF", "bad-encoding"],
      [13, "서울", ["tp:서울", { tier: "2" }]],
    ]);
  });
});

describe("ids", () => {
  test.each([
    ["thirdPartyId", "crm-1", ["tp:crm-1", {}]],
    ["thirdPartyId", " crm-1 \r", ["tp:crm-1", {}]],
    ["thirdPartyId", "crm%201", ["tp:crm 1", {}]],
    ["thirdPartyId", "%EC%84%9C%EC%9A%B8", ["tp:서울", {}]],
    ["thirdPartyId", "crm.28_20", ["tp:crm.28_20", {}]],
    ["thirdPartyId", '"crm-1"', ['tp:"crm-1"', {}]],
    ["thirdPartyId", "null", ["tp:null", {}]],
    ["pcId", "1389936436794-710059.19_36", ["pc:1389936436794-710059", {}]],
    ["pcId", "a/b", ["pc:a/b", {}]],
    ["pcId", "a%2Bb", ["pc:a+b", {}]],
  ])("of the column %s: %j names its profile (U-05, U-15)", (column, line, expected) => {
    expect(read(line, column === "pcId" ? tntHeader : header)).toEqual(expected);
  });

  test.each([
    ["a slash", "crm/1", "invalid-id"],
    ["an encoded slash", "crm%2F1", "invalid-id"],
    ["a plus sign", "crm+1", "invalid-id"],
    ["an encoded plus sign", "crm%2B1", "invalid-id"],
    ["NUL", "a%00", "invalid-id"],
    ["bytes that are not UTF-8", "%FF", "bad-encoding"],
    ["nothing", ",gold", "missing-id"],
    ["blanks", " ,gold", "missing-id"],
    ["257 characters", "a".repeat(257), "invalid-id"],
  ])("a thirdPartyId with %s fails the row (U-38)", (_, line, code) => {
    expect(read(line)).toBe(code);
  });

  test.each([
    ["a location suffix alone", ".28_20"],
    ["129 characters", "a".repeat(129)],
  ])("a pcId with %s fails the row (U-05)", (_, line) => {
    expect(read(line, tntHeader)).toBe("invalid-id");
  });

  test("are reported as the row has them, with what a store can hold, and cut at 256 characters", () => {
    const ids = (text: string, columns = header) => readBytes(Buffer.from(text), columns).map((row) => row.id);
    expect(ids("crm%2F1\ncrm/2\n%FF\n")).toEqual(["crm/1", "crm/2", "%FF"]);
    expect(ids("a%00b\n")).toEqual(["a\u{fffd}b"]);
    expect(ids(`${"a".repeat(255)}🦀\n`)).toEqual([`${"a".repeat(255)}\u{fffd}`]);
    expect(ids("a.1_1\n", tntHeader)).toEqual(["a.1_1"]);
  });
});

describe("limits", () => {
  /** A row that asks for so many bytes of names and values. */
  const rowOf = (bytes: number) => `a,${"x".repeat(bytes - "tier".length)}`;

  test("65,536 bytes of names and values pass, one more fails the row (U-23)", () => {
    expect(read(rowOf(PROFILE_BYTES_MAX))).toEqual(["tp:a", { tier: "x".repeat(PROFILE_BYTES_MAX - 4) }]);
    expect(read(rowOf(PROFILE_BYTES_MAX + 1))).toBe("profile-too-large");
  });

  test("bytes are counted after decoding (U-23)", () => {
    const value = "é".repeat((PROFILE_BYTES_MAX - 4) / 2);
    expect(read(`a,${encodeURIComponent(value)}`)).toEqual(["tp:a", { tier: value }]);
    expect(read(`a,${value}`)).toEqual(["tp:a", { tier: value }]);
    expect(read(`a,${value}é`)).toBe("profile-too-large");
  });

  test("long names count as much as long values (U-23)", () => {
    const columns = Array.from({ length: 512 }, (_, index) => String(index).padStart(127, "n"));
    const row = (count: number) => `a${",1".repeat(count)}`;
    const outcome = (names: string[]) =>
      summarizeSize(readBytes(Buffer.from(row(names.length)), { idKind: "thirdPartyId", columns: names }));
    expect(outcome(columns)).toEqual([512]);
    expect(outcome([...columns, "m"])).toEqual(["profile-too-large"]);
  });

  test("a row of 1,048,576 bytes is read, one more is too long", () => {
    const cut: BatchHeader = { idKind: "thirdPartyId", columns: [null] };
    expect(read(`a,${"x".repeat(ROW_BYTES_MAX - 2)}`, cut)).toEqual(["tp:a", {}]);
    expect(read(`a,${"x".repeat(ROW_BYTES_MAX - 1)}`, cut)).toBe("row-too-long");
    expect(read(`aé,${"é".repeat(ROW_BYTES_MAX / 2 - 2)}`, cut)).toEqual(["tp:aé", {}]);
    expect(read(`aé,${"é".repeat(ROW_BYTES_MAX / 2 - 2)}x`, cut)).toBe("row-too-long");
  });
});

describe("lines", () => {
  test("end with LF or CRLF; blank ones are left out but counted as lines (U-15, U-16)", () => {
    const rows = readBytes(Buffer.from("a,1\r\n\r\n \t\nb,2\n\nc,3"), header, 2);
    expect(rows.map((row) => [row.line, row.id])).toEqual([
      [2, "a"],
      [5, "b"],
      [7, "c"],
    ]);
  });

  test("with the same id stay in the order of the file (U-16)", () => {
    const rows = readBytes(Buffer.from("a,1\na,2,x\na,,y\n"));
    expect(rows.map(summarize)).toEqual([
      ["tp:a", { tier: "1" }],
      ["tp:a", { tier: "2", city: "x" }],
      ["tp:a", { city: "y" }],
    ]);
  });
});

test("no bytes make it throw, and every accepted row can be stored", () => {
  const pieces = fc.constantFrom(
    "a",
    ",",
    "\n",
    "\r",
    "%",
    "%00",
    "%FF",
    "+",
    "/",
    " ",
    "é",
    "\0",
    "null",
    '""',
    ".1_2",
  );
  const bytes = fc.oneof(
    fc.uint8Array(),
    fc.array(pieces).map((parts) => Buffer.from(parts.join(""))),
  );
  fc.assert(
    fc.property(bytes, fc.constantFrom(header, tntHeader), (body, columns) => {
      let last = 1;
      for (const row of readBytes(body, columns)) {
        expect(row.line).toBeGreaterThan(last);
        last = row.line;
        expect(row.id.isWellFormed() && !row.id.includes("\0")).toBe(true);
        if (!row.result.ok) continue;
        for (const [name, value] of row.result.value.change) {
          expect(columns.columns).toContain(name);
          expect(value).not.toBe("");
          expect(value.isWellFormed() && !value.includes("\0")).toBe(true);
        }
      }
    }),
    { numRuns: 500 },
  );
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BATCH_BYTES_MAX, BATCH_ROWS_MAX } from "./batch.ts";
import { BatchIntake, CHUNK_ROWS_MAX, ROW_BYTES_MAX } from "./batch-intake.ts";
import type { BatchRow } from "./batch-rows.ts";
import { type BatchReading, readBatch, splitBytes } from "./testing-batch.ts";

const read = (body: string): BatchReading => readBatch([Buffer.from(body)]);
const readLatin1 = (body: string): BatchReading => readBatch([Buffer.from(body, "latin1")]);

/** Line, id and values or fault of every row; the refusal of a batch that was refused. */
function summarize(reading: BatchReading): unknown {
  return reading.ok ? reading.rows.map(summarizeRow) : reading.refusal;
}

const summarizeRow = ({ line, id, result }: BatchRow): unknown => [
  line,
  result.ok ? result.value.key : id,
  result.ok ? Object.fromEntries(result.value.change) : result.refusal.code,
];

/** What must not depend on how the bytes were split: everything but where chunks end. */
function toComparable(reading: BatchReading): unknown {
  if (!reading.ok) return reading;
  const { header, warnings, summary } = reading;
  return { header, warnings, summary, rows: reading.rows.map((row) => [row.line, row.id, row.result]) };
}

describe("a plain file", () => {
  test("of the contract is read row by row", () => {
    const body = [
      "batch=thirdPartyId,tier,city,note",
      "crm-1001,gold,S%C3%A3o%20Paulo,a%2Cb",
      "crm-1002,,Lyon,",
      "crm-1003,silver",
      "crm/1004,bronze",
      "",
    ].join("\n");
    expect(summarize(read(body))).toEqual([
      [2, "tp:crm-1001", { tier: "gold", city: "São Paulo", note: "a,b" }],
      [3, "tp:crm-1002", { city: "Lyon" }],
      [4, "tp:crm-1003", { tier: "silver" }],
      [5, "crm/1004", "invalid-id"],
    ]);
  });

  test("of the old manual has blanks after its commas and repeats an id (U-15, U-16)", () => {
    expect(summarize(read("batch=pcId, param1, param2\n123, value1\n123, , value2\n"))).toEqual([
      [2, "pc:123", { param1: "value1" }],
      [3, "pc:123", { param2: "value2" }],
    ]);
  });

  test.each([
    ["LF", "batch=pcId,a\n1,x\n2,y\n"],
    ["CRLF", "batch=pcId,a\r\n1,x\r\n2,y\r\n"],
    ["no line end at the end", "batch=pcId,a\n1,x\n2,y"],
    ["a byte order mark", "\ufeffbatch=pcId,a\n1,x\n2,y\n"],
  ])("with %s gives the same rows (U-14, U-15)", (_, body) => {
    expect(summarize(read(body))).toEqual([
      [2, "pc:1", { a: "x" }],
      [3, "pc:2", { a: "y" }],
    ]);
  });

  test("keeps the numbers of lines that follow blank ones, which are no rows (U-16)", () => {
    const reading = read("batch=pcId,a\n\n \t\r\n1,x\n\n\n2,y\n\n");
    expect(summarize(reading)).toEqual([
      [4, "pc:1", { a: "x" }],
      [7, "pc:2", { a: "y" }],
    ]);
    expect(reading.ok && reading.summary.rows).toBe(2);
  });

  test("may have no attribute column at all", () => {
    expect(summarize(read("batch=pcId\n1\n2\n"))).toEqual([
      [2, "pc:1", {}],
      [3, "pc:2", {}],
    ]);
  });

  test("with %0A in a cell is not taken for an encoded field (U-14)", () => {
    expect(summarize(read("batch=pcId,a%0Ab\n1,x%0Ay\n"))).toEqual([[2, "pc:1", { "a\nb": "x\ny" }]]);
  });

  test("counts the bytes as sent", () => {
    const reading = read("\ufeffbatch=pcId,a\n1,é\n");
    expect(reading.ok && reading.summary).toEqual({ rows: 1, bytes: 21 });
  });

  test("with a raw column name that is not UTF-8 ignores that column alone, with a warning", () => {
    const reading = readLatin1("batch=pcId,na\xefve,\xc3\xa9,b\n1,x,y,z\n");
    expect(reading.ok && reading.header.columns).toEqual([null, "é", "b"]);
    expect(reading.ok && reading.warnings.map((warning) => warning.code)).toEqual(["invalid-name"]);
    expect(summarize(reading)).toEqual([[2, "pc:1", { é: "y", b: "z" }]]);
  });
});

describe("one encoded form field (U-14)", () => {
  const file = "batch=thirdPartyId,tier,note\ncrm-1,gold,a%2Cb 1+1\r\ncrm-2,,서울%20%C3%A9\n\ncrm/3\n";
  const field = `batch=${encodeURIComponent(file.slice("batch=".length))}`;

  test("decoded once is the plain file", () => {
    expect(summarize(read(field))).toEqual([
      [2, "tp:crm-1", { tier: "gold", note: "a,b 1 1" }],
      [3, "tp:crm-2", { note: "서울 é" }],
      [5, "crm/3", "invalid-id"],
    ]);
    expect(summarize(read(field))).toEqual(summarize(read(file)));
  });

  test.each([
    ["as URLSearchParams encodes it", new URLSearchParams({ batch: file.slice(6) }).toString()],
    ["in small letters", field.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())],
    ["with a byte order mark before it", `\ufeff${field}`],
    ["with a line end after it", `${field}\n`],
    ["with CRLF after it", `${field}\r\n`],
    ["with another field after it", `${field}&token=1`],
  ])("%s gives the same rows", (_, body) => {
    expect(summarize(read(body))).toEqual(summarize(read(file)));
  });

  test("without attribute columns is known by its first line break", () => {
    expect(summarize(read("batch=pcId%0A1%0A2"))).toEqual([
      [2, "pc:1", {}],
      [3, "pc:2", {}],
    ]);
    expect(summarize(read("batch=pcId%0D%0A1"))).toEqual([[2, "pc:1", {}]]);
  });

  test.each([
    ["a raw comma", "batch=pcId%2Ca%0A1,x"],
    ["a raw line break between rows", "batch=pcId%2Ca\n1%2Cx\n"],
    ["an encoded first column that is none", "batch=tier%2CpcId%0Agold%2C1"],
    ["everything encoded twice", "batch=pcId%252Ca%250A1%252Cx"],
  ])("that holds %s is refused", (_, body) => {
    expect(summarize(read(body))).toBe("first-column");
  });

  test("that is decoded in any pieces equals the plain file", () => {
    const cell = fc.string({ unit: fc.constantFrom("a", "é", "+", "%", " ", "&", "=", "2", "C", "\t", '"') });
    const rows = fc.array(fc.tuple(fc.constantFrom("1", "2", "a/b", ""), cell, cell), { minLength: 1 });
    fc.assert(
      fc.property(rows, fc.array(fc.nat()), fc.boolean(), (cells, cuts, plusForBlank) => {
        const text = `pcId,a,b\n${cells.map((row) => row.join(",")).join("\n")}`;
        const encoded = plusForBlank
          ? new URLSearchParams({ batch: text }).toString()
          : `batch=${encodeURIComponent(text)}`;
        const plain = readBatch([Buffer.from(`batch=${text}`)]);
        const decoded = readBatch(splitBytes(Buffer.from(encoded), cuts));
        expect(summarize(decoded)).toEqual(summarize(plain));
      }),
    );
  });
});

describe("refusals (U-28)", () => {
  test.each([
    ["nothing", ""],
    ["a byte order mark alone", "\ufeff"],
    ["a part of the prefix", "batc"],
    ["the prefix alone", "batch="],
    ["no prefix", "thirdPartyId,tier\ncrm-1,gold\n"],
    ["the prefix in capitals", "BATCH=pcId,a\n1,x\n"],
    ["a blank before the prefix", " batch=pcId,a\n1,x\n"],
    ["an encoded prefix", "batch%3DpcId%2Ca%0A1%2Cx"],
    ["another field first", "a=b&batch=pcId%2Ca%0A1%2Cx"],
    ["JSON", '{"batch":"pcId,a\\n1,x"}'],
    ["a header alone", "batch=pcId,a"],
    ["a header and its line end", "batch=pcId,a\n"],
    ["a header and blank lines", "batch=pcId,a\n\n \t\r\n\n"],
    ["a blank header row", "batch=\npcId,a\n1,x\n"],
    ["an encoded header alone", "batch=pcId%2Ca%0A"],
  ])("%s is an empty batch", (_, body) => {
    expect(summarize(read(body))).toBe("batch-empty");
  });

  test.each([
    ["another first column", "batch=tier,pcId\ngold,1\n"],
    ["another spelling", "batch=mbox3rdPartyId,tier\ncrm-1,gold\n"],
    ["a second byte order mark", "batch=\ufeffpcId,a\n1,x\n"],
    ["line feeds that were stripped on the way", "batch=thirdPartyIdcrm-1crm-2"],
  ])("%s is refused", (_, body) => {
    expect(summarize(read(body))).toBe("first-column");
  });

  test("a file whose line feeds were stripped holds a header alone when it has columns", () => {
    expect(summarize(read("batch=thirdPartyId,tiercrm-1,goldcrm-2,silver"))).toBe("batch-empty");
  });

  test("are known before the end of the body", () => {
    const intake = new BatchIntake();
    expect(intake.refusal).toBeNull();
    expect(intake.push(Buffer.from("batch=tier,pcId\ngold,1\n".padEnd(24)))).toEqual([]);
    expect(intake.refusal).toBe("first-column");
    expect(intake.header).toBeNull();
    expect(intake.push(Buffer.from("batch=pcId,a\n1,x\n"))).toEqual([]);
    expect(intake.finish()).toEqual({ ok: false, refusal: "first-column" });
  });

  test("give way to the size: a body that is also too large is told so", () => {
    const intake = new BatchIntake();
    intake.push(Buffer.alloc(BATCH_BYTES_MAX, "x"));
    expect(intake.refusal).toBe("batch-empty");
    intake.push(Buffer.alloc(1));
    expect(intake.finish()).toEqual({ ok: false, refusal: "too-many-bytes" });
  });
});

describe("limits", () => {
  /** A body of exactly so many bytes, in pieces of 64 KiB, whose last row is one byte shorter or longer. */
  function* bodyOf(bytes: number): Generator<Uint8Array> {
    const head = Buffer.from("batch=pcId,a\n");
    yield head;
    const row = Buffer.from(`1,${"x".repeat(1021)}\n`);
    const piece = Buffer.concat(Array.from({ length: 64 }, () => row));
    let left = bytes - head.length;
    for (; left >= piece.length; left -= piece.length) yield piece;
    yield Buffer.alloc(left, "y");
  }

  test("52,428,799 bytes pass, 52,428,800 do not (U-28)", () => {
    const passing = readBatchLightly(bodyOf(52_428_799));
    expect(passing).toMatchObject({ ok: true, summary: { bytes: 52_428_799 } });
    expect(readBatchLightly(bodyOf(52_428_800))).toEqual({ ok: false, refusal: "too-many-bytes" });
  });

  test.each([
    ["and a line end", "1\n", ""],
    ["and none at the end", "1\n", "\n"],
    ["and blank lines between", "1\n\n", ""],
  ])("500,000 rows pass, 500,001 do not: %s (U-28)", (_, row, cut) => {
    const body = (rows: number) => {
      const text = `batch=pcId\n${row.repeat(rows)}`;
      return [Buffer.from(cut === "" ? text : text.slice(0, -cut.length))];
    };
    expect(readBatchLightly(body(BATCH_ROWS_MAX))).toMatchObject({ ok: true, summary: { rows: BATCH_ROWS_MAX } });
    expect(readBatchLightly(body(BATCH_ROWS_MAX + 1))).toEqual({ ok: false, refusal: "too-many-rows" });
  });

  test("a header of 1,048,576 bytes passes, one more does not, in one piece or many", () => {
    const start = "batch=pcId,";
    const header = (bytes: number) => Buffer.from(`${start}${"x".repeat(bytes - start.length + 6)}\n1,x\n`);
    const pieces = (body: Buffer) => splitBytes(body, [7, 100_000, 1_000_000, body.length - 5]);
    for (const split of [(body: Buffer) => [body], pieces]) {
      expect(readBatch(split(header(ROW_BYTES_MAX)))).toMatchObject({ ok: true, summary: { rows: 1 } });
      expect(readBatch(split(header(ROW_BYTES_MAX + 1)))).toEqual({ ok: false, refusal: "header-too-long" });
    }
  });

  test("a header without end is refused before it is held", () => {
    const intake = new BatchIntake();
    intake.push(Buffer.from("batch=pcId,"));
    for (let pushed = 0; pushed <= ROW_BYTES_MAX; pushed += 65_536) intake.push(Buffer.alloc(65_536, "x"));
    expect(intake.refusal).toBe("header-too-long");
  });

  test("the time of a header that arrives byte by byte does not grow with the square of its length: a long one ends", () => {
    const intake = new BatchIntake();
    const body = Buffer.from(`batch=pcId,${"x,".repeat(200_000)}\n`);
    for (const byte of body) intake.push(Uint8Array.of(byte));
    expect(intake.header?.header.columns).toHaveLength(200_001);
  }, 10_000);

  test.each([
    ["in one piece", []],
    ["in pieces", [100, 600_000, ROW_BYTES_MAX + 30, ROW_BYTES_MAX * 2]],
  ])("a row of 1,048,576 bytes is read, a longer one fails alone and is not kept whole: %s", (_, cuts) => {
    const rows = [
      `1,${"x".repeat(ROW_BYTES_MAX - 2)}`,
      `2,${"x".repeat(ROW_BYTES_MAX - 1)}`,
      `3,${"é".repeat(3_000_000)}`,
    ];
    const reading = readBatch(splitBytes(Buffer.from(`batch=pcId,user.a\n${rows.join("\n")}\n4\n`), cuts));
    expect(summarize(reading)).toEqual([
      [2, "pc:1", {}],
      [3, "2", "row-too-long"],
      [4, "3", "row-too-long"],
      [5, "pc:4", {}],
    ]);
    const kept = reading.ok ? reading.chunks.reduce((bytes, chunk) => bytes + chunk.bytes.length, 0) : 0;
    expect(kept).toBeLessThan(3 * (ROW_BYTES_MAX + 3));
  });
});

describe("chunks", () => {
  test("hold a bounded number of rows, whole ones, numbered in order", () => {
    const reading = read(`batch=pcId,a\n${"1,x\n".repeat(CHUNK_ROWS_MAX * 2 + 1)}`);
    expect(
      reading.ok && reading.chunks.map(({ position, firstLine, rowCount }) => [position, firstLine, rowCount]),
    ).toEqual([
      [0, 2, CHUNK_ROWS_MAX],
      [1, CHUNK_ROWS_MAX + 2, CHUNK_ROWS_MAX],
      [2, CHUNK_ROWS_MAX * 2 + 2, 1],
    ]);
  });

  test("end with the row that takes them to one mebibyte, so that they stay under two and a row", () => {
    const rows = ["x".repeat(1_048_575), "y".repeat(ROW_BYTES_MAX - 2), "z"].map((value, id) => `${id},${value}\n`);
    const reading = read(`batch=pcId,a\n0\n${rows.join("")}`);
    expect(reading.ok && reading.chunks.map(({ firstLine, rowCount }) => [firstLine, rowCount])).toEqual([
      [2, 2],
      [4, 1],
      [5, 1],
    ]);
  });

  test("of blank lines alone are left out, and memory stays bounded whatever the body is", () => {
    const piece = Buffer.alloc(65_536, "\n");
    const intake = new BatchIntake();
    intake.push(Buffer.from("batch=pcId\n1\n"));
    let chunks = 0;
    for (let pushed = 0; pushed < 5_000_000; pushed += piece.length) chunks += intake.push(piece).length;
    expect(chunks).toBe(1);
    intake.push(Buffer.from("2\n"));
    const finished = intake.finish();
    const lines = 2 + 1 + 1 + Math.ceil(5_000_000 / 65_536) * 65_536;
    expect(finished.ok && finished.value.chunks).toMatchObject([{ position: 1, rowCount: 1 }]);
    const last = finished.ok ? finished.value.chunks[0] : undefined;
    expect((last?.firstLine ?? 0) + countLineFeeds(last?.bytes) - 1).toBe(lines);
  });

  test("end early where long names would make more than 4 MB of JSON of them, and no row is lost", () => {
    const names = Array.from({ length: 300 }, (_, column) => `${"n".repeat(97)}${String(column).padStart(3, "0")}`);
    const rows = Array.from({ length: 400 }, (_, at) => `crm-${at}${",x".repeat(300)}`);
    const reading = read(`batch=thirdPartyId,${names.join(",")}\n${rows.join("\n")}`);
    if (!reading.ok) throw new Error(reading.refusal);
    expect(reading.chunks.map(({ rowCount }) => rowCount)).toEqual([110, 110, 110, 70]);
    expect(reading.rows.map(({ id }) => id)).toEqual(rows.map((row) => row.split(",", 1)[0]));
  });

  test("are small and few at a time, whatever the pieces and the rows are", () => {
    const intake = new BatchIntake();
    intake.push(Buffer.from("batch=pcId,a\n"));
    const piece = Buffer.from(`1,${"x".repeat(3_000_000)}\n2,y\n${"\n".repeat(2_000_000)}`);
    for (let turn = 0; turn < 5; turn++) {
      const chunks = intake.push(piece);
      expect(chunks.length).toBeLessThanOrEqual(4);
      for (const chunk of chunks) {
        expect(chunk.bytes.length).toBeLessThanOrEqual(2 * ROW_BYTES_MAX + 2);
        expect(chunk.bytes.buffer.byteLength).toBeLessThanOrEqual(8 * ROW_BYTES_MAX);
      }
    }
  });
});

describe("any bytes", () => {
  const pieces = fc.constantFrom(
    "a",
    ",",
    "\n",
    "\r\n",
    "%2C",
    "%0A",
    "%0a",
    "%",
    "%FF",
    "+",
    "&",
    " ",
    "\t",
    "é",
    "\0",
    "pcId",
    "thirdPartyId",
    "batch=",
    "\ufeff",
    "null",
    '""',
    "user.x",
    "profile.",
    "\xff",
  );
  const start = fc.constantFrom(
    "",
    "\ufeff",
    "batch=",
    "batch=pcId,",
    "batch=pcId\n",
    "batch=pcId,a,b\n",
    "batch=pcId%2Ca%0A",
    "batch=thirdPartyId%2",
    "batch=thirdPartyId,tier\r\n",
  );
  const body = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc
      .tuple(start, fc.array(pieces, { maxLength: 40 }), fc.boolean())
      .map(([head, tail, isLatin1]) => Buffer.from(head + tail.join(""), isLatin1 ? "latin1" : "utf8")),
  );

  test("split anywhere give what one piece gives", () => {
    fc.assert(
      fc.property(body, fc.array(fc.nat(), { maxLength: 30 }), (bytes, cuts) => {
        expect(toComparable(readBatch(splitBytes(bytes, cuts)))).toEqual(toComparable(readBatch([bytes])));
      }),
      { numRuns: 2000 },
    );
  });

  test("one by one give what one piece gives", () => {
    fc.assert(
      fc.property(body, (bytes) => {
        const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
        expect(toComparable(readBatch(single))).toEqual(toComparable(readBatch([bytes])));
      }),
      { numRuns: 1000 },
    );
  });

  test("give as many rows as the intake counted, in each chunk and in all", () => {
    fc.assert(
      fc.property(body, (bytes) => {
        const reading = readBatch([bytes]);
        if (!reading.ok) return;
        expect(reading.summary).toEqual({ rows: reading.rows.length, bytes: bytes.length });
        expect(reading.rows.length).toBeGreaterThan(0);
        expect(reading.chunks.reduce((count, chunk) => count + chunk.rowCount, 0)).toBe(reading.rows.length);
      }),
      { numRuns: 2000 },
    );
  });

  test("do not change the pieces that were pushed, and chunks stay as they were returned", () => {
    const row = Buffer.from("1,x\n");
    const piece = Buffer.concat([Buffer.from("batch=pcId,a\n"), ...Array.from({ length: CHUNK_ROWS_MAX }, () => row)]);
    const before = Buffer.from(piece);
    const intake = new BatchIntake();
    const [chunk] = intake.push(piece);
    expect(piece.equals(before)).toBe(true);
    piece.fill(0);
    intake.push(Buffer.from("2,y\n"));
    expect(Buffer.from(chunk?.bytes ?? []).equals(before.subarray("batch=pcId,a\n".length))).toBe(true);
  });
});

test("ASCII files are read as a parser reads them that splits the whole text", () => {
  const cell = fc.string({
    unit: fc.constantFrom("x", "y", " ", "\t", '"', "%20", "%2C", "+", "%", "1", ".1_1"),
    maxLength: 6,
  });
  const row = fc.array(cell, { maxLength: 5 }).map((cells) => cells.join(","));
  const lineEnd = fc.constantFrom("\n", "\r\n");
  fc.assert(
    fc.property(fc.array(row, { minLength: 1 }), lineEnd, fc.boolean(), (rows, end, endsLast) => {
      const text = `batch=pcId,a,b,c${end}${rows.join(end)}${endsLast ? end : ""}`;
      const expected = parseSimply(text);
      expect(summarize(read(text))).toEqual(expected.length === 0 ? "batch-empty" : expected);
    }),
    { numRuns: 500 },
  );
});

/** The rules of the file once more, for ASCII text with a fixed header, without chunks and bytes. */
function parseSimply(text: string): unknown[] {
  const [, ...lines] = text.split(/\r?\n/);
  const trim = (cell: string) => cell.replace(/^[ \t\r]+|[ \t\r]+$/g, "");
  const decode = (cell: string) =>
    cell.replaceAll("+", " ").replace(/%([0-9a-f]{2})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
  return lines.flatMap((line, index) => {
    if (trim(line) === "") return [];
    const [id = "", ...cells] = line.split(",").map(trim);
    const bare = decode(id).replace(/\.\d+_\d+$/, "");
    const at = index + 2;
    if (id === "") return [[at, "", "missing-id"]];
    if (bare === "") return [[at, decode(id), "invalid-id"]];
    if (cells.length > 3) return [[at, decode(id), "too-many-cells"]];
    const values = cells.map((cell, column) => [["a", "b", "c"][column], cell] as const);
    const filled = values.filter(([, cell]) => cell !== "" && cell !== '""');
    return [[at, `pc:${bare}`, Object.fromEntries(filled.map(([name, cell]) => [name, decode(cell)]))]];
  });
}

/** Like `readBatch` for large bodies: forgets chunks at once. */
function readBatchLightly(pieces: Iterable<Uint8Array>) {
  const intake = new BatchIntake();
  for (const piece of pieces) intake.push(piece);
  const finished = intake.finish();
  return finished.ok ? { ok: true, summary: finished.value.summary } : finished;
}

function countLineFeeds(bytes: Uint8Array = new Uint8Array()): number {
  return bytes.reduce((count, byte) => count + (byte === 0x0a ? 1 : 0), 0);
}

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BatchHeader } from "./batch-header.ts";
import { failedRowsFile, headerLine, type ReportedRow, rowsCsv, rowTexts } from "./batch-report.ts";
import { toRowText } from "./row-text.ts";
import { readBatch } from "./testing-batch.ts";

const makeRow = (overrides: Partial<ReportedRow> = {}): ReportedRow => ({
  line: 2,
  outcome: "failed",
  code: "invalid-id",
  profileId: "crm/1",
  detail: "no slash",
  row: "crm/1,gold",
  ...overrides,
});

async function* stream(rows: readonly ReportedRow[]) {
  yield* rows;
}

async function join(pieces: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const piece of pieces) text += piece;
  return text;
}

/** What the reader of a batch makes of a body: ids, and changes or faults. */
function readingOf(body: Uint8Array | string) {
  const reading = readBatch([Buffer.from(body)]);
  if (!reading.ok) throw new Error(reading.refusal);
  const rows = reading.rows.map(({ id, result }) => [
    id,
    result.ok ? [result.value.key, ...result.value.change] : result.refusal.code,
  ]);
  return { columns: reading.header.columns, rows };
}

/** The file of failed rows as it is made of a batch in which every row fails. */
async function reportOf(body: Uint8Array | string): Promise<string> {
  const reading = readBatch([Buffer.from(body)]);
  if (!reading.ok) throw new Error(reading.refusal);
  const rows = reading.chunks.flatMap((chunk) => {
    const texts = rowTexts(chunk, new Set(reading.rows.map(({ line }) => line)));
    return [...texts].map(([line, row]) => makeRow({ line, row }));
  });
  return join(failedRowsFile(reading.header, stream(rows)));
}

describe("a file of failed rows", () => {
  test("holds the header and the rows as they were sent", async () => {
    const sent = 'batch=thirdPartyId,tier,"x",user.y,a%2Cb\ncrm/1,gold,,%C3%A9\ncrm+2, silver\r\n서울,é\n';
    expect(await reportOf(sent)).toBe(sent);
  });

  test("can be stored and sent again, whatever was in it: the same ids, and the same changes where there were any", async () => {
    const cell = fc.oneof(
      fc.constantFrom(
        "",
        "crm-1",
        "crm/2",
        "a+b",
        "%",
        "%4",
        "%FF",
        "%00",
        "\0",
        " x ",
        "\r",
        "é",
        "서울",
        "\u{1f980}",
      ),
      fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 0x0a))),
    );
    const row = fc.array(cell, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 5 }), async (rows) => {
        const lines = rows.map((cells) =>
          Buffer.concat(cells.flatMap((part, index) => [Buffer.from(index === 0 ? "" : ","), Buffer.from(part)])),
        );
        const head = Buffer.from("batch=thirdPartyId,\xe9,b%00\n", "latin1");
        const body = Buffer.concat([head, ...lines.flatMap((line) => [line, Buffer.from("\n")]), Buffer.from("z\n")]);
        const again = await reportOf(body);
        expect(Buffer.from(again).includes(0)).toBe(false);
        const [before, after] = [readingOf(body), readingOf(again)];
        expect(after.columns).toEqual(before.columns);
        expect(after.rows.map(([id]) => id)).toEqual(before.rows.map(([id]) => id));
        before.rows.forEach((row, index) => {
          if (typeof row[1] !== "string") expect(after.rows[index]).toEqual(row);
        });
      }),
    );
  });

  test("leaves out rows of which no text is kept", async () => {
    const header: BatchHeader = { idKind: "tntId", columns: [], line: "pcId" };
    const rows = [makeRow({ row: null }), makeRow({ row: "x" })];
    expect(await join(failedRowsFile(header, stream(rows)))).toBe("batch=pcId\nx\n");
  });

  test("of an older batch has its columns under their names again", () => {
    expect(headerLine({ idKind: "tntId", columns: ["a,b", null, "é"] })).toBe("pcId,a%2Cb,,%C3%A9");
  });
});

describe("text of a row", () => {
  test.each([
    ["plain,é,서울,🦀", "plain,é,서울,🦀"],
    [Uint8Array.of(0x61, 0xff, 0xc3, 0x28), "a%FF%C3("],
    [Uint8Array.of(0xed, 0xa0, 0x80), "%ED%A0%80"],
    [Uint8Array.of(0xc0, 0xaf, 0xf5, 0x80), "%C0%AF%F5%80"],
    [Uint8Array.of(0, 0xe2, 0x82, 0xac, 0xe2, 0x82), "%00€%E2%82"],
  ])("%j can be stored: %s", (bytes, text) => {
    expect(toRowText(Buffer.from(bytes))).toBe(text);
  });

  test("is not kept for a row over the limit, which was cut", () => {
    const chunk = { bytes: Buffer.from(`a\n${"x".repeat(1_048_577)}\nb\n`), firstLine: 2 };
    expect([...rowTexts(chunk, new Set([3, 4]))]).toEqual([[4, "b"]]);
  });
});

describe("the CSV", () => {
  test("follows RFC 4180", async () => {
    const rows = [makeRow({ detail: 'a "b", c', row: "x\ry" }), makeRow({ line: 3, row: null })];
    expect(await join(rowsCsv(stream(rows)))).toBe(
      'line,id,code,detail,row\r\n2,crm/1,invalid-id,"a ""b"", c","x\ry"\r\n3,crm/1,invalid-id,no slash,\r\n',
    );
  });

  test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "\rx"])(
    "holds no cell that a spreadsheet would run: %j",
    async (id) => {
      const [, line = ""] = (await join(rowsCsv(stream([makeRow({ profileId: id, row: "x" })])))).split("\r\n");
      expect(line).toMatch(/^2,"?'/);
    },
  );
});

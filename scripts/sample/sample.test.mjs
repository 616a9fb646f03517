import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { BATCH_BYTES_MAX } from "@silhouette/core/batch";
import { readBatch } from "@silhouette/core/testing-batch";
import { describe, expect, test } from "vitest";
import { readOptions } from "./sample-options.mjs";
import { SAMPLE_ROWS_MAX, sampleFile, sampleRow } from "./sample-rows.mjs";

const program = fileURLToPath(new URL("../sample.mjs", import.meta.url));
/** @param {readonly string[]} args */
const run = (...args) => promisify(execFile)(process.execPath, [program, ...args], { maxBuffer: 64 * 1024 * 1024 });
/** @param {Parameters<typeof sampleFile>[0]} options */
const write = (options) => [...sampleFile(options)].join("");

describe("a row", () => {
  test("is the same for the same index and seed, and another for another", () => {
    expect([1, 2, 3].map((index) => sampleRow(index, 1))).toMatchInlineSnapshot(`
      [
        "crm-0000001,basic,%E4%BA%AC%E9%83%BD,futebol,29,2025-04-28",
        "crm-0000002,bronze,Bras%C3%ADlia,futebol,284,2025-11-28",
        "crm-0000003,basic,%C4%B0zmir,coffee%20%E2%98%95,17,2025-10-07",
      ]
    `);
    expect(sampleRow(1, 2)).not.toBe(sampleRow(1, 1));
    expect(sampleRow(1, 1, "pcId")).toBe(sampleRow(1, 1).replace(/^crm/, "tnt"));
  });

  test("is plain ASCII of 100 bytes at most, with a tier, whatever the index and the seed are", () => {
    for (const seed of [0, 1, 2 ** 32 - 1]) {
      for (let index = 0; index < 20_000; index++) {
        expect(sampleRow(index, seed)).toMatch(/^crm-\d{7},(?:gold|silver|bronze|basic)(?:,[!-~]*)?$/);
        expect(sampleRow(index, seed).length).toBeLessThanOrEqual(100);
      }
    }
  });
});

describe("a file", () => {
  const rows = 20_000;
  const text = write({ rows });

  test("is read by the service without a failed row or a warning", () => {
    const reading = readBatch([Buffer.from(text)]);
    if (!reading.ok) throw new Error(reading.refusal);
    expect(reading.warnings).toEqual([]);
    expect(reading.rows.filter((row) => !row.result.ok)).toEqual([]);
    expect(new Set(reading.rows.map((row) => row.id)).size).toBe(rows);
    expect([reading.rows[0]?.id, reading.rows.at(-1)?.id]).toEqual(["crm-0000001", "crm-0020000"]);
  });

  test("holds what real files hold: other scripts, emoji, commas, percent signs, empty cells and short rows", () => {
    const decoded = decodeURIComponent(text.replaceAll("%25", "%2525"));
    for (const part of ["서울", "Göteborg", "São Paulo", "東京", "دبي", "🎿", "커피, 차"])
      expect(decoded).toContain(part);
    expect(text).toContain("%2C%20");
    expect(text).toContain("50%25%20off");
    expect(text).toMatch(/,,/);
    expect(text).toMatch(/^crm-\d{7},\w+$/m);
  });

  test("of 500,000 rows has 30 to 50 MB, always under the limit", () => {
    let bytes = 0;
    let rowsWritten = -1;
    for (const piece of sampleFile({ rows: SAMPLE_ROWS_MAX })) {
      bytes += piece.length;
      rowsWritten += piece.split("\n").length - 1;
    }
    expect(rowsWritten).toBe(SAMPLE_ROWS_MAX);
    expect(bytes).toBeGreaterThan(30_000_000);
    expect(bytes).toBeLessThan(50_000_000);
    expect(101 * SAMPLE_ROWS_MAX + 1000).toBeLessThan(BATCH_BYTES_MAX);
  });

  test("continues another one", () => {
    const [head, ...lines] = write({ rows: 20 }).split("\n");
    expect(write({ rows: 10, start: 11 })).toBe([head, ...lines.slice(10)].join("\n"));
  });
});

describe("the command", () => {
  test("writes the same file each time", async () => {
    const { stdout } = await run("--rows", "5000", "--seed", "7", "--start", "3", "--id", "pcId");
    expect(stdout).toBe(write({ rows: 5000, seed: 7, start: 3, idColumn: "pcId" }));
  });

  test("ends quietly when its reader has seen enough", async () => {
    const child = spawn(process.execPath, [program, "--rows", "500000"], { stdio: ["ignore", "pipe", "pipe"] });
    let complaint = "";
    child.stderr.on("data", (piece) => {
      complaint += piece;
    });
    const closed = once(child, "close");
    await once(child.stdout, "data");
    child.stdout.destroy();
    expect([(await closed)[0], complaint]).toEqual([0, ""]);
  });

  test("explains itself", async () => {
    expect((await run("--help")).stdout).toContain("--rows");
  });

  test.each([
    [["--rows", "0"], "--rows must be"],
    [["--rows", "500001"], "--rows must be"],
    [["--rows", "many"], "--rows must be"],
    [["--seed", "-1"], "--seed"],
    [["--id", "ecid"], "--id must be"],
    [["--columns", "3"], "--columns"],
    [["surplus"], "surplus"],
  ])("refuses %j in words", async (args, words) => {
    expect(() => readOptions(args)).toThrow(words);
    await expect(run(...args)).rejects.toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining(words) });
  });
});

import { failedRowsFile, type ReportCursor, type ReportedRow } from "@silhouette/core/batch-report";
import type { BatchId, ClientId } from "@silhouette/core/ids";
import { readBatch } from "@silhouette/core/testing-batch";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { applyBatches } from "../src/apply-batches.ts";
import { createBatchReportStore } from "../src/batch-reports.ts";
import { createPool } from "../src/pool.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing.ts";
import { insertClient, submitBatch } from "./batch-fixture.ts";

const NOW = new Date("2026-03-02T09:15:27.411Z");
const log = { info: () => {}, warn: () => {}, error: () => {} };

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url, 4);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const newClient = () => insertClient(pool, NOW);

/** Submits a file and applies it. */
async function apply(clientId: ClientId, file: string | Uint8Array): Promise<BatchId> {
  const id = await submitBatch(pool, clientId, file, { now: NOW });
  await applyBatches(clientId, { pool, now: () => NOW, log, signal: new AbortController().signal });
  return id;
}

/** Every row of a report, in pages of a size. */
async function* pages(id: BatchId, limit: number, textBytesMax: number | null): AsyncGenerator<readonly ReportedRow[]> {
  let after: ReportCursor | null = null;
  for (;;) {
    const page = { outcome: "failed" as const, after, limit, textBytesMax };
    const rows: readonly ReportedRow[] = await createBatchReportStore(pool).listRows(id, page);
    if (rows.length === 0) return;
    yield rows;
    after = rows.at(-1) ?? null;
  }
}

async function collect<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const collected: Value[] = [];
  for await (const value of values) collected.push(value);
  return collected;
}

test("a failed row keeps its text, in whatever encoding it came, and the header its own", async () => {
  const clientId = await newClient();
  const large = "x".repeat(70_000);
  const sent = Buffer.concat([
    Buffer.from(`batch= thirdPartyId , tier,user.x,\0\r\ncrm-1,gold\ncrm/2,gold\r\ncrm-3,a\0b\ncrm-4,${large}\n`),
    Buffer.from("crm-5,\xe9\n", "latin1"),
  ]);
  const id = await apply(clientId, sent);
  const report = await createBatchReportStore(pool).find(clientId, id);
  expect(report).toMatchObject({
    state: "complete",
    header: { line: "thirdPartyId,tier,user.x,%00" },
    progressedAt: NOW,
  });
  const rows = (await collect(pages(id, 100, 1e6))).flat();
  expect(rows.map(({ line, profileId, code, row }) => [line, profileId, code, row])).toEqual([
    [3, "crm/2", "invalid-id", "crm/2,gold\r"],
    [4, "crm-3", "bad-character", "crm-3,a%00b"],
    [5, "crm-4", "profile-too-large", `crm-4,${large}`],
    [6, "crm-5", "bad-encoding", "crm-5,%E9"],
  ]);
});

test("a row that would make its stored profile too large keeps its text as well", async () => {
  const clientId = await newClient();
  await apply(clientId, `batch=thirdPartyId,a\ncrm-1,${"x".repeat(40_000)}`);
  const row = `crm-1,${"y".repeat(40_000)}`;
  const id = await apply(clientId, `batch=thirdPartyId,b\n${row}`);
  expect((await collect(pages(id, 1, 1e6))).flat()[0]?.row).toBe(row);
});

test("corrected rows can be sent again", async () => {
  const clientId = await newClient();
  const id = await apply(clientId, "batch=thirdPartyId,tier,city\ncrm-1,gold\ncrm/2,silver,Lyon\n,x\n");
  const report = await createBatchReportStore(pool).find(clientId, id);
  if (report === null) throw new Error("the batch is there");
  async function* rows() {
    for await (const page of pages(id, 1, 1e6)) yield* page;
  }
  const file = (await collect(failedRowsFile(report.header, rows()))).join("");
  expect(file).toBe("batch=thirdPartyId,tier,city\ncrm/2,silver,Lyon\n,x\n");
  const again = readBatch([Buffer.from(file.replace("crm/2", "crm-2"))]);
  expect(again.ok && again.rows.map(({ id, result }) => [id, result.ok])).toEqual([
    ["crm-2", true],
    ["", false],
  ]);
});

test("pages end by rows or by bytes, go on where the last one ended, and may leave texts out", async () => {
  const clientId = await newClient();
  const rows = Array.from({ length: 7 }, (_, index) => `crm/${index},${"x".repeat(1000)}`);
  const id = await apply(clientId, `batch=thirdPartyId,profile.a,user.b\n${rows.join("\n")}`);
  const sizes = async (limit: number, bytes: number | null) =>
    (await collect(pages(id, limit, bytes))).map((page) => page.length);
  expect(await sizes(3, 1e6)).toEqual([3, 3, 1]);
  expect(await sizes(100, 2500)).toEqual([3, 3, 1]);
  expect(await sizes(100, 1)).toEqual([1, 1, 1, 1, 1, 1, 1]);
  expect(await sizes(100, null)).toEqual([7]);
  expect((await collect(pages(id, 100, null))).flat().map(({ row }) => row)).toEqual(rows.map(() => null));
  const list = (outcome: "warned" | null, after: ReportCursor | null) =>
    createBatchReportStore(pool).listRows(id, { outcome, after, limit: 2, textBytesMax: null });
  expect((await list("warned", null)).map(({ code }) => code)).toEqual(["prefixed-column", "reserved-name"]);
  expect((await list(null, { line: 1, code: "prefixed-column" })).map(({ line, code }) => [line, code])).toEqual([
    [1, "reserved-name"],
    [2, "invalid-id"],
  ]);
});

test("another client's batch is unknown", async () => {
  const [mine, theirs] = [await newClient(), await newClient()];
  const id = await apply(theirs, "batch=thirdPartyId\ncrm/1");
  expect(await createBatchReportStore(pool).find(mine, id)).toBeNull();
});

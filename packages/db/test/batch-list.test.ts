import type { BatchPlace } from "@silhouette/core/batch-list";
import type { BatchId } from "@silhouette/core/ids";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createBatchList } from "../src/batch-list.ts";
import { createPool } from "../src/pool.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing.ts";
import { insertClient, submitBatch } from "./batch-fixture.ts";

const NOW = new Date("2026-03-02T09:15:27.411Z");
const FILE = "batch=thirdPartyId,tier\ncrm-1,gold\n";

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

test("batches come newest first, page by page, and only the client's own", async () => {
  const clientId = await insertClient(pool, NOW);
  await submitBatch(pool, await insertClient(pool, NOW), FILE, { now: NOW });
  const submitted: BatchId[] = [];
  // Two of the same moment: the id decides, so that no page loses one.
  for (const seconds of [0, 1, 1, 2]) {
    submitted.push(await submitBatch(pool, clientId, FILE, { now: new Date(NOW.getTime() + seconds * 1000) }));
  }
  const listed: BatchId[] = [];
  let after: BatchPlace | null = null;
  for (let pages = 0; pages < 5; pages++) {
    const page: Awaited<ReturnType<ReturnType<typeof createBatchList>["list"]>> = await createBatchList(pool).list(
      clientId,
      { state: null, after, limit: 1 },
    );
    listed.push(...page.map(({ id }) => id));
    after = page.at(-1) ?? null;
    if (after === null) break;
  }
  const [first, second, third, last] = submitted;
  expect([listed[0], listed[3], new Set(listed), listed.length]).toEqual([last, first, new Set(submitted), 4]);
  expect(new Set(listed.slice(1, 3))).toEqual(new Set([second, third]));
});

test("a state chooses batches, and one that is being received is in no list", async () => {
  const clientId = await insertClient(pool, NOW);
  const stuck = await submitBatch(pool, clientId, FILE, { now: NOW });
  const queued = await submitBatch(pool, clientId, FILE, { now: NOW });
  const receiving = await submitBatch(pool, clientId, FILE, { now: NOW });
  await pool.query("UPDATE batch SET state = 'stuck' WHERE id = $1", [stuck]);
  await pool.query("UPDATE batch SET state = 'receiving' WHERE id = $1", [receiving]);
  const list = async (state: "stuck" | "queued" | "complete" | null) =>
    (await createBatchList(pool).list(clientId, { state, after: null, limit: 10 })).map(({ id }) => id);
  expect(await list("stuck")).toEqual([stuck]);
  expect(await list("queued")).toEqual([queued]);
  expect(await list("complete")).toEqual([]);
  expect(await list(null)).not.toContain(receiving);
});

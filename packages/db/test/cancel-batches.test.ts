import type { BatchId, ClientId } from "@silhouette/core/ids";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { applyBatches } from "../src/apply-batches.ts";
import { createBatchAdministration } from "../src/batch-administration.ts";
import { createBatchStore } from "../src/batches.ts";
import { createPool } from "../src/pool.ts";
import { createProfileStore } from "../src/profiles.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing.ts";
import { insertClient, submitBatch } from "./batch-fixture.ts";

const NOW = new Date("2026-03-02T09:15:27.411Z");
const silent = { info: () => {}, warn: () => {}, error: () => {} };

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url, 10);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const FILE = "batch=thirdPartyId,tier\ncrm-1,gold";
const newClient = () => insertClient(pool, NOW);
const submit = (clientId: ClientId, file = FILE) => submitBatch(pool, clientId, file, { now: NOW });
const cancel = (clientId: ClientId, id: BatchId) => createBatchAdministration(pool).cancel(clientId, id, NOW);
const find = (clientId: ClientId, id: BatchId) => createBatchStore(pool).find(clientId, id);
const apply = (clientId: ClientId) =>
  applyBatches(clientId, { pool, now: () => NOW, log: silent, signal: new AbortController().signal });
const chunksOf = async (id: BatchId) => {
  const { rows } = await pool.query("SELECT position FROM batch_chunk WHERE batch_id = $1", [id]);
  return rows.length;
};

test("a cancelled batch is never applied, keeps none of its rows, and frees the next one", async () => {
  const clientId = await newClient();
  const given = await submit(clientId);
  const next = await submit(clientId, "batch=thirdPartyId,tier\ncrm-2,gold");
  expect(await cancel(clientId, given)).toBe("cancelled");
  await apply(clientId);
  expect(await find(clientId, given)).toMatchObject({
    state: "cancelled",
    completedAt: NOW,
    counters: { succeeded: 0 },
  });
  expect(await find(clientId, next)).toMatchObject({ state: "complete", counters: { succeeded: 1 } });
  expect(await chunksOf(given)).toBe(0);
  expect(await createProfileStore(pool).find(clientId, "tp:crm-1", NOW)).toBeNull();
});

test("a worker whose batch is cancelled under its hands goes on with the next one at once", async () => {
  const clientId = await newClient();
  const given = await submit(clientId);
  const next = await submit(clientId, "batch=thirdPartyId,tier\ncrm-2,gold");
  // The worker has begun with the batch when it takes a connection of its own for the first chunks.
  const watched = {
    query: pool.query.bind(pool),
    connect: async () => {
      await cancel(clientId, given);
      return pool.connect();
    },
  } as unknown as pg.Pool;
  await applyBatches(clientId, { pool: watched, now: () => NOW, log: silent, signal: new AbortController().signal });
  expect(await find(clientId, given)).toMatchObject({ state: "cancelled", counters: { succeeded: 0 } });
  expect(await find(clientId, next)).toMatchObject({ state: "complete", counters: { succeeded: 1 } });
});

test("a cancel wakes a worker for the client's next batch, whom it may have kept away", async () => {
  const clientId = await newClient();
  const given = await submit(clientId);
  await submit(clientId, "batch=thirdPartyId,tier\ncrm-2,gold");
  const job = "'apply-batches:' || $1";
  await pool.query(`SELECT graphile_worker.remove_job(${job})`, [clientId]);
  await cancel(clientId, given);
  expect((await pool.query(`SELECT 1 FROM graphile_worker.jobs WHERE key = ${job}`, [clientId])).rowCount).toBe(1);
});

test("what a batch has applied before it is cancelled stays, and its counters say how much that was", async () => {
  const clientId = await newClient();
  const rows = Array.from({ length: 12_000 }, (_, index) => `crm-${index},x`).join("\n");
  const id = await submit(clientId, `batch=thirdPartyId,tier\n${rows}`);
  const chunks = await chunksOf(id);
  expect(chunks).toBeGreaterThan(1);
  // The last chunk cannot be read: the batch stops before it.
  await pool.query("UPDATE batch_chunk SET body = 'broken' WHERE batch_id = $1 AND position = $2", [id, chunks - 1]);
  await apply(clientId);
  const before = await find(clientId, id);
  expect(before).toMatchObject({ state: "queued" });
  expect(await cancel(clientId, id)).toBe("cancelled");
  await apply(clientId);
  expect(await find(clientId, id)).toMatchObject({ state: "cancelled", counters: before?.counters });
  expect(before?.counters.succeeded).toBeGreaterThan(0);
  expect((await createProfileStore(pool).find(clientId, "tp:crm-0", NOW))?.attributes.get("tier")?.value).toBe("x");
});

test("a batch that is over cannot be cancelled, and cancelling twice changes nothing", async () => {
  const clientId = await newClient();
  const complete = await submit(clientId);
  await apply(clientId);
  expect(await cancel(clientId, complete)).toBe("over");
  const given = await submit(clientId);
  expect(await cancel(clientId, given)).toBe("cancelled");
  expect(await cancel(clientId, given)).toBe("over");
  expect(await createBatchAdministration(pool).restart(clientId, given, NOW)).toBe("not-stuck");
});

test("another client's batch cannot be cancelled, and looks like one that does not exist", async () => {
  const owner = await newClient();
  const other = await newClient();
  const id = await submit(owner);
  expect(await cancel(other, id)).toBe("not-found");
  expect(await find(owner, id)).toMatchObject({ state: "queued" });
});

import type { ClientId } from "@silhouette/core/ids";
import { makeToken } from "@silhouette/core/testing";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { applyBatches } from "../src/apply-batches.ts";
import { findWaitingClients } from "../src/batch-care.ts";
import { createBatchStore } from "../src/batches.ts";
import { claimNotice, giveDueNotices } from "../src/notices-sending.ts";
import { createPool } from "../src/pool.ts";
import { claimStep } from "../src/sql/batch-progress.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing.ts";
import { insertClient, submitBatch } from "./batch-fixture.ts";

const NOW = new Date("2026-03-02T09:15:27.411Z");
const LATER = new Date(NOW.getTime() + 60_000);
const DAY = 86_400_000;
const silent = { info: () => {}, warn: () => {}, error: () => {} };

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

const setDisabled = (clientId: ClientId, at: Date | null) =>
  pool.query("UPDATE client SET disabled_at = $2 WHERE id = $1", [clientId, at]);
const apply = (clientId: ClientId) =>
  applyBatches(clientId, { pool, now: () => NOW, log: silent, signal: new AbortController().signal });

test("batches of a disabled client wait, those of others do not, and they are applied once it is enabled", async () => {
  const [clientId, neighbour] = [await insertClient(pool, NOW), await insertClient(pool, NOW)];
  const file = "batch=pcId,tier\na,gold\n";
  const id = await submitBatch(pool, clientId, file, { now: NOW });
  const next = await submitBatch(pool, neighbour, file, { now: NOW });
  await setDisabled(clientId, NOW);
  expect(await findWaitingClients(pool, LATER)).toEqual([neighbour]);
  await Promise.all([apply(clientId), apply(neighbour)]);
  const batches = createBatchStore(pool);
  expect(await batches.find(clientId, id)).toMatchObject({ state: "queued", counters: { succeeded: 0 } });
  expect(await batches.find(neighbour, next)).toMatchObject({ state: "complete" });
  const { rows } = await pool.query("SELECT attempts, last_error FROM batch WHERE id = $1", [id]);
  expect(rows).toEqual([{ attempts: 0, last_error: null }]);

  await setDisabled(clientId, null);
  expect(await findWaitingClients(pool, LATER)).toEqual([clientId]);
  await apply(clientId);
  expect(await batches.find(clientId, id)).toMatchObject({ state: "complete", counters: { succeeded: 1 } });
});

test("a batch at work has no next step once its client is disabled", async () => {
  const clientId = await insertClient(pool, NOW);
  const id = await submitBatch(pool, clientId, "batch=pcId,tier\na,gold\n", { now: NOW });
  expect(await claimStep(pool, id)).toMatchObject({ chunksDone: 0 });
  await setDisabled(clientId, NOW);
  expect(await claimStep(pool, id)).toBeNull();
  await setDisabled(clientId, null);
  expect(await claimStep(pool, id)).toMatchObject({ chunksDone: 0 });
});

test("notices of a disabled client's tokens are neither given nor sent until it is enabled", async () => {
  const clientId = await insertClient(pool, NOW);
  const { record } = makeToken(clientId, { createdAt: NOW });
  await pool.query(
    `INSERT INTO profile_token (id, client_id, public_id, secret_hash, created_at, created_by, expires_at)
     VALUES ($1, $2, $3, '\\x00', $4, 'test', $5)`,
    [record.id, clientId, record.publicId, new Date(NOW.getTime() - 80 * DAY), new Date(NOW.getTime() + 6.5 * DAY)],
  );
  await setDisabled(clientId, NOW);
  expect(await giveDueNotices(pool, NOW)).toBe(0);
  await setDisabled(clientId, null);
  expect(await giveDueNotices(pool, NOW)).toBe(1);
  await setDisabled(clientId, NOW);
  expect(await claimNotice(pool, NOW)).toBeNull();
  await setDisabled(clientId, null);
  expect(await claimNotice(pool, NOW)).toMatchObject({ clientId });
});

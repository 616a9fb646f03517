import type { RowResult } from "@silhouette/core/batch";
import { BatchId, type ClientId } from "@silhouette/core/ids";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { applyBatches } from "../src/apply-batches.ts";
import { findWaitingClients, removeAbandonedUploads } from "../src/batch-care.ts";
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

let count = 0;

const newClient = () => insertClient(pool, NOW);

const apply = (clientId: ClientId, signal = new AbortController().signal) =>
  applyBatches(clientId, { pool, now: () => NOW, log: silent, signal });

const submit = (clientId: ClientId, file: string, apiVersion: 1 | 2 = 2, now = NOW) =>
  submitBatch(pool, clientId, file, { apiVersion, now });

const find = (clientId: ClientId, id: BatchId) => createBatchStore(pool).find(clientId, id);
const attributeOf = async (clientId: ClientId, id: string, name: string) =>
  (await createProfileStore(pool).find(clientId, `tp:${id}`, NOW))?.attributes.get(name)?.value;
const rowsOf = (from: number, to: number, value: string) =>
  Array.from({ length: to - from }, (_, index) => `crm-${from + index},${value}`).join("\n");

test("an accepted batch is queued, then complete, and its counters add up (U-21)", async () => {
  const clientId = await newClient();
  const id = await submit(clientId, "batch=thirdPartyId,tier\ncrm-1,gold\ncrm/2,gold\n\ncrm-3\n");
  expect(await find(clientId, id)).toMatchObject({ state: "queued", rowsTotal: 3 });
  await apply(clientId);
  expect(await find(clientId, id)).toMatchObject({
    state: "complete",
    rowsTotal: 3,
    counters: { succeeded: 2, notFound: 0, failed: 1 },
    completedAt: NOW,
  });
  expect(await attributeOf(clientId, "crm-1", "tier")).toBe("gold");
});

test("failed rows are listed with line, id, code and detail; header warnings are no failures", async () => {
  const clientId = await newClient();
  const id = await submit(clientId, "batch=thirdPartyId,profile.tier,user.x\ncrm-1,gold\ncrm-2,a,b,c\n,gold\n");
  await apply(clientId);
  const failed = await createBatchStore(pool).listFailed(id, 1000);
  expect(failed.map(({ line, profileId, code }: RowResult) => [line, profileId, code])).toEqual([
    [3, "crm-2", "too-many-cells"],
    [4, "", "missing-id"],
  ]);
  const warned = await pool.query(
    "SELECT line, code FROM batch_row_result WHERE batch_id = $1 AND outcome = 'warned' ORDER BY code",
    [id],
  );
  expect(warned.rows).toEqual([
    { line: 1, code: "prefixed-column" },
    { line: 1, code: "reserved-name" },
  ]);
});

test("v1 creates nothing and counts what it did not find", async () => {
  const clientId = await newClient();
  await submit(clientId, "batch=thirdPartyId,tier\ncrm-1,gold");
  const id = await submit(clientId, "batch=thirdPartyId,tier\ncrm-1,silver\ncrm-2,silver\ncrm-1\ncrm-3\n", 1);
  await apply(clientId);
  expect(await find(clientId, id)).toMatchObject({ counters: { succeeded: 2, notFound: 2, failed: 0 } });
  expect(await attributeOf(clientId, "crm-1", "tier")).toBe("silver");
  expect(await attributeOf(clientId, "crm-2", "tier")).toBeUndefined();
});

test("a v1 row without a value does not find a profile that has expired (U-33)", async () => {
  const clientId = await newClient();
  await submit(clientId, "batch=thirdPartyId,tier\ncrm-1,gold\ncrm-2,gold");
  await apply(clientId);
  await pool.query("UPDATE profile SET expires_at = $2 WHERE client_id = $1 AND key = 'tp:crm-2'", [clientId, NOW]);
  const id = await submit(clientId, "batch=thirdPartyId,tier\ncrm-1\ncrm-2\n", 1);
  await apply(clientId);
  expect(await find(clientId, id)).toMatchObject({ counters: { succeeded: 1, notFound: 1, failed: 0 } });
});

test("a batch of empty values completes and changes nothing (U-21)", async () => {
  const clientId = await newClient();
  const id = await submit(clientId, 'batch=thirdPartyId,tier\ncrm-1,\ncrm-2,""\ncrm-3,null');
  await apply(clientId);
  expect(await find(clientId, id)).toMatchObject({
    state: "complete",
    counters: { succeeded: 3, notFound: 0, failed: 0 },
  });
  expect(await createProfileStore(pool).find(clientId, "tp:crm-1", NOW)).toBeNull();
});

test("batches of a client are applied in the order they were submitted, even when a later node's clock is behind", async () => {
  const clientId = await newClient();
  await submit(clientId, "batch=thirdPartyId,tier\ncrm-1,first");
  await submit(clientId, "batch=thirdPartyId,tier\ncrm-1,second", 2, new Date(NOW.getTime() - 5000));
  await apply(clientId);
  expect(await attributeOf(clientId, "crm-1", "tier")).toBe("second");
});

test("rows of one id are applied in the order of the file, across chunks too", async () => {
  const clientId = await newClient();
  const file = `batch=thirdPartyId,tier\ncrm-x,first\n${rowsOf(0, 12_000, "x")}\ncrm-x,last\n`;
  const id = await submit(clientId, file);
  await apply(clientId);
  expect(await find(clientId, id)).toMatchObject({ counters: { succeeded: 12_002, notFound: 0, failed: 0 } });
  expect(await attributeOf(clientId, "crm-x", "tier")).toBe("last");
});

test("two workers at one batch apply every chunk once", async () => {
  const clientId = await newClient();
  const id = await submit(clientId, `batch=thirdPartyId,tier\n${rowsOf(0, 20_000, "x")}`);
  while ((await find(clientId, id))?.state !== "complete")
    await Promise.all([apply(clientId), apply(clientId), apply(clientId)]);
  expect(await find(clientId, id)).toMatchObject({ counters: { succeeded: 20_000, notFound: 0, failed: 0 } });
  const versions = await pool.query("SELECT DISTINCT version FROM profile WHERE client_id = $1", [clientId]);
  expect(versions.rows).toEqual([{ version: 1 }]);
  const left = await pool.query("SELECT 1 FROM batch_chunk WHERE batch_id = $1", [id]);
  expect(left.rowCount).toBe(0);
});

test("a worker that stops in the middle leaves the rest to the next one", async () => {
  const clientId = await newClient();
  const id = await submit(clientId, `batch=thirdPartyId,tier\n${rowsOf(0, 20_000, "x")}`);
  const stopping = new AbortController();
  const log = { ...silent };
  let asked = 0;
  const now = () => {
    asked += 1;
    // Asked when the batch is taken up, then for each step. The third is prepared while the second is being applied.
    if (asked === 4) stopping.abort();
    return NOW;
  };
  await applyBatches(clientId, { pool, now, log, signal: stopping.signal });
  expect(await find(clientId, id)).toMatchObject({ state: "queued", counters: { succeeded: 10_000 } });
  await apply(clientId);
  expect(await find(clientId, id)).toMatchObject({ state: "complete", counters: { succeeded: 20_000 } });
});

test("a client for whose turn others wait gives it up between two batches, and says that work is left", async () => {
  const clientId = await newClient();
  const ids = [
    await submit(clientId, "batch=thirdPartyId,tier\ncrm-1,gold"),
    await submit(clientId, "batch=thirdPartyId,tier\ncrm-2,gold"),
  ];
  const signal = new AbortController().signal;
  const deps = { pool, now: () => NOW, log: silent, signal };
  const states = () => Promise.all(ids.map(async (id) => (await find(clientId, id))?.state));
  expect(await applyBatches(clientId, { ...deps, isWaitedFor: () => true })).toBe(true);
  expect(await states()).toEqual(["complete", "queued"]);
  expect(await applyBatches(clientId, { ...deps, isWaitedFor: () => false })).toBe(false);
  expect(await states()).toEqual(["complete", "complete"]);
});

test("an upload is invisible until it is accepted, and gone when it is discarded", async () => {
  const clientId = await newClient();
  const id = BatchId.parse(`batch-${++count}`);
  const header = { idKind: "thirdPartyId", columns: ["tier"] } as const;
  const upload = await createBatchStore(pool).receive({
    id,
    clientId,
    apiVersion: 2,
    header: { ...header, columns: ["tier"] },
    warnings: [],
    now: NOW,
  });
  await upload.append([{ position: 0, firstLine: 2, rowCount: 1, bytes: Buffer.from("crm-1,gold\n") }]);
  await apply(clientId);
  expect(await find(clientId, id)).toBeNull();
  expect(await attributeOf(clientId, "crm-1", "tier")).toBeUndefined();
  await upload.discard();
  expect((await pool.query("SELECT 1 FROM batch_chunk WHERE batch_id = $1", [id])).rowCount).toBe(0);
  await expect(upload.accept({ rows: 1, bytes: 10 }, NOW)).rejects.toThrow("is gone");
});

test("an upload whose node died is removed after an hour, an accepted batch never", async () => {
  const clientId = await newClient();
  const id = await submit(clientId, "batch=thirdPartyId,tier\ncrm-1,gold");
  const lost = BatchId.parse(`batch-${++count}`);
  await createBatchStore(pool).receive({
    id: lost,
    clientId,
    apiVersion: 2,
    header: { idKind: "tntId", columns: [] },
    warnings: [],
    now: NOW,
  });
  const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
  await removeAbandonedUploads(pool, later(60));
  expect((await pool.query("SELECT 1 FROM batch WHERE id = $1", [lost])).rowCount).toBe(1);
  await removeAbandonedUploads(pool, later(61));
  expect((await pool.query("SELECT 1 FROM batch WHERE id = $1", [lost])).rowCount).toBe(0);
  expect(await find(clientId, id)).not.toBeNull();
});

test("a batch on which nothing moves is found again", async () => {
  const clientId = await newClient();
  await submit(clientId, "batch=thirdPartyId,tier\ncrm-1,gold");
  expect(await findWaitingClients(pool, new Date(NOW.getTime() + 1999))).not.toContain(clientId);
  expect(await findWaitingClients(pool, new Date(NOW.getTime() + 2000))).toContain(clientId);
  await apply(clientId);
  expect(await findWaitingClients(pool, new Date(NOW.getTime() + 2000))).not.toContain(clientId);
});

test("another client's batch is unknown", async () => {
  const [mine, theirs] = [await newClient(), await newClient()];
  const id = await submit(theirs, "batch=thirdPartyId,tier\ncrm-1,gold");
  expect(await find(mine, id)).toBeNull();
});

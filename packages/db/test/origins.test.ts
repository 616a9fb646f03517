import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { applyBatches } from "../src/apply-batches.ts";
import { createPool } from "../src/pool.ts";
import { createProfileStore } from "../src/profiles.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing.ts";
import { insertClient, submitBatch } from "./batch-fixture.ts";

const NOW = new Date("2026-03-02T09:15:27.411Z");
const EXPIRES = new Date("2026-03-16T09:15:27.411Z");
const silent = { info: () => {}, warn: () => {}, error: () => {} };
const KEY = "tp:crm-1" as const;

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

test("every attribute says how it came to its value, and a later write of another kind says so too", async () => {
  const clientId = await insertClient(pool, NOW);
  const store = createProfileStore(pool);
  const originsOf = async () => {
    const profile = await store.find(clientId, KEY, NOW);
    return Object.fromEntries([...(profile?.attributes ?? [])].map(([name, { origin }]) => [name, origin]));
  };
  await submitBatch(pool, clientId, "batch=thirdPartyId,a,b,c,d\ncrm-1,1,1,1,1", { now: NOW });
  await applyBatches(clientId, { pool, now: () => NOW, log: silent, signal: new AbortController().signal });
  expect(await originsOf()).toEqual({ a: "batch", b: "batch", c: "batch", d: "batch" });

  const set = (name: string) => ({ clientId, key: KEY, change: new Map([[name, "2"]]), expiresAt: EXPIRES });
  expect(await store.update(set("b"), NOW)).toBe("applied");
  expect(await store.update({ ...set("c"), origin: "console" }, NOW)).toBe("applied");
  const identities = { tntId: null, thirdPartyId: KEY, marketingCloudVisitorId: null };
  await store.visit({ clientId, identities, newTntId: "0a1b", change: new Map([["d", "2"]]), expiresAt: EXPIRES }, NOW);
  expect(await originsOf()).toEqual({ a: "batch", b: "update", c: "console", d: "visit" });
});

test("an attribute that was written before origins were kept has none, and keeps none when another is written", async () => {
  const clientId = await insertClient(pool, NOW);
  await pool.query(
    `INSERT INTO profile (client_id, key, attributes, attribute_bytes, expires_at, modified_at, version)
     VALUES ($1, $2, '{"old":["1",5],"newer":["1",5,"z"]}', 8, $3, $4, 1)`,
    [clientId, KEY, EXPIRES, NOW],
  );
  const store = createProfileStore(pool);
  await store.update({ clientId, key: KEY, change: new Map([["fresh", "1"]]), expiresAt: EXPIRES }, NOW);
  const profile = await store.find(clientId, KEY, NOW);
  expect(profile?.attributes.get("old")).toEqual({ value: "1", modifiedAt: 5 });
  expect(profile?.attributes.get("newer")).toEqual({ value: "1", modifiedAt: 5 });
  expect(profile?.attributes.get("fresh")).toEqual({ value: "1", modifiedAt: NOW.getTime(), origin: "update" });
});

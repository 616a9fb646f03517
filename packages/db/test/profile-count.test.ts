import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPool } from "../src/pool.ts";
import { createProfileCounter } from "../src/profile-count.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing.ts";
import { insertClient } from "./batch-fixture.ts";

const NOW = new Date("2026-03-02T09:15:27.411Z");

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

async function fill(clientId: string, profiles: number, links = 0) {
  await pool.query(
    `INSERT INTO profile (client_id, key, attributes, attribute_bytes, merged_into, expires_at, modified_at, version)
     SELECT $1::text, 'tp:' || n, '{}'::jsonb, 0, CASE WHEN n > $2::int THEN 'tp:1' END, $4::timestamptz, $4::timestamptz, 1 FROM generate_series(1, $2::int + $3::int) AS n`,
    [clientId, profiles, links, NOW],
  );
}

test("few profiles are counted exactly, links and other clients' profiles are not among them", async () => {
  const clientId = await insertClient(pool, NOW);
  const other = await insertClient(pool, NOW);
  await fill(clientId, 7, 3);
  await fill(other, 5);
  expect(await createProfileCounter(pool)(clientId)).toEqual({ count: 7, isExact: true });
});

test("a client without profiles has none", async () => {
  expect(await createProfileCounter(pool)(await insertClient(pool, NOW))).toEqual({ count: 0, isExact: true });
});

test("many profiles are estimated, never below what was seen", async () => {
  const clientId = await insertClient(pool, NOW);
  await fill(clientId, 2000);
  const beforeStatistics = await createProfileCounter(pool, 100)(clientId);
  expect(beforeStatistics.isExact).toBe(false);
  expect(beforeStatistics.count).toBeGreaterThanOrEqual(101);
  await pool.query("ANALYZE profile");
  const { count } = await createProfileCounter(pool, 100)(clientId);
  expect(count).toBeGreaterThan(1000);
  expect(count).toBeLessThan(4000);
});

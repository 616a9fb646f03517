import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPool } from "../src/pool.ts";
import { createProfileList } from "../src/profile-list.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing.ts";
import { insertClient } from "./batch-fixture.ts";

const NOW = new Date("2026-03-02T09:15:27.411Z");
const LATER = new Date(NOW.getTime() + 1000);

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

type Row = { readonly key: string; readonly mergedInto?: string; readonly expiresAt?: Date };

async function fill(clientId: string, rows: readonly Row[]) {
  for (const { key, mergedInto = null, expiresAt = LATER } of rows) {
    await pool.query(
      `INSERT INTO profile (client_id, key, attributes, attribute_bytes, merged_into, expires_at, modified_at, version)
       VALUES ($1, $2, '{"tier":["gold",1]}', 8, $3, $4, $5, 1)`,
      [clientId, key, mergedInto, expiresAt, NOW],
    );
  }
}

const keysOf = async (clientId: Awaited<ReturnType<typeof insertClient>>, prefix: string, limit: number) => {
  const keys: string[] = [];
  for (let after: string | null = null; ; ) {
    const page = await createProfileList(pool).list(clientId, { prefix, after, limit }, NOW);
    keys.push(...page.map(({ key }) => key));
    if (page.length < limit) return keys;
    after = page.at(-1)?.key ?? null;
  }
};

test("pages together hold every live profile of the client once, in the order of the keys", async () => {
  const clientId = await insertClient(pool, NOW);
  const other = await insertClient(pool, NOW);
  const keys = Array.from({ length: 7 }, (_, index) => `tp:crm-${index}`);
  await fill(clientId, [
    ...keys.map((key) => ({ key })),
    { key: "pc:visitor" },
    { key: "ec:linked", mergedInto: "tp:crm-1" },
    { key: "tp:gone", expiresAt: NOW },
  ]);
  await fill(other, [{ key: "tp:theirs" }]);
  for (const limit of [1, 2, 3, 100]) expect(await keysOf(clientId, "", limit)).toEqual(["pc:visitor", ...keys]);
});

test("a prefix finds what begins with it, whatever characters it has", async () => {
  const clientId = await insertClient(pool, NOW);
  await fill(clientId, [{ key: "tp:a_1" }, { key: "tp:ab1" }, { key: "tp:a%1" }, { key: "pc:a_1" }]);
  expect(await keysOf(clientId, "tp:a_", 10)).toEqual(["tp:a_1"]);
  expect(await keysOf(clientId, "tp:a%", 10)).toEqual(["tp:a%1"]);
  expect((await keysOf(clientId, "tp:", 10)).length).toBe(3);
});

test("an entry says how many attributes there are, and when the profile changed and ends", async () => {
  const clientId = await insertClient(pool, NOW);
  await fill(clientId, [{ key: "tp:one" }]);
  const page = await createProfileList(pool).list(clientId, { prefix: "", after: null, limit: 10 }, NOW);
  expect(page).toEqual([{ key: "tp:one", attributeCount: 1, modifiedAt: NOW, expiresAt: LATER }]);
});

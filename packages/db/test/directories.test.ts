import type { ClientId } from "@silhouette/core/ids";
import { createToken, TOKEN_CACHE_TTL_MILLIS } from "@silhouette/core/token";
import type pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createDirectories } from "../src/directories.ts";
import { createPool } from "../src/pool.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing.ts";

const NOW = new Date("2026-03-02T09:15:27.411Z");
const CLIENT = "cl_directory1" as ClientId;

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url, 4);
  const client =
    "INSERT INTO client (id, code, name, ims_org_id, created_at) VALUES ($1, 'acme', 'Acme', 'ORG@AdobeOrg', $2)";
  await pool.query(client, [CLIENT, NOW]);
  await pool.query("INSERT INTO client_settings (client_id, updated_at) VALUES ($1, $2)", [CLIENT, NOW]);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function insertToken(): Promise<string> {
  const token = createToken((bytes) => crypto.getRandomValues(new Uint8Array(bytes)));
  await pool.query(
    `INSERT INTO profile_token (id, client_id, public_id, secret_hash, created_at, created_by, expires_at)
     VALUES ($1, $2, $1, $3, $4, 'test', $5)`,
    [token.publicId, CLIENT, Buffer.from(token.secretHash), NOW, new Date(NOW.getTime() + 86_400_000)],
  );
  return token.publicId;
}

test("a client is found by code in any case, by organisation, and as the only one", async () => {
  const { clients } = createDirectories(pool);
  const found = await clients.findByCode("ACME");
  expect(found).toMatchObject({
    id: CLIENT,
    code: "acme",
    settings: { requireAuthentication: false, profileLifetimeDays: 14 },
  });
  expect(await clients.findByImsOrgId("ORG@AdobeOrg")).toEqual(found);
  expect(await clients.findSole()).toEqual(found);
  expect(await clients.findByCode("other")).toBeNull();
  expect(await clients.findByCode("NUL \0")).toBeNull();
});

test("a revoked token is seen as revoked a second later, whatever happened in between", async () => {
  const clock = { time: 1000, now: () => clock.time };
  const { tokens } = createDirectories(pool, clock);
  const publicId = await insertToken();
  expect(await tokens.find(publicId)).toMatchObject({ revokedAt: null });
  await pool.query("UPDATE profile_token SET revoked_at = $2 WHERE public_id = $1", [publicId, NOW]);
  clock.time += TOKEN_CACHE_TTL_MILLIS - 1;
  expect(await tokens.find(publicId)).toMatchObject({ revokedAt: null });
  clock.time += 1;
  expect(await tokens.find(publicId)).toMatchObject({ revokedAt: NOW });
});

test("a token is read with its scope and its grace (U-25)", async () => {
  const { tokens } = createDirectories(pool);
  const publicId = await insertToken();
  const grace =
    "UPDATE profile_token SET revoked_at = $2, grace_ends_at = $2, scope = 'debug_tools' WHERE public_id = $1";
  await pool.query(grace, [publicId, NOW]);
  expect(await tokens.find(publicId)).toMatchObject({ scope: "debug_tools", revokedAt: NOW, graceEndsAt: NOW });
});

test("calls during one second share one read of the database", async () => {
  const query = vi.spyOn(pool, "query");
  const { tokens } = createDirectories(pool);
  const publicId = await insertToken();
  query.mockClear();
  await Promise.all(Array.from({ length: 100 }, () => tokens.find(publicId)));
  expect(query).toHaveBeenCalledTimes(1);
  query.mockRestore();
});

test("a failed read is an error for its callers and is not remembered as unknown", async () => {
  const { tokens } = createDirectories(pool);
  const publicId = await insertToken();
  const query = vi.spyOn(pool, "query").mockImplementationOnce(() => {
    throw new Error("the database is away");
  });
  await expect((async () => tokens.find(publicId))()).rejects.toThrow("away");
  expect(await tokens.find(publicId)).not.toBeNull();
  query.mockRestore();
});

test("a client is seen as disabled a second later, by each of its names, and as enabled again (U-01)", async () => {
  const clock = { time: 1000, now: () => clock.time };
  const { clients } = createDirectories(pool, clock);
  const states = async () => [
    (await clients.findByCode("acme"))?.state,
    (await clients.findByImsOrgId("ORG@AdobeOrg"))?.state,
    (await clients.findSole())?.state,
  ];
  const set = (disabledAt: Date | null, deletingAt: Date | null = null) =>
    pool.query("UPDATE client SET disabled_at = $2, deleting_at = $3 WHERE id = $1", [CLIENT, disabledAt, deletingAt]);
  expect(await states()).toEqual(["enabled", "enabled", "enabled"]);
  await set(NOW);
  clock.time += TOKEN_CACHE_TTL_MILLIS - 1;
  expect(await states()).toEqual(["enabled", "enabled", "enabled"]);
  clock.time += 1;
  expect(await states()).toEqual(["disabled", "disabled", "disabled"]);
  await set(NOW, NOW);
  clock.time += TOKEN_CACHE_TTL_MILLIS;
  expect(await states()).toEqual(["deleting", "deleting", "deleting"]);
  await set(null);
  clock.time += TOKEN_CACHE_TTL_MILLIS;
  expect(await states()).toEqual(["enabled", "enabled", "enabled"]);
});

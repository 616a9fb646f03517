import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { migrateDeploy, migrateQueue } from "../src/migrate.ts";
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from "../src/testing.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const directory = `${root}prisma/migrations`;

let database: TestDatabase;
afterEach(() => database.drop());

async function query(sql: string) {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** The Prisma CLI, which needs the bridge to its engine. */
function prisma(...args: string[]) {
  const cli = fileURLToPath(import.meta.resolve("prisma/build/index.js"));
  const env = { ...process.env, DATABASE_URL: database.url };
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { cwd: root, env, encoding: "utf8" });
  return { status, output: `${stdout}${stderr}` };
}

describe("an empty database", () => {
  beforeEach(async () => {
    database = await createEmptyDatabase();
  });

  test("three nodes that migrate at once apply every migration once", async () => {
    const applied = await Promise.all([1, 2, 3].map(() => migrateDeploy({ url: database.url, directory })));
    const names = applied.flat();
    expect(names.length).toBeGreaterThan(0);
    expect(new Set(names).size).toBe(names.length);
    expect(await migrateDeploy({ url: database.url, directory })).toEqual([]);
  });

  test("the queue is migrated twice without harm", async () => {
    await migrateQueue({ url: database.url });
    await migrateQueue({ url: database.url });
    expect(await query("SELECT 1 FROM pg_namespace WHERE nspname = 'graphile_worker'")).toHaveLength(1);
  });

  test("a migration that fails is named, and its statements are not half-applied", async () => {
    const { mkdtempSync, mkdirSync, rmSync, writeFileSync } = await import("node:fs");
    const broken = mkdtempSync("/tmp/silhouette-migrations-");
    mkdirSync(`${broken}/1_broken`);
    writeFileSync(`${broken}/1_broken/migration.sql`, "CREATE TABLE a (b int);\nCREATE TABLE a (b int);");
    await expect(migrateDeploy({ url: database.url, directory: broken })).rejects.toThrow(/1_broken/);
    expect(await query("SELECT 1 FROM pg_tables WHERE tablename = 'a'")).toEqual([]);
    rmSync(broken, { recursive: true });
  });
});

describe("a migrated database", () => {
  beforeEach(async () => {
    database = await createTestDatabase();
  });

  test("agrees with the schema, or the next migration would drop what the schema does not know", () => {
    const difference = prisma(
      ...["migrate", "diff", "--from-config-datasource", "--to-schema", "prisma/schema.prisma", "--exit-code"],
    );
    expect(difference.output).toContain("No difference detected");
    expect(difference.status).toBe(0);
  });

  test("is up to date in the eyes of the Prisma CLI", () => {
    expect(prisma("migrate", "status")).toMatchObject({ status: 0, output: expect.stringContaining("up to date") });
  });

  test("keeps room for heap-only updates of profiles, and refuses attributes that are no object", async () => {
    const [{ reloptions }] = await query("SELECT reloptions FROM pg_class WHERE relname = 'profile'");
    expect(reloptions).toContain("fillfactor=70");
    const insert = `INSERT INTO profile (client_id, key, attributes, attribute_bytes, modified_at, expires_at, version)
      VALUES ('c', 'tp:1', '[]', 0, '2025-01-01', '2025-01-01', 1)`;
    await expect(query(insert)).rejects.toThrow(/profile_attributes_is_object/);
  });
});

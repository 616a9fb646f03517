import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { startEmbeddedPostgres } from "./embedded-postgres.ts";
import { migrateDeploy, migrateQueue } from "./migrate.ts";

/** Carries the address of the template from the set-up of a test run to its workers. */
const templateVariable = "SILHOUETTE_TEST_TEMPLATE_URL";
const migrationsDirectory = path.join(import.meta.dirname, "../../../prisma/migrations");

/**
 * Starts one server for a whole test run and migrates a template database on it. With `TEST_DATABASE_URL` it uses that
 * server, on which it needs the right to make databases.
 * @returns what removes everything again
 */
export async function startTestServer(): Promise<() => Promise<void>> {
  const { url: serverUrl, stop } = await findServer();
  const template = `silhouette_template_${randomUUID().replaceAll("-", "")}`;
  const templateUrl = withDatabase(serverUrl, template);
  try {
    await execute(serverUrl, `CREATE DATABASE "${template}"`);
    await migrateDeploy({ url: templateUrl, directory: migrationsDirectory });
    await migrateQueue({ url: templateUrl });
  } catch (error) {
    await stop();
    throw error;
  }
  process.env[templateVariable] = templateUrl;
  return async () => {
    delete process.env[templateVariable];
    await execute(serverUrl, `DROP DATABASE "${template}" WITH (FORCE)`);
    await stop();
  };
}

export type TestDatabase = {
  readonly url: string;
  /** Closes whatever is still connected. */
  drop(): Promise<void>;
};

/** A migrated, empty database of the caller's own: a copy of the template, made in about 50 ms. */
export function createTestDatabase(): Promise<TestDatabase> {
  return createDatabase((template) => `TEMPLATE "${template}"`);
}

/** A database without any table, for tests of migrations. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  return createDatabase(() => "");
}

async function createDatabase(options: (template: string) => string): Promise<TestDatabase> {
  const templateUrl = process.env[templateVariable];
  if (templateUrl === undefined) throw new Error("Tests that need a database run in the vitest project `store`.");
  const name = `silhouette_test_${randomUUID().replaceAll("-", "")}`;
  const serverUrl = withDatabase(templateUrl, "postgres");
  await execute(serverUrl, `CREATE DATABASE "${name}" ${options(new URL(templateUrl).pathname.slice(1))}`);
  return {
    url: withDatabase(templateUrl, name),
    drop: () => execute(serverUrl, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`),
  };
}

async function findServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return { url: given, stop: async () => {} };
  const dir = mkdtempSync(path.join(tmpdir(), "silhouette-test-"));
  const server = await startEmbeddedPostgres({ dir, database: "postgres" });
  return {
    url: server.url,
    async stop() {
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { makeWorkerUtils } from "graphile-worker";
import {
  ConnectionFactory,
  engineErrorMessage,
  loadSchemaEngine,
  splitConnectionUrl,
} from "../bin/wasm-schema-engine.mjs";

/**
 * Does what `prisma migrate deploy` does, in this process and without the CLI; about 100 ms when nothing is to be done.
 * Several nodes may call it at once: they take turns by a lock in the database. Give it the address of the server
 * itself, not that of a transaction pooler.
 * @returns the names of the migrations that were applied now
 */
export async function migrateDeploy(options: { url: string; directory: string }): Promise<string[]> {
  const factory = new ConnectionFactory(options.url);
  // The engine asks for a schema and reads of it only the provider.
  const engine = await loadSchemaEngine(factory, [
    ["schema.prisma", 'datasource db {\n  provider = "postgresql"\n}\n'],
  ]);
  try {
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: readMigrations(options.directory),
      filters: { externalTables: [], externalEnums: [] },
    });
    return appliedMigrationNames;
  } catch (error) {
    throw new Error(`The database could not be migrated: ${engineErrorMessage(error)}`, { cause: error });
  } finally {
    engine.free();
    await factory.dispose();
  }
}

/** Brings the tables of the queue library up to date. They live in a schema of their own, out of Prisma's sight. */
export async function migrateQueue(options: { url: string }): Promise<void> {
  const utils = await makeWorkerUtils({ connectionString: splitConnectionUrl(options.url).connectionString });
  try {
    await utils.migrate();
  } finally {
    await utils.release();
  }
}

function readMigrations(directory: string) {
  const lock = path.join(directory, "migration_lock.toml");
  const names = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return {
    baseDir: directory,
    shadowDbInitScript: "",
    lockfile: { path: "migration_lock.toml", content: existsSync(lock) ? readFileSync(lock, "utf8") : null },
    migrationDirectories: names.map((name) => ({
      path: name,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok" as const, value: readFileSync(path.join(directory, name, "migration.sql"), "utf8") },
      },
    })),
  };
}

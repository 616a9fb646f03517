#!/usr/bin/env node
// Speaks the protocol by which the Prisma CLI talks to its schema engine (commands, and JSON-RPC over stdio), in front
// of the WASM engine: every `prisma migrate …` works without a download. prisma.config.ts points the CLI here.
import { readFileSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import pg from "pg";
import {
  ConnectionFactory,
  engineErrorMessage,
  engineVersion,
  loadSchemaEngine,
  offlineFactory,
  splitConnectionUrl,
} from "./wasm-schema-engine.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: {
    version: { type: "boolean" },
    datamodels: { type: "string", short: "d", multiple: true },
    datasource: { type: "string" },
    "enabled-preview-features": { type: "string" },
    "extension-types": { type: "string" },
  },
});
const schemaFiles = /** @type {string[]} */ (values.datamodels ?? []);
/** @type {{ url: string, shadowDatabaseUrl?: string }} */
const datasource = typeof values.datasource === "string" ? JSON.parse(values.datasource) : { url: "" };

if (values.version) console.log(`schema-engine-wasm ${engineVersion.split(".").pop()}`);
else if (positionals[0] === "cli") process.exit(await runCommand(positionals[1]));
else serve();

/**
 * One command, answered by the exit code.
 * @param {string | undefined} command
 */
async function runCommand(command) {
  log("INFO", "Starting schema engine CLI"); // The CLI drops the first line.
  try {
    if (command === "can-connect-to-database") await tryConnection();
    else if (command === "create-database") await createDatabase(datasource.url);
    else if (command === "drop-database") await dropDatabase(datasource.url);
    else throw new Error(`Unknown command ${command}`);
    return 0;
  } catch (error) {
    const { code, message } = describeError(error);
    log("ERROR", message, code);
    return 1;
  }
}

/**
 * @param {string} level
 * @param {string} message
 * @param {string} [code]
 */
function log(level, message, code) {
  const timestamp = new Date().toISOString();
  const line = { level, target: "schema_engine::logger", timestamp, fields: { message, error_code: code } };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}

async function tryConnection() {
  const client = new pg.Client({ connectionString: splitConnectionUrl(datasource.url).connectionString });
  await client.connect();
  await client.end();
}

/** @param {string} url */
async function createDatabase(url) {
  return withMaintenanceDatabase(url, async (client, name) => {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (!rowCount) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
    return { databaseName: name };
  });
}

/** @param {string} url */
async function dropDatabase(url) {
  await withMaintenanceDatabase(url, (client, name) =>
    client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)} WITH (FORCE)`),
  );
  log("INFO", "The database was successfully dropped");
}

/**
 * @template Value
 * @param {string} url
 * @param {(client: pg.Client, name: string) => Promise<Value>} run
 */
async function withMaintenanceDatabase(url, run) {
  const parsed = new URL(splitConnectionUrl(url).connectionString);
  const name = decodeURIComponent(parsed.pathname.slice(1));
  parsed.pathname = "/postgres";
  const client = new pg.Client({ connectionString: parsed.toString() });
  await client.connect();
  try {
    return await run(client, name);
  } finally {
    await client.end();
  }
}

/**
 * Prisma's own codes for what users meet most.
 * @param {any} error
 * @returns {{ code?: string, message: string }}
 */
function describeError(error) {
  const url = URL.canParse(datasource.url) ? new URL(datasource.url) : null;
  if (/^P\d{4}$/.test(error.code ?? "")) return { code: error.code, message: engineErrorMessage(error) };
  if (error.code === "3D000") {
    return { code: "P1003", message: `Database \`${url?.pathname.slice(1)}\` does not exist` };
  }
  if (error.code === "28P01" || error.code === "28000") {
    return { code: "P1000", message: "Authentication failed against database server" };
  }
  if (["ECONNREFUSED", "ENOTFOUND", "ETIMEDOUT"].includes(error.code)) {
    return { code: "P1001", message: `Can't reach database server at \`${url?.hostname}:${url?.port || 5432}\`` };
  }
  return { message: engineErrorMessage(error) };
}

/** Answers requests, one after the other, until stdin closes. */
function serve() {
  /** @type {ConnectionFactory | typeof offlineFactory | undefined} */
  let factory;
  /** @type {Promise<any> | undefined} */
  let engine;
  /** @type {{ id: number } | null} */
  let current = null;
  /** @type {Map<number, () => void>} */
  const printed = new Map();
  let lastPrint = 1_000_000;
  let queue = Promise.resolve();

  const write = (/** @type {object} */ message) => writeSync(1, `${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);

  /** @param {typeof offlineFactory} [offline] */
  function getEngine(offline) {
    factory ??= offline ?? new ConnectionFactory(datasource.url, datasource.shadowDatabaseUrl);
    const texts = schemaFiles.map((file) => /** @type {[string, string]} */ ([file, readFileSync(file, "utf8")]));
    engine ??= loadSchemaEngine(factory, texts.length > 0 ? texts : undefined);
    return engine;
  }

  /** @param {string} content */
  function print(content) {
    return new Promise((/** @type {(value?: undefined) => void} */ done) => {
      printed.set(++lastPrint, done);
      write({ id: lastPrint, method: "print", params: { content } });
    });
  }

  // This build opens a shadow database only for reads; they leave the schema of the history cached for the rest.
  async function getEngineWithHistory(/** @type {any} */ params) {
    const loaded = await getEngine();
    const { migrationsList, filters } = params;
    if (migrationsList.migrationDirectories.length > 0) {
      await loaded.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: true, filters });
    }
    return loaded;
  }

  const needsDatabase = (/** @type {{ tag: string }} */ target) => !["empty", "schemaDatamodel"].includes(target.tag);

  /** @type {Record<string, (params: any) => Promise<any>>} */
  const handlers = {
    createDatabase: ({ datasource: { tag, url } }) => createDatabase(tag === "ConnectionString" ? url : datasource.url),
    async ensureConnectionValidity() {
      await tryConnection();
      return {};
    },
    getDatabaseVersion: async (params) => (await getEngine()).version(params),
    async diff(params) {
      const offline = needsDatabase(params.from) || needsDatabase(params.to) ? undefined : offlineFactory;
      const { stdout, ...rest } = await (await getEngine(offline)).diff(params);
      if (stdout) await print(stdout.replace(/\n$/, ""));
      return { ...rest, stdout: null };
    },
    evaluateDataLoss: async (params) => (await getEngineWithHistory(params)).evaluateDataLoss(params),
    async createMigration(params) {
      if (params.migrationsList.migrationDirectories.length > 0) {
        return (await getEngineWithHistory(params)).createMigration(params);
      }
      // Without a history there is no shadow database to open: the first migration is the difference to nothing.
      const to = { tag: "schemaDatamodel", ...params.schema };
      const compare = { from: { tag: "empty" }, to, script: true, exitCode: true, filters: params.filters };
      const result = await (await getEngine()).diff(compare);
      const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
      const changed = result.exitCode === 2;
      return {
        connectorType: "postgresql",
        generatedMigrationName: params.migrationName ? `${stamp}_${params.migrationName}` : stamp,
        migrationScript: changed ? result.stdout : params.draft ? "-- This is an empty migration." : null,
        extension: "sql",
      };
    },
  };

  /**
   * @param {{ id: number }} request
   * @param {any} error
   */
  function refuse(request, error) {
    const { code, message } = describeError(error);
    const data = { is_panic: false, message, meta: error.meta ?? null, error_code: code ?? null };
    const text = "An error happened. Check the data field for details.";
    write({ id: request.id, error: { code: 4466, message: text, data } });
  }

  /** @param {{ id: number, method: string, params?: any }} request */
  async function answer(request) {
    current = request;
    try {
      const handler = handlers[request.method];
      const params = request.params ?? {};
      const result = handler ? await handler(params) : await (await getEngine())[request.method](params);
      await factory?.disposeShadows();
      write({ id: request.id, result: result ?? {} });
    } catch (error) {
      await factory?.disposeShadows().catch(() => {}); // The first error is the one to tell.
      refuse(request, error);
    } finally {
      current = null;
    }
  }

  // The CLI exits with 0 when its engine dies without a word: always answer.
  process.on("uncaughtException", (error) => {
    if (current !== null) refuse(current, error);
    process.exit(1);
  });
  createInterface({ input: process.stdin })
    .on("line", (line) => {
      const message = JSON.parse(line);
      if (message.method) {
        queue = queue.then(() => answer(message));
      } else {
        printed.get(message.id)?.();
        printed.delete(message.id);
      }
    })
    .on("close", async () => {
      await queue;
      await factory?.dispose();
      process.exit(0);
    });
}

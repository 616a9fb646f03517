// Prisma's schema engine in its WASM build, driven over node-postgres. The CLI bridge beside this file puts it behind
// the protocol of the Prisma CLI; src/migrate.ts calls it in-process. Plain JavaScript, because the CLI needs it before
// anything has been built.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import pg from "pg";

const engineDirectory = path.dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm"));
/** @type {string} */
export const engineVersion = JSON.parse(readFileSync(path.join(engineDirectory, "package.json"), "utf8")).version;

// A panic inside the WASM module surfaces as a bare trap; its message arrives here first.
/** @type {string[]} */
const panics = [];
Object.assign(globalThis, {
  PRISMA_WASM_PANIC_REGISTRY: { set_message: (/** @type {string} */ message) => panics.push(message) },
});

/**
 * What went wrong inside the engine, in one text.
 * @param {unknown} error
 * @returns {string}
 */
export function engineErrorMessage(error) {
  return panics[0] ?? (error instanceof Error ? error.message : String(error));
}

/**
 * Loads the engine. It holds its connections until the factory is disposed of.
 * @param {ConnectionFactory | typeof offlineFactory} factory
 * @param {[string, string][] | undefined} datamodels name and text of each schema file
 */
export async function loadSchemaEngine(factory, datamodels) {
  const bindings = await loadBindings();
  const adapterFactory = bindMigrationAwareSqlAdapterFactory(/** @type {any} */ (factory));
  return bindings.SchemaEngine.new({ datamodels }, () => {}, adapterFactory);
}

/** @type {Promise<any> | undefined} */
let bindings;

/** The bindings hold one instance of the module: a second one would pull the first from under its engines. */
function loadBindings() {
  bindings ??= (async () => {
    const loaded = await import(pathToFileURL(path.join(engineDirectory, "schema_engine_bg.js")).href);
    const wasm = readFileSync(path.join(engineDirectory, "schema_engine_bg.wasm"));
    const { instance } = await WebAssembly.instantiate(wasm, { "./schema_engine_bg.js": loaded });
    loaded.__wbg_set_wasm(instance.exports);
    /** @type {any} */ (instance.exports).__wbindgen_start();
    return loaded;
  })();
  return bindings;
}

/** Opens the connections that the engine asks for, and makes its shadow databases. */
export class ConnectionFactory extends PrismaPg {
  #url;
  #shadowUrl;
  /** @type {Set<() => Promise<void>>} */
  #connections = new Set();
  /** @type {Set<() => Promise<void>>} */
  #shadows = new Set();

  /**
   * @param {string} url
   * @param {string | undefined} [shadowUrl] a database that may be emptied; without it one is made and dropped
   */
  constructor(url, shadowUrl) {
    const { connectionString, schema } = splitConnectionUrl(url);
    // One connection: the engine holds an advisory lock of its session while it migrates.
    super({ connectionString, max: 1 }, schema === undefined ? {} : { schema });
    this.#url = connectionString;
    this.#shadowUrl = shadowUrl;
  }

  /** @override */
  async connect() {
    const adapter = correctAdapter(await super.connect());
    closeOnce(adapter, this.#connections, adapter.dispose.bind(adapter));
    return adapter;
  }

  /** @override */
  async connectToShadowDb() {
    if (this.#shadowUrl !== undefined) return this.#connectToShadow(this.#shadowUrl, async () => {});
    const name = `prisma_migrate_shadow_db_${crypto.randomUUID()}`;
    const admin = new pg.Client({ connectionString: this.#url });
    await admin.connect();
    await admin.query(`CREATE DATABASE "${name}"`);
    const url = new URL(this.#url);
    url.pathname = `/${name}`;
    return this.#connectToShadow(url.toString(), async () => {
      await admin.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
      await admin.end();
    });
  }

  /** Drops the shadow databases that the engine has forgotten. */
  async disposeShadows() {
    await Promise.all([...this.#shadows].map((close) => close()));
  }

  /** Closes everything that is still open. */
  async dispose() {
    await this.disposeShadows();
    await Promise.all([...this.#connections].map((close) => close()));
  }

  /**
   * @param {string} url
   * @param {() => Promise<void>} drop
   */
  async #connectToShadow(url, drop) {
    const factory = new ConnectionFactory(url);
    const adapter = await factory.connect();
    closeOnce(adapter, this.#shadows, async () => {
      await factory.dispose();
      await drop();
    });
    return adapter;
  }
}

/**
 * Makes an adapter close itself once at most, whoever asks.
 * @param {{ dispose(): Promise<void> }} adapter
 * @param {Set<() => Promise<void>>} open
 * @param {() => Promise<void>} dispose
 */
function closeOnce(adapter, open, dispose) {
  const close = async () => {
    if (open.delete(close)) await dispose();
  };
  open.add(close);
  adapter.dispose = close;
}

/**
 * Splits off the parameters that only Prisma understands, at which node-postgres or the server would stumble.
 * @param {string} url
 */
export function splitConnectionUrl(url) {
  const parsed = new URL(url);
  const schema = parsed.searchParams.get("schema") ?? undefined;
  for (const name of ["schema", "connection_limit", "pool_timeout", "pgbouncer", "connect_timeout", "socket_timeout"]) {
    parsed.searchParams.delete(name);
  }
  return { connectionString: parsed.toString(), schema };
}

const CHAR_OID = 18;
const TEXT_OID = 25;

/**
 * Works around two gaps of adapter-pg: it has no mapping for the catalog type "char", and it splits scripts at every
 * semicolon, which breaks the bodies of functions.
 * @param {any} adapter
 */
function correctAdapter(adapter) {
  const performIO = adapter.performIO.bind(adapter);
  const queryRaw = adapter.queryRaw.bind(adapter);
  /** @type {WeakMap<object, number[]>} */
  const charColumns = new WeakMap();
  adapter.performIO = async (/** @type {object} */ query) => {
    const result = await performIO(query);
    /** @type {{ dataTypeID: number }[]} */
    const fields = result.fields ?? [];
    const columns = fields.flatMap((field, index) => (field.dataTypeID === CHAR_OID ? [index] : []));
    for (const index of columns) result.fields[index].dataTypeID = TEXT_OID;
    charColumns.set(query, columns);
    return result;
  };
  adapter.queryRaw = async (/** @type {object} */ query) => {
    const result = await queryRaw(query);
    for (const index of charColumns.get(query) ?? []) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
  // The simple protocol takes the whole script at once.
  adapter.executeScript = async (/** @type {string} */ script) => {
    try {
      await adapter.client.query(script);
    } catch (error) {
      adapter.onError(error);
    }
  };
  if (adapter.startTransaction) {
    const startTransaction = adapter.startTransaction.bind(adapter);
    adapter.startTransaction = async (/** @type {unknown[]} */ ...options) =>
      correctAdapter(await startTransaction(...options));
  }
  return adapter;
}

// A diff between two schema files needs no server: answer the one question that the engine asks on start.
const offlineAdapter = {
  adapterName: "@prisma/adapter-pg",
  provider: "postgres",
  queryRaw: async () => ({
    columnNames: ["exists", "version", "numeric_version"],
    columnTypes: [ColumnTypeEnum.Boolean, ColumnTypeEnum.Text, ColumnTypeEnum.Int32],
    rows: [[true, "PostgreSQL 18.0", 180000]],
  }),
  executeRaw: async () => 0,
  executeScript: async () => {},
  dispose: async () => {},
  getConnectionInfo: () => ({ supportsRelationJoins: true }),
  startTransaction: async () => {
    throw new Error("A comparison of files opens no transaction.");
  },
};
export const offlineFactory = {
  adapterName: "@prisma/adapter-pg",
  provider: "postgres",
  connect: async () => offlineAdapter,
  connectToShadowDb: async () => offlineAdapter,
  disposeShadows: async () => {},
  dispose: async () => {},
};

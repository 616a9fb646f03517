import { STEP_JSON_BYTES_MAX } from "@silhouette/core/batch-json";
import type { ClientId } from "@silhouette/core/ids";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { applyBatches } from "../src/apply-batches.ts";
import { createBatchStore } from "../src/batches.ts";
import { CALLS_APPLICATION, createPool } from "../src/pool.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing.ts";
import { insertClient, submitBatch } from "./batch-fixture.ts";

const NOW = new Date("2026-03-02T09:15:27.411Z");
const silent = { info: () => {}, warn: () => {}, error: () => {} };
const NAMES = Array.from({ length: 300 }, (_, column) => `${"n".repeat(97)}${String(column).padStart(3, "0")}`);
const ROWS = 450;
const IDS = 150;

let database: TestDatabase;
let pool: pg.Pool;
let callers: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url, 10);
  callers = createPool(database.url, 1, CALLS_APPLICATION);
});
afterAll(async () => {
  await Promise.all([pool.end(), callers.end()]);
  await database.drop();
});

/** Each id three times, far from each other, and in no order. */
const idAt = (row: number) => `crm-${(row * 7) % IDS}`;
const FILE = [
  `batch=thirdPartyId,${NAMES.join(",")}`,
  ...Array.from(
    { length: ROWS },
    (_, row) => `${idAt(row)},${NAMES.map((_, column) => (row + column) % 10).join(",")}`,
  ),
].join("\n");
/** What the last row of an id has in its first and its last column. */
const LAST = Array.from({ length: IDS }, (_, at) => ROWS - IDS + at).map((row) => [
  `tp:${idAt(row)}`,
  `${row % 10}`,
  `${(row + 299) % 10}`,
]);

/** The pool, with a note of the longest array that any statement sends. */
function watch(): { watched: pg.Pool; longest: () => number } {
  let most = 0;
  const note = (config: unknown) => {
    const values = typeof config === "object" && config !== null && "values" in config ? config.values : [];
    for (const value of Array.isArray(values) ? values : [])
      if (Buffer.isBuffer(value)) most = Math.max(most, value.length);
  };
  const connect = async () => {
    const client = await pool.connect();
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    return {
      query: (...args: unknown[]) => {
        note(args[0]);
        return query(...args);
      },
      release: client.release.bind(client),
    };
  };
  return { watched: { connect, query: pool.query.bind(pool) } as unknown as pg.Pool, longest: () => most };
}

const read = async (clientId: ClientId) => {
  const { rows } = await pool.query<[string, string, string]>({
    text: `SELECT key, attributes -> $2 ->> 0, attributes -> $3 ->> 0 FROM profile WHERE client_id = $1`,
    values: [clientId, NAMES[0], NAMES[299]],
    rowMode: "array",
  });
  return rows.sort();
};

test.each([
  ["v2, while nobody calls", 2, false],
  ["v2, while somebody calls", 2, true],
  ["v1", 1, false],
] as const)(
  "names that fill hundreds of columns make no statement of more than 4 MB, and every row is applied in order (%s)",
  async (_, apiVersion, isCalled) => {
    const clientId = await insertClient(pool, NOW);
    if (apiVersion === 1) {
      await pool.query(
        `INSERT INTO profile (client_id, key, attributes, attribute_bytes, expires_at, modified_at, version)
       SELECT $1, 'tp:crm-' || n, '{}', 0, $2::timestamptz + interval '1 day', $2, 1 FROM generate_series(0, $3::int - 1) AS n`,
        [clientId, NOW, IDS],
      );
    }
    const id = await submitBatch(pool, clientId, FILE, { apiVersion, now: NOW });
    const { watched, longest } = watch();
    if (isCalled) await callers.query("SELECT 1");
    await applyBatches(clientId, { pool: watched, now: () => NOW, log: silent, signal: new AbortController().signal });
    expect(await createBatchStore(pool).find(clientId, id)).toMatchObject({
      state: "complete",
      counters: { succeeded: ROWS, notFound: 0, failed: 0 },
    });
    expect(await read(clientId)).toEqual(LAST.sort());
    expect(longest()).toBeGreaterThan(0);
    expect(longest()).toBeLessThan(STEP_JSON_BYTES_MAX + 64 * 1024);
  },
  120_000,
);

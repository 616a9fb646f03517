import { BatchId, type ClientId } from "@silhouette/core/ids";
import fc from "fast-check";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { applyBatches } from "../src/apply-batches.ts";
import { createBatchStore } from "../src/batches.ts";
import { CALLS_APPLICATION, createPool } from "../src/pool.ts";
import { createProfileStore } from "../src/profiles.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing.ts";
import { insertClient } from "./batch-fixture.ts";

const NOW = new Date("2026-03-02T09:15:27.411Z");
const EXPIRES = new Date(NOW.getTime() + 14 * 86_400_000);
const silent = { info: () => {}, warn: () => {}, error: () => {} };
const COLUMNS = ["a", "b"] as const;

let database: TestDatabase;
let pool: pg.Pool;
/** Batches take it for somebody who waits for an answer. */
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

type Row = { readonly id: string; readonly cells: readonly string[] };

/** Stores a batch in chunks of the test's own size: real ones have hundreds of rows. */
async function submit(clientId: ClientId, chunks: readonly (readonly Row[])[], apiVersion: 1 | 2): Promise<BatchId> {
  const id = BatchId.parse(`batch-${crypto.randomUUID()}`);
  const header = { idKind: "thirdPartyId" as const, columns: [...COLUMNS] };
  const upload = await createBatchStore(pool).receive({ id, clientId, apiVersion, header, warnings: [], now: NOW });
  let firstLine = 2;
  for (const [position, rows] of chunks.entries()) {
    const text = rows.map(({ id: key, cells }) => `${[key, ...cells].join(",")}\n`).join("");
    await upload.append([{ position, firstLine, rowCount: rows.length, bytes: Buffer.from(text) }]);
    firstLine += rows.length;
  }
  await upload.accept({ rows: chunks.flat().length, bytes: 1 }, NOW);
  return id;
}

const apply = (clientId: ClientId) =>
  applyBatches(clientId, { pool, now: () => NOW, log: silent, signal: new AbortController().signal });

const row = fc.record({
  id: fc.constantFrom("one", "two", "three", "large"),
  cells: fc.tuple(fc.constantFrom("", "1", "2", "3"), fc.constantFrom("", "4", "5", "6")),
});
/** `large` is refused by the statement for all rows, which then has to be taken back and sent again. */
const makeLarge = (clientId: ClientId) =>
  pool.query(
    `INSERT INTO profile (client_id, key, attributes, attribute_bytes, expires_at, modified_at, version)
     VALUES ($1, 'tp:large', '{}', 65536, $2, $3, 1)`,
    [clientId, EXPIRES, NOW],
  );

test("whatever rows repeat an id, in one chunk or in several, the last value of each attribute stays and each row is counted once", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(row, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 5 }),
      fc.constantFrom(1, 2) as fc.Arbitrary<1 | 2>,
      fc.boolean(),
      async (chunks, apiVersion, givesWay) => {
        const clientId = await insertClient(pool, NOW);
        await makeLarge(clientId);
        const known = new Map<string, Map<string, string>>([["large", new Map()]]);
        let notFound = 0;
        for (const { id, cells } of chunks.flat()) {
          const change = cells.flatMap((value, at) => (value === "" ? [] : [[COLUMNS[at] ?? "", value] as const]));
          if (apiVersion === 1 && !known.has(id)) notFound += 1;
          else if (change.length > 0) known.set(id, new Map([...(known.get(id) ?? []), ...change]));
        }

        const id = await submit(clientId, chunks, apiVersion);
        while ((await createBatchStore(pool).find(clientId, id))?.state !== "complete") {
          if (givesWay) await callers.query("SELECT 1");
          await Promise.all([apply(clientId), apply(clientId)]);
        }

        const rows = chunks.flat().length;
        const batch = await createBatchStore(pool).find(clientId, id);
        expect(batch?.counters).toEqual({ succeeded: rows - notFound, notFound, failed: 0 });
        for (const name of ["one", "two", "three", "large"]) {
          const found = await createProfileStore(pool).find(clientId, `tp:${name}`, NOW);
          const values = new Map([...(found?.attributes ?? [])].map(([key, { value }]) => [key, value]));
          expect([name, values]).toEqual([name, known.get(name) ?? new Map()]);
        }
      },
    ),
    { numRuns: 60 },
  );
}, 120_000);

test("a worker whose connections break at any moment leaves chunks whole: none is lost, none is applied twice", async () => {
  const clientId = await insertClient(pool, NOW);
  const chunks = Array.from({ length: 12 }, (_, chunk) =>
    Array.from({ length: 200 }, (_, at) => ({ id: `crm-${chunk * 200 + at}`, cells: ["1", ""] })),
  );
  const id = await submit(clientId, chunks, 2);
  for (let attempt = 0; attempt < 6; attempt++) {
    const name = `worker-${attempt}`;
    const own = createPool(`${database.url}?application_name=${name}`, 4);
    const applying = applyBatches(clientId, {
      pool: own,
      now: () => new Date(NOW.getTime() + attempt * 60_000),
      log: silent,
      signal: new AbortController().signal,
    }).catch(() => {});
    const until = Math.min(11, attempt * 2 + 1);
    for (;;) {
      const { rows } = await pool.query<{ done: number }>("SELECT chunks_done AS done FROM batch WHERE id = $1", [id]);
      if ((rows[0]?.done ?? 0) >= until) break;
    }
    await pool.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1", [name]);
    await applying;
    await own.end();
  }
  await applyBatches(clientId, {
    pool,
    now: () => new Date(NOW.getTime() + 3_600_000),
    log: silent,
    signal: new AbortController().signal,
  });
  expect(await createBatchStore(pool).find(clientId, id)).toMatchObject({
    state: "complete",
    counters: { succeeded: 2400, notFound: 0, failed: 0 },
  });
  const { rows } = await pool.query(
    "SELECT count(*)::int AS profiles, min(version) AS least, max(version) AS most FROM profile WHERE client_id = $1",
    [clientId],
  );
  expect(rows[0]).toEqual({ profiles: 2400, least: 1, most: 1 });
});

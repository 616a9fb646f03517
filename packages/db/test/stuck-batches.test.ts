import { CHUNK_ROWS_MAX } from "@silhouette/core/batch-intake";
import { BatchId, type ClientId } from "@silhouette/core/ids";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { applyBatches } from "../src/apply-batches.ts";
import { createBatchAdministration } from "../src/batch-administration.ts";
import { createBatchReportStore } from "../src/batch-reports.ts";
import { createBatchStore } from "../src/batches.ts";
import { createPool } from "../src/pool.ts";
import { createProfileStore } from "../src/profiles.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing.ts";
import { insertClient, submitBatch } from "./batch-fixture.ts";

const NOW = new Date("2026-03-02T09:15:27.411Z");
const seconds = (count: number) => new Date(NOW.getTime() + count * 1000);
const silent = { info: () => {}, warn: () => {}, error: () => {} };

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url, 10);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const newClient = () => insertClient(pool, NOW);

const submit = (clientId: ClientId, file: string) => submitBatch(pool, clientId, file, { now: NOW });

/** Chunks that cannot be read, from a position on; what they held comes back with the answer. */
async function breakChunks(id: BatchId, from: number): Promise<() => Promise<void>> {
  const { rows } = await pool.query("SELECT position, body FROM batch_chunk WHERE batch_id = $1 AND position >= $2", [
    id,
    from,
  ]);
  await pool.query("UPDATE batch_chunk SET body = 'broken' WHERE batch_id = $1 AND position >= $2", [id, from]);
  return async () => {
    for (const { position, body } of rows) {
      await pool.query("UPDATE batch_chunk SET body = $3 WHERE batch_id = $1 AND position = $2", [id, position, body]);
    }
  };
}

const apply = (clientId: ClientId, now = NOW, stalledMillis?: number) =>
  applyBatches(clientId, {
    pool,
    now: () => now,
    log: silent,
    signal: new AbortController().signal,
    ...(stalledMillis === undefined ? {} : { stalledMillis }),
  });
const find = (clientId: ClientId, id: BatchId) => createBatchStore(pool).find(clientId, id);
const restart = (clientId: ClientId, id: BatchId, now = NOW) =>
  createBatchAdministration(pool).restart(clientId, id, now);
const tierOf = async (clientId: ClientId, id: string) =>
  (await createProfileStore(pool).find(clientId, `tp:${id}`, NOW))?.attributes.get("tier")?.value;
const rowsOf = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `crm-${from + index},x`).join("\n");
const attemptsAt = async (id: BatchId) => {
  const { rows } = await pool.query<{ attempts: number }>("SELECT attempts FROM batch WHERE id = $1", [id]);
  return rows[0]?.attempts;
};

test("a chunk that keeps failing makes its batch stuck within about a minute, without half of it applied, and frees the next (U-29)", async () => {
  const clientId = await newClient();
  const broken = await submit(clientId, "batch=thirdPartyId,tier\ncrm-1,gold");
  await breakChunks(broken, 0);
  const next = await submit(clientId, "batch=thirdPartyId,tier\ncrm-2,gold");
  for (const [attempts, second] of [
    [1, 0],
    [2, 2],
    [3, 8],
    [4, 24],
  ] as const) {
    // A call in the pause changes nothing.
    await apply(clientId, seconds(Math.max(0, second - 0.001)));
    await apply(clientId, seconds(second));
    expect(await attemptsAt(broken)).toBe(attempts);
    expect(await find(clientId, broken)).toMatchObject({ state: "queued" });
    expect(await find(clientId, next)).toMatchObject({ state: "queued" });
  }
  await apply(clientId, seconds(59));
  expect(await find(clientId, broken)).toMatchObject({ state: "queued" });
  await apply(clientId, seconds(60));
  expect(await find(clientId, broken)).toMatchObject({ state: "stuck", counters: { succeeded: 0 } });
  expect(await find(clientId, next)).toMatchObject({ state: "complete" });
});

test("a batch that waited for hours while no worker ran is applied, not called stuck", async () => {
  const clientId = await newClient();
  const id = await submit(clientId, "batch=thirdPartyId,tier\ncrm-1,gold");
  await apply(clientId, seconds(48 * 3600));
  expect(await find(clientId, id)).toMatchObject({ state: "complete" });
});

test("a worker that is stopped or killed over a chunk costs no pause, but five such ends make the batch stuck", async () => {
  const clientId = await newClient();
  const id = await submit(clientId, "batch=thirdPartyId,tier\ncrm-1,gold");
  const endOver = (batch: BatchId) => pool.query("UPDATE batch SET attempts = attempts + 1 WHERE id = $1", [batch]);
  await endOver(id);
  await endOver(id);
  await apply(clientId);
  expect(await find(clientId, id)).toMatchObject({ state: "complete" });
  const poison = await submit(clientId, "batch=thirdPartyId,tier\ncrm-1,gold");
  for (let attempt = 0; attempt < 5; attempt++) await endOver(poison);
  await apply(clientId);
  expect(await find(clientId, poison)).toMatchObject({ state: "stuck" });
});

test("a batch whose chunk has gone missing does not hold up the client for ever", async () => {
  const clientId = await newClient();
  const id = await submit(clientId, "batch=thirdPartyId,tier\ncrm-1,gold");
  await pool.query("DELETE FROM batch_chunk WHERE batch_id = $1", [id]);
  for (let minute = 0; minute < 5; minute++) await apply(clientId, seconds(60 * minute));
  expect(await find(clientId, id)).toMatchObject({ state: "stuck" });
});

test("a batch that makes no progress for the whole time although a worker is at it is stuck (U-29)", async () => {
  const clientId = await newClient();
  const first = await submit(clientId, "batch=thirdPartyId,tier\ncrm-1,silver");
  await apply(clientId);
  expect(await find(clientId, first)).toMatchObject({ state: "complete" });
  const id = await submit(clientId, "batch=thirdPartyId,tier\ncrm-1,gold");
  const other = await pool.connect();
  try {
    await other.query("BEGIN");
    await other.query("SELECT 1 FROM profile WHERE client_id = $1 FOR UPDATE", [clientId]);
    await apply(clientId, NOW, 100);
    expect(await find(clientId, id)).toMatchObject({ state: "stuck", counters: { succeeded: 0 } });
  } finally {
    await other.query("ROLLBACK");
    other.release();
  }
  expect(await restart(clientId, id)).toBe("restarted");
  await apply(clientId);
  expect(await tierOf(clientId, "crm-1")).toBe("gold");
});

const fault = (code: string) => Object.assign(new pg.DatabaseError("the fault of a test", 1, "error"), { code });

/** Calls at times, in seconds, of a worker whose transactions all fail. */
async function applyInVain(clientId: ClientId, cause: Error, at: readonly number[]): Promise<void> {
  const failing = { query: pool.query.bind(pool), connect: () => Promise.reject(cause) } as unknown as pg.Pool;
  const signal = new AbortController().signal;
  for (const second of at)
    await applyBatches(clientId, { pool: failing, now: () => seconds(second), log: silent, signal });
}
const everyMinute = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => 60 * (from + at));

test.each([
  ["a full disk", fault("53100")],
  ["a pool without a free connection", new Error("timeout exceeded when trying to connect")],
  ["a server that restarts", fault("57P01")],
])(
  "%s counts as no attempt at a chunk, however often: the batch pauses and is applied afterwards",
  async (_, cause) => {
    const clientId = await newClient();
    const id = await submit(clientId, "batch=thirdPartyId,tier\ncrm-1,gold");
    await applyInVain(clientId, cause, [...Array.from({ length: 120 }, (_, second) => second), ...everyMinute(2, 59)]);
    expect(await find(clientId, id)).toMatchObject({ state: "queued", counters: { succeeded: 0 } });
    expect(await attemptsAt(id)).toBe(0);
    // A call in the pause changes nothing.
    await apply(clientId, seconds(58 * 60 + 1));
    expect(await find(clientId, id)).toMatchObject({ state: "queued" });
    await apply(clientId, seconds(59 * 60));
    expect(await find(clientId, id)).toMatchObject({ state: "complete", counters: { succeeded: 1 } });
  },
);

test("a batch for which the database cannot be used for an hour, while a worker tries, is stuck (U-29)", async () => {
  const clientId = await newClient();
  const id = await submit(clientId, "batch=thirdPartyId,tier\ncrm-1,gold");
  await applyInVain(clientId, fault("53100"), everyMinute(0, 60));
  expect(await find(clientId, id)).toMatchObject({ state: "queued" });
  await applyInVain(clientId, fault("53100"), [3600]);
  expect(await find(clientId, id)).toMatchObject({ state: "stuck" });
  expect(await restart(clientId, id, seconds(3700))).toBe("restarted");
  await applyInVain(clientId, fault("53100"), [3700]);
  expect(await find(clientId, id)).toMatchObject({ state: "queued" });
});

test("the hours in which no worker tried do not count towards the one in which the database cannot be used", async () => {
  const clientId = await newClient();
  const id = await submit(clientId, "batch=thirdPartyId,tier\ncrm-1,gold");
  await applyInVain(clientId, fault("53100"), [...everyMinute(0, 30), ...everyMinute(300, 340)]);
  expect(await find(clientId, id)).toMatchObject({ state: "queued" });
});

test("a worker finds another one at the batch and counts no attempt", async () => {
  const clientId = await newClient();
  const id = await submit(clientId, "batch=thirdPartyId,tier\ncrm-1,gold");
  const other = await pool.connect();
  try {
    await other.query("BEGIN");
    await other.query("SELECT 1 FROM batch WHERE id = $1 FOR UPDATE", [id]);
    for (let look = 0; look < 7; look++) await apply(clientId);
  } finally {
    await other.query("COMMIT");
    other.release();
  }
  expect(await attemptsAt(id)).toBe(0);
});

test("of chunks that are tried together, those before the one that fails are applied; a restarted batch goes on with it and applies each row once (U-29)", async () => {
  const clientId = await newClient();
  const id = await submit(clientId, `batch=thirdPartyId,tier\n${rowsOf(0, 4 * CHUNK_ROWS_MAX)}`);
  const repair = await breakChunks(id, 2);
  for (const second of [0, 10, 30, 60, 120, 180]) await apply(clientId, seconds(second));
  const applied = { succeeded: 2 * CHUNK_ROWS_MAX };
  expect(await find(clientId, id)).toMatchObject({ state: "stuck", counters: applied });
  await repair();
  expect(await restart(clientId, id, seconds(200))).toBe("restarted");
  expect(await find(clientId, id)).toMatchObject({ state: "queued", counters: applied });
  await apply(clientId, seconds(200));
  expect(await find(clientId, id)).toMatchObject({ state: "complete", counters: { succeeded: 4 * CHUNK_ROWS_MAX } });
  const versions = await pool.query("SELECT DISTINCT version FROM profile WHERE client_id = $1", [clientId]);
  expect(versions.rows).toEqual([{ version: 1 }]);
});

test("a restart begins the attempts anew and wakes a worker", async () => {
  const clientId = await newClient();
  const id = await submit(clientId, "batch=thirdPartyId,tier\ncrm-1,gold");
  await breakChunks(id, 0);
  for (const second of [0, 10, 30, 60, 120]) await apply(clientId, seconds(second));
  const jobs = `SELECT 1 FROM graphile_worker.jobs WHERE key = 'apply-batches:' || $1`;
  await pool.query("SELECT graphile_worker.remove_job('apply-batches:' || $1)", [clientId]);
  expect(await restart(clientId, id, seconds(121))).toBe("restarted");
  expect((await pool.query(jobs, [clientId])).rowCount).toBe(1);
  await apply(clientId, seconds(121));
  expect([await attemptsAt(id), (await find(clientId, id))?.state]).toEqual([1, "queued"]);
});

test("the pace of a batch is counted from when a worker last took it up, neither from the queue nor over a pause", async () => {
  const clientId = await newClient();
  const id = await submit(clientId, `batch=thirdPartyId,tier\n${rowsOf(0, 20 * CHUNK_ROWS_MAX)}`);
  const report = () => createBatchReportStore(pool).find(clientId, id);
  expect(await report()).toMatchObject({ startedAt: null, rowsAtStart: 0 });
  const repair = await breakChunks(id, 10);
  await apply(clientId, seconds(600));
  expect(await report()).toMatchObject({ startedAt: seconds(600), rowsAtStart: 0, state: "queued" });
  await repair();
  await apply(clientId, seconds(700));
  const applied = { succeeded: 20 * CHUNK_ROWS_MAX };
  expect(await report()).toMatchObject({ startedAt: seconds(700), state: "complete", counters: applied });
  expect((await report())?.rowsAtStart).toBe(10 * CHUNK_ROWS_MAX);
});

test("only the client's own stuck batches can be restarted, and only within their retention", async () => {
  const [mine, theirs] = [await newClient(), await newClient()];
  const id = await submit(mine, "batch=thirdPartyId,tier\ncrm-1,gold");
  expect(await restart(mine, id)).toBe("not-stuck");
  await breakChunks(id, 0);
  for (const second of [0, 10, 30, 60, 120]) await apply(mine, seconds(second));
  expect(await restart(theirs, id)).toBe("not-found");
  expect(await restart(mine, BatchId.parse("unknown"))).toBe("not-found");
  expect(await restart(mine, id, seconds(120 + 30 * 86_400))).toBe("not-found");
  expect(await find(mine, id)).toMatchObject({ state: "stuck" });
});

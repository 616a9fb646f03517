import type { BatchState } from "@silhouette/core/batch";
import type { ClientId } from "@silhouette/core/ids";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createPool } from "../src/pool.ts";
import { removeOld } from "../src/retention.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing.ts";

const NOW = new Date("2026-03-02T09:15:27.411Z");
const DAY = 86_400_000;
const ago = (millis: number) => new Date(NOW.getTime() - millis);

let database: TestDatabase;
let pool: pg.Pool;
let count = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url, 4);
});
beforeEach(() =>
  pool.query(
    "TRUNCATE batch, batch_chunk, batch_row_result, session, sign_in_throttle, setup_link, quota_window, token_use, unauthenticated_call, call_minute",
  ),
);
afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function newClient(retentionDays = 30): Promise<ClientId> {
  const id = `cl_retention${++count}` as ClientId;
  await pool.query("INSERT INTO client (id, code, name, created_at) VALUES ($1, $1, $1, $2)", [id, NOW]);
  await pool.query("INSERT INTO client_settings (client_id, batch_retention_days, updated_at) VALUES ($1, $2, $3)", [
    id,
    retentionDays,
    NOW,
  ]);
  return id;
}

async function putBatch(clientId: string, state: BatchState, endedAt: Date, results = 0): Promise<string> {
  const id = `batch-${++count}`;
  await pool.query(
    `INSERT INTO batch (id, client_id, api_version, state, header, received_at, submitted_at, progressed_at, completed_at)
     VALUES ($1, $2, 2, $3, '{}', $4, $4, $4, $5)`,
    [id, clientId, state, endedAt, state === "complete" ? endedAt : null],
  );
  await pool.query(
    "INSERT INTO batch_chunk (batch_id, position, first_line, row_count, body) VALUES ($1, 0, 2, 1, '')",
    [id],
  );
  await pool.query(
    `INSERT INTO batch_row_result (batch_id, line, outcome, code, profile_id, detail)
     SELECT $1, line, 'failed', 'missing-id', '', '' FROM generate_series(2, $2::int + 1) AS line`,
    [id, results],
  );
  return id;
}

const countLeft = async (table: string, batchId: string): Promise<number | null> =>
  (await pool.query(`SELECT 1 FROM ${table} WHERE ${table === "batch" ? "id" : "batch_id"} = $1`, [batchId])).rowCount;

/** Rows left of a batch: of itself, its chunks, its row results. */
const leftOf = (batchId: string) =>
  Promise.all(["batch", "batch_chunk", "batch_row_result"].map((table) => countLeft(table, batchId)));

async function removeAll(stepRows?: number): Promise<number> {
  for (let steps = 1; ; steps++) if (!(await removeOld(pool, NOW, stepRows))) return steps;
}

test("finished batches go with all that belongs to them once their client's time is over (U-18)", async () => {
  const [long, short] = [await newClient(30), await newClient(1)];
  const gone = [
    await putBatch(long, "complete", ago(30 * DAY), 3),
    await putBatch(long, "stuck", ago(31 * DAY), 3),
    await putBatch(short, "complete", ago(DAY), 3),
  ];
  const kept = [
    await putBatch(long, "complete", ago(30 * DAY - 1), 3),
    await putBatch(long, "stuck", ago(29 * DAY), 3),
    await putBatch(short, "complete", ago(DAY - 1), 3),
    await putBatch(long, "queued", ago(400 * DAY), 3),
    await putBatch(long, "receiving", ago(400 * DAY), 3),
  ];
  await removeAll();
  for (const id of gone) expect(await leftOf(id)).toEqual([0, 0, 0]);
  for (const id of kept) expect(await leftOf(id)).toEqual([1, 1, 3]);
});

test("a long row report goes in bounded steps, the batch itself last", async () => {
  const id = await putBatch(await newClient(), "complete", ago(31 * DAY), 25);
  expect(await removeOld(pool, NOW, 10)).toBe(true);
  expect(await leftOf(id)).toEqual([1, 1, 15]);
  await removeAll(10);
  expect(await leftOf(id)).toEqual([0, 0, 0]);
});

test("batches of a client that is gone do not stay for ever", async () => {
  await newClient(1);
  const id = await putBatch("cl_gone", "complete", ago(31 * DAY));
  await removeAll();
  expect(await leftOf(id)).toEqual([0, 0, 0]);
});

test("sessions, sign-in counters, set-up links and quota windows go when they are over, and live ones stay", async () => {
  const soon = ago(-1);
  await pool.query(
    "INSERT INTO user_account (id, email, name, password_hash, created_at) VALUES ('u', 'u@example.test', 'U', '', $1)",
    [NOW],
  );
  const session = (id: string, expiresAt: Date, revokedAt: Date | null) =>
    pool.query(
      `INSERT INTO session (id, secret_hash, user_id, created_at, last_seen_at, expires_at, revoked_at)
       VALUES ($1, $2, 'u', $3, $3, $4, $5)`,
      [id, Buffer.from(id), NOW, expiresAt, revokedAt],
    );
  await session("live", soon, null);
  await session("over", NOW, null);
  await session("revoked", soon, NOW);
  for (const [key, end] of [
    ["live", soon],
    ["over", NOW],
  ] as const)
    await pool.query("INSERT INTO sign_in_throttle (key, points, expires_at) VALUES ($1, 1, $2)", [key, end]);
  const link = (id: string, expiresAt: Date, usedAt: Date | null) =>
    pool.query(
      "INSERT INTO setup_link (id, secret_hash, created_at, expires_at, used_at) VALUES ($1, $2, $3, $4, $5)",
      [id, Buffer.from(id), NOW, expiresAt, usedAt],
    );
  await link("live", soon, null);
  await link("over", NOW, null);
  await link("used", soon, NOW);
  for (const [client, hours] of [
    ["live", 24],
    ["over", 25],
  ] as const)
    await pool.query("INSERT INTO quota_window (client_id, kind, window_start, calls) VALUES ($1, 'updates', $2, 1)", [
      client,
      ago(hours * 3_600_000),
    ]);
  await removeAll(1);
  const left = (column: string, table: string) =>
    pool.query(`SELECT ${column} AS name FROM ${table}`).then(({ rows }) => rows.map(({ name }) => name));
  expect(await left("id", "session")).toEqual(["live"]);
  expect(await left("key", "sign_in_throttle")).toEqual(["live"]);
  expect(await left("id", "setup_link")).toEqual(["live"]);
  expect(await left("client_id", "quota_window")).toEqual(["live"]);
});

test("counts of calls go after two days, and uses of tokens after ninety", async () => {
  const day = (millis: number) => ago(millis).toISOString().slice(0, 10);
  for (const [name, hours, days] of [
    ["live", 48 - 1 / 3600, 89],
    ["over", 48, 90],
  ] as const) {
    const at = ago(hours * 3_600_000);
    await pool.query("INSERT INTO token_use VALUES ($1, $2, 'fetch', '', '', 1, $3)", [name, day(days * DAY), NOW]);
    await pool.query("INSERT INTO unauthenticated_call VALUES ($1, $2, 'fetch', 'missing', '', '', 1, $3)", [
      name,
      at,
      NOW,
    ]);
    await pool.query("INSERT INTO call_minute VALUES ($1, $2, 'fetch', 1, 0)", [name, at]);
  }
  await removeAll(1);
  for (const [column, table] of [
    ["token_id", "token_use"],
    ["client_id", "unauthenticated_call"],
    ["client_id", "call_minute"],
  ]) {
    const { rows } = await pool.query(`SELECT ${column} AS name FROM ${table}`);
    expect([table, rows]).toEqual([table, [{ name: "live" }]]);
  }
});

test("the copy of a token's text goes with the end of its overlap, and not before", async () => {
  const clientId = await newClient();
  const put = async (revokedAt: Date | null, graceEndsAt: Date | null) => {
    const id = `token-${++count}`;
    await pool.query(
      `INSERT INTO profile_token (id, client_id, public_id, scope, secret_hash, sealed_text, created_at, created_by,
         expires_at, revoked_at, grace_ends_at) VALUES ($1, $2, $1, 'profile_api', '', 'x', $3, 'ada', $4, $5, $6)`,
      [id, clientId, ago(DAY), ago(-DAY), revokedAt, graceEndsAt],
    );
    return id;
  };
  const kept = [await put(null, null), await put(ago(DAY), ago(-1))];
  for (const graceEndsAt of [ago(0), ago(DAY), null]) await put(ago(DAY), graceEndsAt);
  await removeAll(1);
  const { rows } = await pool.query("SELECT id FROM profile_token WHERE sealed_text IS NOT NULL");
  expect(rows.map(({ id }) => id).sort()).toEqual(kept.sort());
});

test("nothing to remove is one step", async () => {
  expect(await removeAll()).toBe(1);
});

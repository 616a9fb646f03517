import type { ProfileKey } from "@silhouette/core/identity";
import type { ClientId } from "@silhouette/core/ids";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createPool } from "../src/pool.ts";
import { createProfilePurge } from "../src/purge-profiles.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing.ts";

const NOW = new Date("2026-03-02T09:15:27.411Z");
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);
const LIVE = minutesAgo(-1);
const EXPIRED = minutesAgo(61);

let database: TestDatabase;
let pool: pg.Pool;
let count = 0;
const newClient = () => `cl_purge${String(++count).padStart(3, "0")}` as ClientId;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url, 10);
});
// The purge walks the whole table: each test has it to itself.
beforeEach(() => pool.query("TRUNCATE profile"));
afterAll(async () => {
  await pool.end();
  await database.drop();
});

type Row = { key: string; expiresAt?: Date; target?: string };

async function put(clientId: ClientId, ...rows: readonly Row[]): Promise<void> {
  for (const { key, expiresAt = LIVE, target = null } of rows) {
    await pool.query(
      `INSERT INTO profile (client_id, key, attributes, attribute_bytes, merged_into, modified_at, expires_at, version)
       VALUES ($1, $2, '{"tier":["gold",0]}', 8, $3, $4, $5, 1)`,
      [clientId, key, target, minutesAgo(1000), expiresAt],
    );
  }
}

const keysOf = async (clientId: ClientId): Promise<readonly string[]> => {
  const { rows } = await pool.query<{ key: string }>("SELECT key FROM profile WHERE client_id = $1 ORDER BY key", [
    clientId,
  ]);
  return rows.map(({ key }) => key);
};

/** Walks the table once; returns how many rows went. */
async function pass(stepRows = 500, now = NOW): Promise<{ removed: number; steps: number }> {
  const purge = createProfilePurge(pool, stepRows);
  let removed = 0;
  for (let steps = 1; ; steps++) {
    const step = await purge.step(now);
    removed += step.removed;
    if (step.isPassDone) return { removed, steps };
  }
}

test("rows that expired an hour ago are removed, and no others (U-33)", async () => {
  const clientId = newClient();
  await put(
    clientId,
    { key: "pc:live" },
    { key: "pc:just", expiresAt: NOW },
    { key: "pc:within-the-hour", expiresAt: minutesAgo(59) },
    { key: "pc:on-the-hour", expiresAt: minutesAgo(60) },
    { key: "tp:expired", expiresAt: EXPIRED },
  );
  expect(await pass()).toMatchObject({ removed: 2 });
  expect(await keysOf(clientId)).toEqual(["pc:just", "pc:live", "pc:within-the-hour"]);
});

test("the table is walked in bounded steps, across clients, and begun again after its end", async () => {
  const [one, two] = [newClient(), newClient()];
  for (const clientId of [one, two]) {
    const rows = Array.from({ length: 10 }, (_, index) => ({
      key: `pc:${index}`,
      expiresAt: index % 2 ? EXPIRED : LIVE,
    }));
    await put(clientId, ...rows);
  }
  const purge = createProfilePurge(pool, 3);
  const steps = [];
  for (let step = 0; step < 7; step++) steps.push(await purge.step(NOW));
  expect(steps.map(({ isPassDone }) => isPassDone)).toEqual([false, false, false, false, false, false, true]);
  expect(steps.reduce((sum, { removed }) => sum + removed, 0)).toBe(10);
  expect(await keysOf(two)).toEqual(["pc:0", "pc:2", "pc:4", "pc:6", "pc:8"]);
  await put(one, { key: "ec:0", expiresAt: EXPIRED });
  expect(await purge.step(NOW)).toMatchObject({ removed: 1 });
});

test("an empty table is one step", async () => {
  expect(await pass()).toEqual({ removed: 0, steps: 1 });
});

test.each([1, 2, 500])(
  "a link lives exactly as long as its profile, whatever its own time says (steps of %i)",
  async (stepRows) => {
    const clientId = newClient();
    await put(
      clientId,
      { key: "ec:1", target: "pc:1", expiresAt: EXPIRED },
      { key: "pc:1", target: "tp:1", expiresAt: EXPIRED },
      { key: "tp:1", expiresAt: LIVE },
      { key: "ec:2", target: "pc:2", expiresAt: LIVE },
      { key: "pc:2", target: "tp:2", expiresAt: LIVE },
      { key: "tp:2", expiresAt: EXPIRED },
      { key: "ec:3", target: "pc:3", expiresAt: LIVE },
      { key: "pc:3", expiresAt: EXPIRED },
      { key: "ec:4", target: "pc:4", expiresAt: LIVE },
      { key: "pc:5", target: "tp:2", expiresAt: LIVE },
      { key: "pc:6", target: "tp:6", expiresAt: EXPIRED },
      { key: "tp:6", expiresAt: minutesAgo(1) },
    );
    expect(await pass(stepRows)).toMatchObject({ removed: 7 });
    expect(await keysOf(clientId)).toEqual(["ec:1", "pc:1", "pc:6", "tp:1", "tp:6"]);
  },
);

test.each([1, 500])(
  "links between devices go with their profile, wherever they stand (steps of %i)",
  async (stepRows) => {
    const clientId = newClient();
    await put(
      clientId,
      { key: "ec:1", target: "pc:b" },
      { key: "pc:a", target: "pc:b" },
      { key: "pc:b", expiresAt: EXPIRED },
      { key: "pc:c", target: "pc:b" },
      { key: "pc:d", target: "pc:c" },
      { key: "pc:e", target: "pc:f", expiresAt: EXPIRED },
      { key: "pc:f", target: "pc:g", expiresAt: EXPIRED },
      { key: "pc:g", target: "tp:1", expiresAt: EXPIRED },
      { key: "tp:1" },
    );
    expect(await pass(stepRows)).toMatchObject({ removed: 5 });
    expect(await keysOf(clientId)).toEqual(["pc:e", "pc:f", "pc:g", "tp:1"]);
  },
);

test("a link is not taken for one of another client", async () => {
  const [mine, theirs] = [newClient(), newClient()];
  await put(mine, { key: "pc:1", target: "tp:1" }, { key: "tp:1", expiresAt: EXPIRED });
  await put(theirs, { key: "pc:1", target: "tp:1" }, { key: "tp:1" });
  await pass();
  expect(await keysOf(mine)).toEqual([]);
  expect(await keysOf(theirs)).toEqual(["pc:1", "tp:1"]);
});

test("links that lead in a circle are a fault that the purge leaves alone", async () => {
  const clientId = newClient();
  await put(clientId, { key: "pc:1", target: "pc:2", expiresAt: EXPIRED }, { key: "pc:2", target: "pc:1" });
  expect(await pass()).toMatchObject({ removed: 0 });
});

/** Runs `race` in a transaction that renews a row, and a pass of the purge that meets it before the commit. */
async function renewDuringPass(clientId: ClientId, locked: ProfileKey, renewed: ProfileKey): Promise<number> {
  const writer = await pool.connect();
  try {
    await writer.query("BEGIN");
    await writer.query("SELECT 1 FROM profile WHERE client_id = $1 AND key = $2 FOR UPDATE", [clientId, locked]);
    await writer.query("UPDATE profile SET expires_at = $3 WHERE client_id = $1 AND key = $2", [
      clientId,
      renewed,
      LIVE,
    ]);
    const passing = pass();
    await waitForLock();
    await writer.query("COMMIT");
    return (await passing).removed;
  } finally {
    writer.release();
  }
}

async function waitForLock(): Promise<void> {
  for (;;) {
    const { rowCount } = await pool.query(
      "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    if (rowCount === 1) return;
  }
}

test("a profile renewed between the look and the delete survives", async () => {
  const clientId = newClient();
  await put(clientId, { key: "tp:1", expiresAt: EXPIRED });
  expect(await renewDuringPass(clientId, "tp:1", "tp:1")).toBe(0);
  expect(await keysOf(clientId)).toEqual(["tp:1"]);
});

test.each(["pc:1", "tp:1"] as const)(
  "a link whose profile is renewed meanwhile survives, when the writer holds %s first",
  async (locked) => {
    const clientId = newClient();
    await put(clientId, { key: "pc:1", target: "tp:1", expiresAt: EXPIRED }, { key: "tp:1", expiresAt: EXPIRED });
    expect(await renewDuringPass(clientId, locked, "tp:1")).toBe(0);
    expect(await keysOf(clientId)).toEqual(["pc:1", "tp:1"]);
  },
);

import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPool, inTransaction } from "../src/pool.ts";
import { limitWaiting } from "../src/sql/batch-progress.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing.ts";

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url, 4);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const pidOf = async (connection: Pick<pg.ClientBase, "query">): Promise<number> =>
  (await connection.query<{ pid: number }>("SELECT pg_backend_pid() AS pid")).rows[0]?.pid ?? 0;

/** Waits until Postgres has no such connection any more, and the driver has been told. */
async function untilGone(pid: number): Promise<void> {
  for (;;) {
    const { rows } = await pool.query("SELECT 1 FROM pg_stat_activity WHERE pid = $1", [pid]);
    if (rows.length === 0) break;
  }
  await new Promise((resolve) => setImmediate(resolve));
}

// An error event that nobody listens to would end this process, and fail the run of the tests.
test("a connection that breaks between two statements fails its own transaction, and the next one gets another", async () => {
  const broken = inTransaction(pool, async (connection) => {
    const pid = await pidOf(connection);
    await pool.query("SELECT pg_terminate_backend($1)", [pid]);
    await untilGone(pid);
    await connection.query("SELECT 1");
  });
  await expect(broken).rejects.toThrow();
  expect(await inTransaction(pool, async (connection) => (await connection.query("SELECT 1")).rowCount)).toBe(1);
});

test("a worker that falls silent inside a transaction loses it, and with it what it has locked", async () => {
  await pool.query("CREATE TABLE held (id int PRIMARY KEY); INSERT INTO held VALUES (1)");
  const silent = inTransaction(pool, async (connection) => {
    await limitWaiting(connection, 60_000, 50);
    await connection.query("SELECT 1 FROM held WHERE id = 1 FOR UPDATE");
    // Whoever waits for the row gets it, because the silent one's transaction is ended.
    await pool.query("UPDATE held SET id = 2 WHERE id = 1");
    await connection.query("SELECT 1");
  });
  await expect(silent).rejects.toThrow();
  expect((await pool.query("SELECT id FROM held")).rows).toEqual([{ id: 2 }]);
});

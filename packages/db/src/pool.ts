import pg from "pg";

/** What runs a statement: a pool, or one of its connections inside a transaction. */
export type Queryable = Pick<pg.ClientBase, "query">;

/**
 * Connections for the hot path. Nothing is set per session, so a transaction pooler may stand in between.
 * @param connectionsMax at most this many at once; further callers wait.
 */
export function createPool(databaseUrl: string, connectionsMax: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: connectionsMax,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  });
  // An idle connection that breaks is replaced by the pool; the callers in flight get their own error.
  pool.on("error", () => {});
  return pool;
}

/** Postgres error codes after which the same transaction may simply be tried again. */
const TRANSIENT_CODES = new Set(["40001", "40P01"]);
const ATTEMPTS_MAX = 5;

/**
 * Runs `work` in one transaction. Repeats it after a deadlock or a serialization failure: two writers may reach the
 * same profiles in a different order when one of them follows a link.
 */
export async function inTransaction<Value>(
  pool: pg.Pool,
  work: (connection: Queryable) => Promise<Value>,
): Promise<Value> {
  for (let attempt = 1; ; attempt++) {
    const connection = await pool.connect();
    let broken: Error | undefined;
    try {
      await connection.query("BEGIN");
      const value = await work(connection);
      await connection.query("COMMIT");
      return value;
    } catch (error) {
      await connection.query("ROLLBACK").catch((cause: Error) => {
        broken = cause;
      });
      if (attempt >= ATTEMPTS_MAX || !isTransient(error)) throw error;
    } finally {
      connection.release(broken);
    }
  }
}

const isTransient = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code !== undefined && TRANSIENT_CODES.has(error.code);

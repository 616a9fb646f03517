import pg from "pg";

/** What runs a statement: a pool, or one of its connections inside a transaction. */
export type Queryable = Pick<pg.ClientBase, "query">;

/** What the connections that serve updates, fetches and visits are called in `pg_stat_activity`. */
export const CALLS_APPLICATION = "silhouette calls";

/** Whether a pooler stands in between that keeps no prepared statements, as `?pgbouncer=true` of an address says. */
export const isBehindPooler = (databaseUrl: string): boolean =>
  new URL(databaseUrl).searchParams.get("pgbouncer") === "true";

/** Sends statements without names: a prepared one would be looked for on whichever connection the pooler gives next. */
class UnnamedClient extends pg.Client {
  // The driver's own signature has a dozen forms; the first argument is all that is changed.
  override query(config: unknown, ...rest: unknown[]): never {
    const unnamed =
      typeof config === "object" && config !== null && "name" in config ? { ...config, name: "" } : config;
    return super.query(unnamed as never, ...(rest as never[])) as never;
  }
}

/**
 * Milliseconds that the statements of callers may take. A row that somebody keeps locked must not hold up the group that
 * an update of it is in, and with it every update of the node, for ever: a batch locks rows for a second at most, and
 * Postgres lets a deadlock stand for one. Guesses, several times that. The driver's own limit is for a connection that
 * answers nothing any more.
 */
const CALL_LIMITS = { lock_timeout: 5_000, statement_timeout: 20_000, query_timeout: 30_000 };

/** A transaction pooler refuses settings of a session; there the driver's limit is the only one. */
const limitsOf = (databaseUrl: string) =>
  isBehindPooler(databaseUrl) ? { query_timeout: CALL_LIMITS.query_timeout } : CALL_LIMITS;

/** Connections that serve updates, fetches and visits: batches see them and give way, and no statement lasts for ever. */
export const createCallPool = (databaseUrl: string, connectionsMax: number): pg.Pool =>
  createPool(databaseUrl, connectionsMax, CALLS_APPLICATION, limitsOf(databaseUrl));

/**
 * Connections for the hot path. Nothing is set per session where a transaction pooler stands in between
 * (docs/decisions/0033-statements-behind-a-pooler.md).
 * @param connectionsMax at most this many at once; further callers wait.
 * @param applicationName by which the server shows them, unless the address gives another.
 */
export function createPool(
  databaseUrl: string,
  connectionsMax: number,
  applicationName = "silhouette",
  limits: Partial<typeof CALL_LIMITS> = {},
): pg.Pool {
  const pool = new pg.Pool({
    ...limits,
    ...(isBehindPooler(databaseUrl) ? { Client: UnnamedClient } : {}),
    application_name: applicationName,
    connectionString: databaseUrl,
    max: connectionsMax,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  });
  // An idle connection that breaks is replaced by the pool; the callers in flight get their own error.
  pool.on("error", () => {});
  // So does one that breaks while somebody holds it: their statement fails. Nobody else listens then, and an error that
  // nobody listens to ends the program.
  pool.on("connect", (connection) => connection.on("error", () => {}));
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

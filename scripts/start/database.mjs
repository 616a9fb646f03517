import path from "node:path";
import { StartFailure } from "./failure.mjs";
import { root } from "./prepare.mjs";

const majorMin = 15;
const connectMillisMax = 10_000;
/** Leaves the programs seven of the ten seconds that a stop may take. */
const stopMillisMin = 1000;

/**
 * @typedef {{ url: string, name: string, stop(withinMillis: number): Promise<void> }} RunningDatabase
 */

/**
 * Starts the embedded Postgres, or checks that the given server answers.
 * @param {{ url: string | null, directory: string, log: (line: string) => void, signal: AbortSignal }} options
 * @returns {Promise<RunningDatabase>} `name` holds no password
 */
export async function openDatabase({ url, directory, log, signal }) {
  if (url !== null) {
    await checkServer(url);
    return { url, name: describeServer(url), stop: async () => {} };
  }
  const { startEmbeddedPostgres } = await import("@silhouette/db/embedded-postgres");
  const dir = path.join(directory, "postgres");
  const server = await startEmbeddedPostgres({ dir, log, signal });
  return {
    url: server.url,
    name: dir,
    stop: (withinMillis) => server.stop({ withinMillis: Math.max(withinMillis, stopMillisMin) }),
  };
}

/** @param {string} url */
export async function migrate(url) {
  const { migrateDeploy, migrateQueue } = await import("@silhouette/db/migrate");
  await migrateDeploy({ url, directory: path.join(root, "prisma/migrations") });
  await migrateQueue({ url });
}

/** @param {string} url */
async function checkServer(url) {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectMillisMax });
  client.on("error", () => {}); // The call in progress reports it.
  try {
    await client.connect();
    const { rows } = await client.query("SHOW server_version_num");
    const major = Math.floor(Number(rows[0].server_version_num) / 10_000);
    if (major < majorMin) {
      throw new StartFailure(`${describeServer(url)} is PostgreSQL ${major}: Silhouette needs ${majorMin} or newer.`);
    }
  } catch (error) {
    if (error instanceof StartFailure) throw error;
    throw new StartFailure(`Cannot use the database at ${describeServer(url)}: ${reason(error)}. Check DATABASE_URL.`);
  } finally {
    await client.end().catch(() => {});
  }
}

/**
 * Host, port and database: enough to recognise a server by, and no secret.
 * @param {string} url
 */
function describeServer(url) {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname || "localhost"}:${port || 5432}${pathname}`;
}

/** @param {unknown} error */
function reason(error) {
  // A name with several addresses fails with one error for each.
  const first = error instanceof AggregateError ? error.errors[0] : error;
  const { code, message } = /** @type {{ code?: string, message: string }} */ (first);
  if (code === "ECONNREFUSED") return "nothing listens there";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "no such host";
  return message;
}

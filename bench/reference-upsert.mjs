import { accessSync, chmodSync, constants, existsSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { idOf, storedAttributes, valuesOf } from "./data.mjs";
import { runProgram } from "./processes.mjs";
import { MERGE, TABLE } from "./reference-table.mjs";

/**
 * @typedef {object} UpsertLoad
 * @property {number} connections
 * @property {number} seconds
 * @property {number} profiles rows of the table, which are met at random
 */

const LIFETIME = "interval '14 days'";

/**
 * One prepared upsert in a transaction of its own, as fast as Postgres takes them: what an application gets that sends
 * each update by itself. By pgbench, or where there is none, by a loop over `pg`.
 * @param {import("./installation.mjs").Installation} installation
 * @param {UpsertLoad} load
 * @returns {Promise<number>} transactions in a second
 */
export async function upsertOneByOne(installation, load) {
  const program = findPgbench();
  return program === null ? loop(installation, load) : runPgbench(program, installation, load);
}

/** What the reference is called in the table. */
export const upsertName = () => (findPgbench() === null ? "upserts one by one (pg)" : "pgbench, one-row upserts");

/**
 * @param {string} program
 * @param {import("./installation.mjs").Installation} installation
 * @param {UpsertLoad} load
 */
async function runPgbench(program, { databaseUrl, dataDirectory, clientId }, { connections, seconds, profiles }) {
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  const script = path.join(dataDirectory, "upsert.sql");
  writeFileSync(
    script,
    `\\set id random(0, ${profiles - 1})
INSERT INTO ${TABLE} AS p (client_id, key, attributes, attribute_bytes, expires_at, modified_at, version)
VALUES (:client, :prefix || lpad(:id::text, 8, '0'), :attributes::jsonb, :bytes, now() + ${LIFETIME}, now(), 1)
${MERGE};
`,
  );
  chmodSync(script, 0o644);
  const { attributes, bytes } = storedAttributes(valuesOf(1, 1), Date.now());
  const output = await runProgram(
    program,
    [
      ...["-n", "-M", "prepared", "-f", script, "-c", String(connections), "-j", "2", "-T", String(seconds)],
      ...["-D", `client=${clientId}`, "-D", `attributes=${attributes}`, "-D", `bytes=${bytes}`],
      // Not in the script: pgbench would take the colon of a text for the beginning of a variable.
      ...["-D", "prefix=tp:crm-"],
      ...["-h", hostname, "-p", port, "-U", username, decodeURIComponent(pathname.slice(1))],
    ],
    { env: { ...process.env, PGPASSWORD: decodeURIComponent(password) }, secondsMax: seconds + 60 },
  );
  const failed = Number(/number of failed transactions: (\d+)/.exec(output)?.[1] ?? 0);
  const rate = Number(/tps = ([\d.]+)/.exec(output)?.[1]);
  if (failed > 0 || !(rate > 0)) throw new Error(`pgbench failed: ${output.slice(-500)}`);
  return rate;
}

/**
 * @param {import("./installation.mjs").Installation} installation
 * @param {UpsertLoad} load
 */
async function loop({ databaseUrl, clientId }, { connections, seconds, profiles }) {
  const { attributes, bytes } = storedAttributes(valuesOf(1, 1), Date.now());
  const text = `INSERT INTO ${TABLE} AS p (client_id, key, attributes, attribute_bytes, expires_at, modified_at, version)
    VALUES ($1, $2, $3::jsonb, $4, now() + ${LIFETIME}, now(), 1) ${MERGE}`;
  const clients = Array.from({ length: connections }, () => new pg.Client({ connectionString: databaseUrl }));
  try {
    await Promise.all(clients.map((client) => client.connect()));
    const start = performance.now();
    const counts = await Promise.all(
      clients.map(async (client) => {
        let count = 0;
        for (; performance.now() - start < seconds * 1000; count++) {
          const key = `tp:${idOf(Math.floor(Math.random() * profiles))}`;
          await client.query({ name: "upsert", text, values: [clientId, key, attributes, bytes] });
        }
        return count;
      }),
    );
    return counts.reduce((sum, count) => sum + count, 0) / ((performance.now() - start) / 1000);
  } finally {
    await Promise.all(clients.map((client) => client.end().catch(() => {})));
  }
}

/**
 * pgbench on the PATH, or where Debian, Red Hat and Homebrew put it. Null when there is none.
 * @returns {string | null}
 */
export function findPgbench() {
  const versions = "/usr/lib/postgresql";
  const debian = existsSync(versions) ? readdirSync(versions).map((version) => `${versions}/${version}/bin`) : [];
  const directories = [...(process.env.PATH ?? "").split(path.delimiter), ...debian.reverse()].concat(
    readdirSyncIfThere("/usr")
      .filter((name) => name.startsWith("pgsql-"))
      .map((name) => `/usr/${name}/bin`),
    ["/opt/homebrew/opt/libpq/bin", "/usr/local/opt/libpq/bin"],
  );
  for (const directory of directories) {
    const file = path.join(directory, "pgbench");
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not here.
    }
  }
  return null;
}

/** @param {string} directory */
const readdirSyncIfThere = (directory) => (existsSync(directory) ? readdirSync(directory) : []);

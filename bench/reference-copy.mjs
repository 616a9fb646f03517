import { chmodSync, createWriteStream } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { copyFile } from "./data.mjs";
import { MERGE, TABLE } from "./reference-table.mjs";

/** Days that the rows live: the default of a client. */
const LIFETIME_DAYS = 14;

/**
 * Prepares the rows of a batch as a file for COPY, where the server can read it.
 * @param {import("./installation.mjs").Installation} installation
 * @param {{ rows: number, seed: number }} batch
 * @returns {Promise<string>} the file
 */
export async function prepareCopyFile({ dataDirectory, clientId }, { rows, seed }) {
  const file = path.join(dataDirectory, `rows-${seed}.txt`);
  await pipeline(Readable.from(copyFile({ rows, clientId, epochMillis: Date.now(), seed })), createWriteStream(file));
  chmodSync(file, 0o644);
  return file;
}

/**
 * The least that a database can do to take a batch in: COPY of prepared rows into a temporary table, one INSERT … ON
 * CONFLICT, COMMIT. The server reads the file itself, so not even a client takes part.
 * @param {import("./installation.mjs").Installation} installation
 * @param {string} file
 * @param {number} rows
 * @returns {Promise<number>} seconds
 */
export async function copyAndMerge({ databaseUrl }, file, rows) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const now = new Date();
    const expiresAt = new Date(now.getTime() + LIFETIME_DAYS * 86_400_000);
    const start = performance.now();
    await client.query("BEGIN");
    await client.query(
      "CREATE TEMP TABLE prepared (client_id text, key text, attributes jsonb, attribute_bytes int) ON COMMIT DROP",
    );
    await client.query(`COPY prepared FROM ${client.escapeLiteral(file)}`);
    const { rowCount } = await client.query(
      `INSERT INTO ${TABLE} AS p (client_id, key, attributes, attribute_bytes, expires_at, modified_at, version)
       SELECT client_id, key, attributes, attribute_bytes, $1::timestamptz, $2::timestamptz, 1 FROM prepared ${MERGE}`,
      [expiresAt, now],
    );
    await client.query("COMMIT");
    if (rowCount !== rows) throw new Error(`The reference merged ${rowCount} of ${rows} rows`);
    return (performance.now() - start) / 1000;
  } finally {
    await client.end();
  }
}

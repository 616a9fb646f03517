import { CLIENT_CODE, COLUMNS, idOf, valuesOf } from "./data.mjs";
import { CALLS_READY, callsPerConnection, indexAt } from "./requests.mjs";

/**
 * @typedef {import("./installation.mjs").Installation} Installation
 * @typedef {import("./load.mjs").ConnectionsResult} ConnectionsResult
 */

/** Profiles that are read over HTTP and compared value by value. */
const READS = 50;

/**
 * Reads scattered profiles over HTTP and compares every value with what was written.
 * @param {string} edgeUrl
 * @param {{ from?: number, count: number, seed: number, step?: number, token?: string }} written
 */
export async function checkReads(edgeUrl, { from = 0, count, seed, step = 1, token }) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  for (let read = 0; read < READS; read++) {
    const index = from + step * Math.floor(Math.random() * count);
    const reply = await fetch(`${edgeUrl}/rest/v1/profiles/thirdPartyId/${idOf(index)}?client=${CLIENT_CODE}`, {
      headers,
    });
    const { profileAttributes } = /** @type {any} */ (await reply.json());
    const values = COLUMNS.map((name) => profileAttributes?.[name]?.value);
    if (JSON.stringify(values) !== JSON.stringify(valuesOf(index, seed))) {
      throw new Error(`${idOf(index)} reads ${JSON.stringify(values)} (${reply.status})`);
    }
  }
}

/**
 * Reads, over HTTP, the profiles that the first call of each connection wrote: those calls are answered for certain.
 * @param {string} edgeUrl
 * @param {{ count: number, offset: number, seed: number, connections: number, token?: string }} written
 */
export async function checkWrites(edgeUrl, { count, offset, seed, connections, token }) {
  for (let read = 0; read < READS; read++) {
    const connection = Math.floor(Math.random() * connections);
    const from = indexAt({ count }, offset + connection * callsPerConnection(connections));
    await checkReads(edgeUrl, { from, count: 1, seed, ...(token === undefined ? {} : { token }) });
  }
}

/**
 * How many profiles there are, and how many writes they have seen: each adds one to a profile's version.
 * @param {Installation} installation
 */
export async function countWrites({ pool, clientId }) {
  const { rows } = await pool.query(
    "SELECT count(*)::int AS profiles, coalesce(sum(version), 0)::bigint AS writes FROM profile WHERE client_id = $1",
    [clientId],
  );
  return { profiles: Number(rows[0].profiles), writes: Number(rows[0].writes) };
}

/**
 * The same for the profiles alone that a load concerned, by their keys: quick in a table of any size.
 * @param {Installation} installation
 * @param {{ count: number, offset: number }} ids
 */
export async function countWritesOf({ pool, clientId }, { count, offset }) {
  const keys = Array.from(
    { length: CALLS_READY },
    (_, position) => `tp:${idOf(indexAt({ count }, offset + position))}`,
  );
  const { rows } = await pool.query(
    "SELECT sum(version)::bigint AS writes FROM profile WHERE client_id = $1 AND key = ANY($2)",
    [clientId, keys],
  );
  return { profiles: keys.length, writes: Number(rows[0].writes) };
}

/**
 * Every update that was answered is stored exactly once; those that were under way when the load ended may be stored.
 * @param {number} stored writes that the database has seen more than before
 * @param {Pick<ConnectionsResult, "answered" | "sent">} load
 * @param {number} connections
 */
export function checkStored(stored, { answered }, connections) {
  if (stored < answered) throw new Error(`${answered} updates were answered, ${stored} are stored`);
  if (stored > answered + connections) throw new Error(`${stored} updates are stored, only ${answered} were answered`);
}

/**
 * @param {Installation} installation
 * @param {number} expected
 */
export async function checkCount(installation, expected) {
  const { profiles } = await countWrites(installation);
  if (profiles !== expected) throw new Error(`There are ${profiles} profiles in place of ${expected}`);
}

import path from "node:path";
import pg from "pg";
import { COLUMNS, idOf, valuesOf } from "../data.mjs";
import { loadConnections } from "../load.mjs";
import { findFreePort } from "../processes.mjs";
import { callsPerConnection, indexAt, toCall } from "../requests.mjs";
import { alternate } from "../row.mjs";
import { fetchRate } from "../rows/fetch.mjs";
import { updateRate } from "../rows/update.mjs";
import { seedProfiles } from "../seed.mjs";
import { installAlternative } from "./install.mjs";
import { directus, nextPrisma, parseServer } from "./servers.mjs";

/** What the alternatives hold open to the database is less than a large load has connections. */
const CONNECTIONS = 64;
const PROFILES = 100_000;

/** The rows of the second table. @type {readonly import("../row.mjs").Row[]} */
export const ALTERNATIVES = [nextPrisma, directus, parseServer].map(toRow);

/**
 * This service and an alternative, each in its own database on one Postgres: an update of five attributes by id,
 * answered after its commit, and a fetch by id.
 * @param {import("./servers.mjs").Alternative} alternative
 * @returns {import("../row.mjs").Row}
 */
function toRow({ name, title, build, start: startServer }) {
  return {
    name,
    secondsMax: 1200,
    async run({ rounds, isQuick, log, start, atEnd }) {
      const folder = path.join(import.meta.dirname, name);
      await installAlternative(folder, { log, ...(build === undefined ? {} : { build }) });
      const seconds = isQuick ? 3 : 8;
      const installation = await start();
      await seedProfiles(installation, PROFILES);
      const place = await makeDatabase(installation);
      atEnd(() => place.pool.end());
      const port = await findFreePort();
      const server = await startServer({ folder, ...place, port, profiles: PROFILES });
      atEnd(server.stop);
      await place.pool.query("VACUUM ANALYZE");
      const url = `http://127.0.0.1:${port}`;
      const sent = server.token === undefined ? {} : { token: server.token };
      let seed = 2;
      const common = { connections: CONNECTIONS, profiles: PROFILES };
      /** @type {(call: "update" | "fetch", seconds: number) => Promise<number>} */
      const theirs = async (call, forSeconds) => {
        const work = { kind: /** @type {const} */ (`${name}-${call}`), count: PROFILES, seed: seed++, ...sent };
        const result = await loadConnections({ urls: [url], connections: CONNECTIONS, seconds: forSeconds, work });
        if (call === "update") await checkAlternative(url, work);
        return result.perSecond;
      };
      const ours = {
        update: (/** @type {number} */ forSeconds) =>
          updateRate(installation, { ...common, seconds: forSeconds, seed: seed++ }),
        fetch: (/** @type {number} */ forSeconds) => fetchRate(installation, { ...common, seconds: forSeconds }),
      };
      const measurements = [];
      for (const call of /** @type {const} */ (["update", "fetch"])) {
        await theirs(call, 3);
        await ours[call](2);
        const values = await alternate(
          rounds,
          () => ours[call](seconds),
          () => theirs(call, seconds),
        );
        log(`${call}: ${values.ours.map(Math.round)} a second, ${title} ${values.references.map(Math.round)}`);
        measurements.push({
          title: `${call} by id, ${CONNECTIONS} connections`,
          unit: /** @type {const} */ ("/s"),
          ours: values.ours,
          reference: { name: title, values: values.references },
        });
      }
      return measurements;
    },
  };
}

/**
 * A database of its own on the Postgres of the installation.
 * @param {import("../row.mjs").Installation} installation
 */
async function makeDatabase({ databaseUrl, pool }) {
  await pool.query("CREATE DATABASE alternative");
  const url = new URL(databaseUrl);
  url.pathname = "/alternative";
  const own = new pg.Pool({ connectionString: url.href, max: 2 });
  own.on("error", () => {});
  return { databaseUrl: url.href, pool: own };
}

/**
 * Reads what the first call of some connections wrote, and compares every value.
 * @param {string} url
 * @param {import("../requests.mjs").Work & { count: number, seed: number }} work
 */
async function checkAlternative(url, work) {
  for (let connection = 0; connection < CONNECTIONS; connection += 4) {
    const position = connection * callsPerConnection(CONNECTIONS);
    const index = indexAt(work, position);
    const kind = /** @type {typeof work.kind} */ (work.kind.replace("-update", "-fetch"));
    const { path: at, headers = {} } = toCall({ ...work, kind }, position);
    const body = /** @type {any} */ (await (await fetch(`${url}${at}`, { headers })).json());
    const values = COLUMNS.map((column) => (body.data ?? body)[column]);
    if (JSON.stringify(values) !== JSON.stringify(valuesOf(index, work.seed))) {
      throw new Error(`${idOf(index)} reads ${JSON.stringify(body)}`);
    }
  }
}

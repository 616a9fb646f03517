import { checkStored, checkWrites, countWrites, countWritesOf } from "../checks.mjs";
import { loadConnections } from "../load.mjs";
import { copyProfiles, createReferenceTable } from "../reference-table.mjs";
import { upsertName, upsertOneByOne } from "../reference-upsert.mjs";
import { CALLS_READY } from "../requests.mjs";
import { alternate } from "../row.mjs";
import { seedProfiles } from "../seed.mjs";

const CONNECTIONS = 256;
const PROFILES = 100_000;

/**
 * Single updates of five attributes over HTTP, each answered after its commit.
 * @type {import("../row.mjs").Row}
 */
export const update = {
  name: "update",
  secondsMax: 400,
  async run({ rounds, isQuick, log, start }) {
    // Of three seconds, 256 clients of pgbench need as much to connect on a slow machine.
    const seconds = isQuick ? 6 : 10;
    const installation = await start();
    await seedProfiles(installation, PROFILES);
    await createReferenceTable(installation.pool);
    await copyProfiles(installation.pool);
    let seed = 2;
    await updateRate(installation, { seed: seed++, seconds: 2, connections: CONNECTIONS, profiles: PROFILES });
    const values = await alternate(
      rounds,
      () => updateRate(installation, { seed: seed++, seconds, connections: CONNECTIONS, profiles: PROFILES }),
      () => upsertOneByOne(installation, { connections: CONNECTIONS, seconds, profiles: PROFILES }),
    );
    log(`${values.ours.map(Math.round)} updates a second, reference ${values.references.map(Math.round)}`);
    return [
      {
        title: `single update over HTTP, ${CONNECTIONS} connections`,
        unit: "/s",
        ours: values.ours,
        reference: { name: upsertName(), values: values.references },
        target: { of: "ratio", atLeast: 1 },
      },
    ];
  },
};

/**
 * Loads an edge with updates for a while, and checks that each answered one is stored once and can be read.
 * @param {import("../installation.mjs").Installation} installation
 * @param {UpdateLoad} load
 * @returns {Promise<number>} updates in a second
 *
 * @typedef {object} UpdateLoad
 * @property {number} seed of the values that are written
 * @property {number} seconds
 * @property {number} connections
 * @property {number} profiles how many there are
 * @property {number} [offset] says that profiles from there on were never updated: then nothing has to be counted
 *   before, which would read them into memory
 * @property {string} [token]
 * @property {readonly string[]} [urls] of several edges
 */
export async function updateRate(installation, { seed, seconds, connections, profiles, offset, token, urls }) {
  const before = offset === undefined ? await countWrites(installation) : { writes: CALLS_READY };
  const ids = { count: profiles, offset: offset ?? 0 };
  const sent = token === undefined ? {} : { token };
  const result = await loadConnections({
    urls: urls ?? [installation.edgeUrl],
    connections,
    seconds,
    work: { kind: "update", seed, ...ids, ...sent },
  });
  const after = offset === undefined ? await countWrites(installation) : await countWritesOf(installation, ids);
  checkStored(after.writes - before.writes, result, connections);
  await checkWrites(installation.edgeUrl, { ...ids, seed, connections, ...sent });
  return result.perSecond;
}

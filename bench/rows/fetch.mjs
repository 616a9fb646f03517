import { checkReads } from "../checks.mjs";
import { loadConnections } from "../load.mjs";
import { alternate } from "../row.mjs";
import { seedProfiles } from "../seed.mjs";

const CONNECTIONS = 64;
const PROFILES = 100_000;

/**
 * Fetches of profiles of five attributes, against the same server answering a constant.
 * @type {import("../row.mjs").Row}
 */
export const fetchProfiles = {
  name: "fetch",
  secondsMax: 400,
  async run({ rounds, isQuick, log, start }) {
    const seconds = isQuick ? 2 : 8;
    const installation = await start();
    await seedProfiles(installation, PROFILES);
    await checkReads(installation.edgeUrl, { count: 10_000, seed: 1 });
    const fetches = () => fetchRate(installation, { seconds, connections: CONNECTIONS, profiles: PROFILES });
    await fetchRate(installation, { seconds: 2, connections: CONNECTIONS, profiles: PROFILES });
    const values = await alternate(rounds, fetches, async () => {
      const work = /** @type {const} */ ({ kind: "get", path: "/healthz" });
      return (await loadConnections({ urls: [installation.edgeUrl], connections: CONNECTIONS, seconds, work }))
        .perSecond;
    });
    log(`${values.ours.map(Math.round)} fetches a second, reference ${values.references.map(Math.round)}`);
    return [
      {
        title: `fetch over HTTP, ${CONNECTIONS} connections`,
        unit: "/s",
        ours: values.ours,
        reference: { name: "the edge's /healthz", values: values.references },
        target: { of: "ratio", atLeast: 0.5, stretch: 0.6 },
      },
    ];
  },
};

/**
 * Loads the edge with fetches of profiles that exist: one that is not found is answered with 404, which fails the run.
 * @param {import("../installation.mjs").Installation} installation
 * @param {{ seconds: number, connections: number, profiles: number, offset?: number, token?: string }} load
 * @returns {Promise<number>} fetches in a second
 */
export async function fetchRate({ edgeUrl }, { seconds, connections, profiles, offset = 0, token }) {
  const sent = token === undefined ? {} : { token };
  const work = /** @type {const} */ ({ kind: "fetch", count: profiles, offset });
  const result = await loadConnections({ urls: [edgeUrl], connections, seconds, work: { ...work, ...sent } });
  return result.perSecond;
}

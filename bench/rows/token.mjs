import { generateToken, requireAuthentication } from "../installation.mjs";
import { alternate } from "../row.mjs";
import { seedProfiles } from "../seed.mjs";
import { fetchRate } from "./fetch.mjs";
import { updateRate } from "./update.mjs";

const PROFILES = 100_000;
const TARGET = /** @type {const} */ ({ of: "ratio", atLeast: 0.95 });

/**
 * The same call, byte for byte, with Require Authentication on and off.
 * @type {import("../row.mjs").Row}
 */
export const token = {
  name: "token",
  secondsMax: 500,
  async run({ rounds, isQuick, log, start }) {
    const seconds = isQuick ? 2 : 6;
    const installation = await start();
    await seedProfiles(installation, PROFILES);
    const text = await generateToken(installation);
    let seed = 2;
    const common = { seconds, profiles: PROFILES, token: text };
    /** @type {Record<"update" | "fetch", () => Promise<number>>} */
    const calls = {
      update: () => updateRate(installation, { ...common, connections: 256, seed: seed++ }),
      fetch: () => fetchRate(installation, { ...common, connections: 64 }),
    };
    const measurements = [];
    for (const [name, rate] of Object.entries(calls)) {
      await rate();
      const switched = (/** @type {boolean} */ isRequired) => async () => {
        await requireAuthentication(installation, isRequired);
        return rate();
      };
      const values = await alternate(rounds, switched(true), switched(false));
      log(`${name}: ${values.ours.map(Math.round)} with the check, ${values.references.map(Math.round)} without`);
      measurements.push({
        title: `${name} with the token check`,
        unit: /** @type {const} */ ("/s"),
        ours: values.ours,
        reference: { name: "authentication off", values: values.references },
        target: TARGET,
      });
    }
    return measurements;
  },
};

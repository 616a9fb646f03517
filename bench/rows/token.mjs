import { generateToken, requireAuthentication } from "../installation.mjs";
import { alternate } from "../row.mjs";
import { seedProfiles } from "../seed.mjs";
import { fetchRate } from "./fetch.mjs";
import { updateRate } from "./update.mjs";

const PROFILES = 100_000;
const TARGET = /** @type {const} */ ({ of: "ratio", atLeast: 0.95 });

/**
 * The same call with a token where Require Authentication is on, and without one where it is off. A token that is sent is
 * looked at there as well, so that it is known what authentication would refuse: it would cost the reference as much.
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
    const common = { seconds, profiles: PROFILES };
    /** @type {Record<"update" | "fetch", (sent: { token?: string }) => Promise<number>>} */
    const calls = {
      update: (sent) => updateRate(installation, { ...common, ...sent, connections: 256, seed: seed++ }),
      fetch: (sent) => fetchRate(installation, { ...common, ...sent, connections: 64 }),
    };
    const measurements = [];
    for (const [name, rate] of Object.entries(calls)) {
      await rate({ token: text });
      const switched = (/** @type {boolean} */ isRequired) => async () => {
        await requireAuthentication(installation, isRequired);
        return rate(isRequired ? { token: text } : {});
      };
      const values = await alternate(rounds, switched(true), switched(false));
      log(`${name}: ${values.ours.map(Math.round)} with the check, ${values.references.map(Math.round)} without`);
      measurements.push({
        title: `${name} with the token check`,
        unit: /** @type {const} */ ("/s"),
        ours: values.ours,
        reference: { name: "authentication off, no token", values: values.references },
        target: TARGET,
      });
    }
    return measurements;
  },
};

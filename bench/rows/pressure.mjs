import { setTimeout as sleep } from "node:timers/promises";
import { countWrites } from "../checks.mjs";
import { startArrivals } from "../load.mjs";
import { seedProfiles } from "../seed.mjs";

const PROFILES = 100_000;
/** Seconds that each statement of updates is made to take. With 500 updates in a group at most, 1,000 pass in a second. */
const STATEMENT_SECONDS = 0.5;
const ARRIVALS_PER_SECOND = 1500;
/** More calls than the edge lets wait: those who are not refused have to be able to wait. */
const CONNECTIONS_MAX = 15_000;
/** Seconds that an accepted call waits at most: the estimate beyond which callers are refused, and a group. */
const ACCEPTED_SECONDS_MAX = 12;
const REFUSED_MILLIS_MAX = 1000;

/**
 * What callers meet while the database is slower than they are: a trigger holds up every statement. Some are refused, at
 * once; the others are served in time, and each is stored once.
 * @type {import("../row.mjs").Row}
 */
export const pressure = {
  name: "pressure",
  secondsMax: 300,
  async run({ rounds, isQuick, log, note, start }) {
    const seconds = isQuick ? 25 : 40;
    const installation = await start();
    const { edgeUrl, pool } = installation;
    await seedProfiles(installation, PROFILES);
    await pool.query(
      `CREATE FUNCTION hold_up() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN PERFORM pg_sleep(${STATEMENT_SECONDS}); RETURN NULL; END $$;
       CREATE TRIGGER hold_up BEFORE UPDATE ON profile FOR EACH STATEMENT EXECUTE FUNCTION hold_up()`,
    );
    /** @type {number[]} */
    const accepted = [];
    /** @type {number[]} */
    const refused = [];
    for (let round = 0; round < Math.min(rounds, 2); round++) {
      const before = await countWrites(installation);
      const work = /** @type {const} */ ({ kind: "update", count: PROFILES, seed: 5 + round });
      const streams = [{ name: "update", perSecond: ARRIVALS_PER_SECOND, work }];
      const load = await startArrivals({
        url: edgeUrl,
        streams,
        secondsMax: seconds + 10,
        connectionsMax: CONNECTIONS_MAX,
      });
      await sleep(seconds * 1000);
      const [result] = await load.stop({ mayRefuse: true });
      if (result === undefined) throw new Error("The load has no result");
      const stored = (await countWrites(installation)).writes - before.writes;
      if (stored !== result.answered) throw new Error(`${result.answered} updates were answered, ${stored} are stored`);
      if (result.refused === 0) throw new Error("Nobody was refused: the database was fast enough");
      log(`round ${round + 1}: ${result.answered} served, ${result.refused} refused`);
      accepted.push(result.p99 / 1000);
      refused.push(result.refusedP99);
      if (round === 0) {
        note(
          `pressure: of ${result.answered + result.refused} updates in ${seconds} s, ${result.answered} were served and ${result.refused} refused`,
        );
      }
    }
    const title = `${ARRIVALS_PER_SECOND.toLocaleString("en-US")} updates/s, statements of ${STATEMENT_SECONDS} s`;
    return [
      {
        title: `p99 of the served, ${title}`,
        unit: "s",
        ours: accepted,
        target: { of: "value", atMost: ACCEPTED_SECONDS_MAX },
      },
      {
        title: `p99 of the refused, ${title}`,
        unit: "ms",
        ours: refused,
        target: { of: "value", atMost: REFUSED_MILLIS_MAX },
      },
    ];
  },
};

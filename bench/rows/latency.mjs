import { setTimeout as sleep } from "node:timers/promises";
import { applyBatch, toBuffer } from "../batch.mjs";
import { batchFile } from "../data.mjs";
import { startArrivals } from "../load.mjs";
import { seedProfiles } from "../seed.mjs";
import { median } from "../statistics.mjs";

/** Calls of each kind that arrive in a second, evenly: what a busy site sends, and far less than one edge can take. */
const PER_SECOND = 250;
const TARGET = /** @type {const} */ ({ of: "ratio", atMost: 2 });
const CALLS = /** @type {const} */ (["update", "fetch"]);

/**
 * How long callers wait, at the 99th percentile, while a batch is taken in and applied: one of other visitors than
 * those who call, and one of the same. The batch begins with the load, and the load ends when the batch is complete.
 * @type {import("../row.mjs").Row}
 */
export const latency = {
  name: "latency",
  secondsMax: 600,
  async run({ rounds, isQuick, log, note, start }) {
    const rows = isQuick ? 100_000 : 500_000;
    const installation = await start();
    const { edgeUrl, pool } = installation;
    await seedProfiles(installation, 2 * rows);
    const bodies = {
      other: toBuffer(batchFile({ rows, start: rows, seed: 2 })),
      same: toBuffer(batchFile({ rows, seed: 3 })),
    };
    /** @param {() => Promise<unknown>} during */
    const measure = async (during) => {
      await pool.query("CHECKPOINT");
      const streams = CALLS.map((name) => ({
        name,
        perSecond: PER_SECOND,
        work: { kind: name, count: rows, seed: 4 },
      }));
      const load = await startArrivals({ url: edgeUrl, streams, secondsMax: 120 });
      await during();
      return load.stop();
    };
    await measure(() => sleep(3000));
    /** @type {Record<"quiet" | keyof typeof bodies, (readonly import("../load.mjs").StreamResult[])[]>} */
    const results = { quiet: [], other: [], same: [] };
    for (let round = 0; round < rounds; round++) {
      results.quiet.push(await measure(() => sleep(isQuick ? 3000 : 8000)));
      for (const whose of /** @type {const} */ (["other", "same"])) {
        results[whose].push(await measure(() => applyBatch(edgeUrl, bodies[whose], rows)));
      }
      const [quiet, other, same] = Object.values(results).map((list) => list[round]?.map(({ p99 }) => p99.toFixed(1)));
      log(`round ${round + 1}, p99 of update and fetch in ms: alone ${quiet}, others' batch ${other}, same ${same}`);
    }
    const p99 = (/** @type {keyof typeof results} */ when, /** @type {number} */ call) =>
      results[when].map((streams) => streams[call]?.p99 ?? Number.NaN);
    const late = Object.values(results).map((list) => median(list.flatMap((streams) => streams.map((s) => s.lateP99))));
    note(
      `latency: of these waits the load generator's own lateness was, at the 99th percentile, ${late.map((millis) => millis.toFixed(1)).join(", ")} ms (alone, others' batch, same visitors')`,
    );
    const count = rows.toLocaleString("en-US");
    return CALLS.flatMap((name, call) =>
      /** @type {const} */ ([
        ["other", "other visitors"],
        ["same", "the same visitors"],
      ]).map(([when, whose]) => ({
        title: `p99 of ${name} at ${PER_SECOND}/s during a batch of ${count} (${whose})`,
        unit: /** @type {const} */ ("ms"),
        ours: p99(when, call),
        reference: { name: "no batch", values: p99("quiet", call) },
        target: TARGET,
      })),
    );
  },
};

import { applyBatch, toBuffer } from "../batch.mjs";
import { checkCount, checkReads, countWrites } from "../checks.mjs";
import { batchFile } from "../data.mjs";
import { startEdge, startWorker } from "../installation.mjs";
import { alternate } from "../row.mjs";
import { seedProfiles } from "../seed.mjs";
import { updateRate } from "./update.mjs";

const CONNECTIONS = 256;
const PROFILES = 100_000;

/**
 * One edge against two on the same database, with two workers. How much faster two are depends on the processors that
 * are left for them, so the rate has no target; that every update is stored exactly once does.
 * @type {import("../row.mjs").Row}
 */
export const nodes = {
  name: "nodes",
  secondsMax: 400,
  async run({ rounds, isQuick, log, note, start, atEnd }) {
    const seconds = isQuick ? 2 : 8;
    const installation = await start();
    await seedProfiles(installation, PROFILES);
    const edge = await startEdge(installation.databaseUrl);
    atEnd(edge.stop);
    const worker = await startWorker(installation.databaseUrl);
    atEnd(worker.stop);
    let seed = 2;
    const common = { seconds, connections: CONNECTIONS, profiles: PROFILES };
    const both = [installation.edgeUrl, edge.url];
    await updateRate(installation, { ...common, seconds: 2, urls: both, seed: seed++ });
    const values = await alternate(
      rounds,
      () => updateRate(installation, { ...common, urls: both, seed: seed++ }),
      () => updateRate(installation, { ...common, seed: seed++ }),
    );
    log(`two edges ${values.ours.map(Math.round)}, one edge ${values.references.map(Math.round)} updates a second`);
    const rows = isQuick ? 20_000 : PROFILES;
    await checkTwoBatches(installation, both, rows);
    note(
      `nodes: every update was stored once; two batches of ${rows} of the same rows, sent at once to two edges, too`,
    );
    return [
      {
        title: `single update, two edges and two workers, ${CONNECTIONS} connections`,
        unit: "/s",
        ours: values.ours,
        reference: { name: "one edge, two workers", values: values.references },
      },
    ];
  },
};

/**
 * Two batches of the same rows, each to an edge of its own at the same time: each row of each is applied once.
 * @param {import("../installation.mjs").Installation} installation
 * @param {readonly string[]} edges
 * @param {number} rows
 */
async function checkTwoBatches(installation, edges, rows) {
  const body = toBuffer(batchFile({ rows, seed: 99 }));
  const before = await countWrites(installation);
  await Promise.all(edges.map((url) => applyBatch(url, body, rows)));
  const after = await countWrites(installation);
  if (after.writes - before.writes !== edges.length * rows) {
    throw new Error(`${after.writes - before.writes} rows of ${edges.length} batches of ${rows} were written`);
  }
  await checkCount(installation, PROFILES);
  for (const url of edges) await checkReads(url, { count: rows, seed: 99 });
}

import { applyBatch, toBuffer } from "../batch.mjs";
import { checkCount, checkReads } from "../checks.mjs";
import { batchFile } from "../data.mjs";
import { copyAndMerge, prepareCopyFile } from "../reference-copy.mjs";
import { createReferenceTable, TABLE } from "../reference-table.mjs";

const TARGET = /** @type {const} */ ({ of: "ratio", atMost: 1.5, stretch: 1 });
const WARM_UP_ROWS = 20_000;
const SEEDS = /** @type {const} */ ([1, 2]);

/**
 * A batch of five attributes from POST to `complete`, every row readable: once as new rows, then the same rows with
 * other values. Both tables are emptied before each round, so that every round does the same.
 * @type {import("../row.mjs").Row}
 */
export const bulk = {
  name: "bulk",
  secondsMax: 600,
  async run({ rounds, isQuick, log, start }) {
    const rows = isQuick ? 100_000 : 500_000;
    const installation = await start();
    const { pool } = installation;
    await createReferenceTable(pool);
    const batches = await Promise.all(
      SEEDS.map(async (seed) => ({
        seed: Number(seed),
        body: toBuffer(batchFile({ rows, seed })),
        copy: await prepareCopyFile(installation, { rows, seed }),
        /** @type {number[]} */
        ours: [],
        /** @type {number[]} */
        references: [],
      })),
    );
    // The programs have compiled what they use before anything counts, as after an hour of service.
    await applyBatch(installation.edgeUrl, batchFile({ rows: WARM_UP_ROWS }), WARM_UP_ROWS);
    for (let round = 0; round < rounds; round++) {
      await pool.query(`TRUNCATE profile, ${TABLE}`);
      const sides = [() => applyAll(installation, batches, rows), () => copyAll(installation, batches, rows)];
      for (const side of round % 2 === 0 ? sides : sides.reverse()) await side();
      const [fresh, again] = batches.map(({ ours, references }) => `${at(ours, round)} to ${at(references, round)}`);
      log(`round ${round + 1}: new ${fresh}, again ${again}`);
    }
    await checkSame(installation);
    return batches.map(({ ours, references }, position) => ({
      title: `batch of ${rows.toLocaleString("en-US")} ${position === 0 ? "new rows" : "rows that exist"}, POST to complete`,
      unit: "s",
      ours,
      reference: { name: "COPY + one INSERT", values: references },
      target: TARGET,
    }));
  },
};

/**
 * @typedef {{ seed: number, body: Buffer, copy: string, ours: number[], references: number[] }} Batch
 */

/** @type {(installation: import("../row.mjs").Installation, batches: readonly Batch[], rows: number) => Promise<void>} */
async function applyAll(installation, batches, rows) {
  for (const { seed, body, ours } of batches) {
    // A checkpoint in the middle of one measurement and not of the other would tell of the checkpoint.
    await installation.pool.query("CHECKPOINT");
    const { seconds } = await applyBatch(installation.edgeUrl, body, rows);
    await checkCount(installation, rows);
    await checkReads(installation.edgeUrl, { count: rows, seed });
    ours.push(seconds);
  }
}

/** @type {typeof applyAll} */
async function copyAll(installation, batches, rows) {
  for (const { copy, references } of batches) {
    await installation.pool.query("CHECKPOINT");
    references.push(await copyAndMerge(installation, copy, rows));
  }
}

/** @type {(values: readonly number[], round: number) => string} */
const at = (values, round) => `${values[round]?.toFixed(2)} s`;

/**
 * The reference has done the same work: both tables hold the same values.
 * @param {import("../installation.mjs").Installation} installation
 */
async function checkSame({ pool }) {
  const values = (/** @type {string} */ table) =>
    `SELECT key, attribute_bytes, version, (SELECT string_agg(name || (entry ->> 0), ',' ORDER BY name)
       FROM jsonb_each(attributes) AS a(name, entry)) FROM ${table}`;
  const { rows } = await pool.query(
    `SELECT count(*)::int AS different FROM (${values("profile")} EXCEPT ${values(TABLE)}) AS d`,
  );
  if (rows[0].different > 0) throw new Error(`${rows[0].different} rows differ from those of the reference`);
}

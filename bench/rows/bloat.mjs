import { setTimeout as sleep } from "node:timers/promises";
import { applyBatch, toBuffer } from "../batch.mjs";
import { checkCount, checkReads } from "../checks.mjs";
import { batchFile } from "../data.mjs";

/** Counters of Postgres reach its statistics within ten seconds (PGSTAT_IDLE_INTERVAL). */
const statisticsMillisMax = 12_000;
/** Autovacuum looks once a minute (autovacuum_naptime). */
const vacuumMillisMax = 80_000;

/**
 * @typedef {{ updated: number, hot: number, dead: number, live: number, vacuums: number, bytes: number }} TableState
 */

/**
 * Every row of a table is updated again and again by batches. Old versions of rows must not pile up: the table may not
 * go on growing, and what is dead is removed by autovacuum without anybody's help.
 * @type {import("../row.mjs").Row}
 */
export const bloat = {
  name: "bloat",
  secondsMax: 500,
  async run({ isQuick, log, note, start }) {
    const rows = isQuick ? 20_000 : 200_000;
    const updates = isQuick ? 3 : 10;
    const installation = await start();
    const { edgeUrl } = installation;
    await applyBatch(edgeUrl, batchFile({ rows }), rows);
    /** @type {TableState[]} */
    const states = [await readState(installation, 0, 0)];
    for (let update = 1; update <= updates; update++) {
      await applyBatch(edgeUrl, toBuffer(batchFile({ rows, seed: update + 1 })), rows);
      const state = await readState(installation, update * rows, isQuick ? 2000 : statisticsMillisMax);
      states.push(state);
      const before = /** @type {TableState} */ (states[update - 1]);
      const hot = Math.round(((state.hot - before.hot) / Math.max(1, state.updated - before.updated)) * 100);
      const line = `update ${update}: ${megabytes(state.bytes)} of table, ${state.dead} dead rows, ${hot} % heap-only, ${state.vacuums} vacuums`;
      log(line);
      note(`bloat, ${line}`);
    }
    await checkCount(installation, rows);
    await checkReads(edgeUrl, { count: rows, seed: updates + 1 });
    const half = Math.ceil(updates / 2);
    const bytes = (/** @type {number} */ update) => (states[update]?.bytes ?? Number.NaN) / 2 ** 20;
    const count = rows.toLocaleString("en-US");
    const growth = {
      title: `table of ${count} profiles after ${updates} updates of all`,
      unit: /** @type {const} */ ("MB"),
      ours: [bytes(updates)],
      reference: { name: `after ${half} updates`, values: [bytes(half)] },
    };
    note(`bloat: the table had ${bytes(0).toFixed(0)} MB as loaded`);
    // Three updates are too few to see where it ends.
    if (isQuick) return [growth];
    const end = await waitForVacuum(installation, /** @type {TableState} */ (states[updates]));
    log(`after autovacuum: ${end.dead} dead rows`);
    return [
      { ...growth, target: { of: "ratio", atMost: 1.1 } },
      {
        title: `dead rows after the next autovacuum, of ${count}`,
        unit: "%",
        ours: [(end.dead / rows) * 100],
        target: { of: "value", atMost: 5 },
      },
    ];
  },
};

/**
 * @param {import("../row.mjs").Installation} installation
 * @param {number} updated updates that the statistics have to know of
 * @param {number} millisMax how long to wait for it
 * @returns {Promise<TableState>}
 */
async function readState({ pool }, updated, millisMax) {
  for (const end = Date.now() + millisMax; ; await sleep(200)) {
    const { rows } = await pool.query(
      `SELECT n_tup_upd::float8 AS updated, n_tup_hot_upd::float8 AS hot, n_dead_tup::float8 AS dead,
         n_live_tup::float8 AS live, autovacuum_count::float8 AS vacuums, pg_table_size(relid)::float8 AS bytes
       FROM pg_stat_user_tables WHERE relname = 'profile'`,
    );
    if (rows[0].updated >= updated || Date.now() > end) return rows[0];
  }
}

/**
 * @param {import("../row.mjs").Installation} installation
 * @param {TableState} last
 */
async function waitForVacuum(installation, last) {
  let state = last;
  for (const end = Date.now() + vacuumMillisMax; state.vacuums === last.vacuums && Date.now() < end; ) {
    await sleep(1000);
    state = await readState(installation, 0, 0);
  }
  return state;
}

/** @param {number} bytes */
const megabytes = (bytes) => `${Math.round(bytes / 2 ** 20)} MB`;

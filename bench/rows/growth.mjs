import { statfsSync } from "node:fs";
import { applyBatch, toBuffer } from "../batch.mjs";
import { checkCount, checkReads } from "../checks.mjs";
import { batchFile } from "../data.mjs";
import { CALLS_READY } from "../requests.mjs";
import { alternate } from "../row.mjs";
import { seedProfiles } from "../seed.mjs";
import { fetchRate } from "./fetch.mjs";
import { updateRate } from "./update.mjs";

const SMALL = 100_000;
/** Bytes of disk for a profile and everything that comes with it, the write-ahead log too; generous. */
const DISK_BYTES_PER_PROFILE = 1300;

/**
 * An installation with many profiles beside one with 100,000, measured in turns. The batch is spread over all profiles.
 * @type {import("../row.mjs").Row}
 */
export const growth = {
  name: "growth",
  secondsMax: 1200,
  async run({ rounds, isQuick, log, note, start }) {
    const profiles = isQuick ? 1_000_000 : 10_000_000;
    const [few, many] = [SMALL, profiles].map((count) => count.toLocaleString("en-US"));
    const large = await start();
    requireDisk(large.dataDirectory, profiles * DISK_BYTES_PER_PROFILE);
    const began = performance.now();
    await seedProfiles(large, profiles);
    await checkCount(large, profiles);
    const loadSeconds = Math.round((performance.now() - began) / 1000);
    const size = await readSize(large, profiles);
    log(`${many} profiles in ${loadSeconds} s, ${size}`);
    note(`growth: ${many} profiles were made in ${loadSeconds} s and take ${size}`);
    const small = await start();
    await seedProfiles(small, SMALL);

    const seconds = isQuick ? 2 : 6;
    let round = 0;
    const updates = await alternate(
      rounds,
      // Profiles that no round before has touched: nothing of them is in memory because of the measurement.
      () => updateRate(large, { seconds, connections: 256, profiles, seed: round + 2, offset: CALLS_READY * round++ }),
      () => updateRate(small, { seconds, connections: 256, profiles: SMALL, seed: round + 2 }),
    );
    log(
      `updates: ${updates.ours.map(Math.round)} a second of ${many}, ${updates.references.map(Math.round)} of ${few}`,
    );
    const fetches = await alternate(
      rounds,
      () => fetchRate(large, { seconds, connections: 64, profiles, offset: CALLS_READY * round++ }),
      () => fetchRate(small, { seconds, connections: 64, profiles: SMALL }),
    );
    log(
      `fetches: ${fetches.ours.map(Math.round)} a second of ${many}, ${fetches.references.map(Math.round)} of ${few}`,
    );
    const rows = isQuick ? 20_000 : SMALL;
    let seed = 50;
    /** @type {(installation: import("../row.mjs").Installation, of: number) => Promise<number>} */
    const batch = async (installation, of) => {
      const step = Math.floor(of / rows);
      const result = await applyBatch(installation.edgeUrl, toBuffer(batchFile({ rows, step, seed: ++seed })), rows);
      await checkReads(installation.edgeUrl, { count: rows, step, seed });
      return result.seconds;
    };
    const batches = await alternate(
      rounds,
      () => batch(large, profiles),
      () => batch(small, SMALL),
    );
    log(
      `batches: ${batches.ours.map((s) => s.toFixed(2))} s of ${many}, ${batches.references.map((s) => s.toFixed(2))} s of ${few}`,
    );
    const reference = (/** @type {number[]} */ values) => ({ name: `${few} profiles`, values });
    return [
      {
        title: `single update at ${many} profiles`,
        unit: "/s",
        ours: updates.ours,
        reference: reference(updates.references),
        target: { of: "ratio", atLeast: 0.7 },
      },
      { title: `fetch at ${many} profiles`, unit: "/s", ours: fetches.ours, reference: reference(fetches.references) },
      {
        title: `batch of ${rows.toLocaleString("en-US")} scattered rows at ${many} profiles`,
        unit: "s",
        ours: batches.ours,
        reference: reference(batches.references),
      },
    ];
  },
};

/**
 * @param {import("../row.mjs").Installation} installation
 * @param {number} profiles
 */
async function readSize({ pool }, profiles) {
  const { rows } = await pool.query(
    `SELECT pg_table_size('profile')::float8 AS table_bytes, pg_indexes_size('profile')::float8 AS index_bytes,
       (SELECT sum(size)::float8 FROM pg_ls_waldir()) AS log_bytes`,
  );
  const { table_bytes: table, index_bytes: index, log_bytes: log } = rows[0];
  const each = (/** @type {number} */ bytes) => `${Math.round(bytes / profiles)} bytes`;
  return `${gigabytes(table + index + log)} of disk: ${each(table)} of table and ${each(index)} of index for a profile, and ${gigabytes(log)} of write-ahead log`;
}

/** @param {number} bytes */
const gigabytes = (bytes) => `${(bytes / 2 ** 30).toFixed(1)} GB`;

/**
 * @param {string} directory
 * @param {number} bytes
 */
function requireDisk(directory, bytes) {
  const { bavail, bsize } = statfsSync(directory);
  if (bavail * bsize < bytes) {
    throw new Error(`It needs ${gigabytes(bytes)} of disk and finds ${gigabytes(bavail * bsize)}: set TMPDIR`);
  }
}

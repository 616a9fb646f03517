/**
 * @typedef {import("./measurement.mjs").Measurement} Measurement
 * @typedef {import("./installation.mjs").Installation} Installation
 *
 * What a row is given to work with.
 * @typedef {object} Context
 * @property {number} rounds
 * @property {boolean} isQuick
 * @property {(line: string) => void} log tells the person at the terminal how far it is
 * @property {(line: string) => void} note a line for below the table
 * @property {() => Promise<Installation>} start a fresh installation, which is stopped when the row ends
 * @property {(stop: () => Promise<unknown>) => void} atEnd what else has to be stopped when the row ends
 *
 * One row of the table, or a few that belong together.
 * @typedef {object} Row
 * @property {string} name for `--only`
 * @property {number} secondsMax after which it counts as failed
 * @property {(context: Context) => Promise<readonly Omit<Measurement, "row">[]>} run
 */

/**
 * Runs a measurement in alternating rounds: ours and the reference, then the reference and ours, so that neither has
 * always the machine as the other left it.
 * @param {number} rounds
 * @param {() => Promise<number>} ours
 * @param {() => Promise<number>} reference
 * @returns {Promise<{ ours: number[], references: number[] }>}
 */
export async function alternate(rounds, ours, reference) {
  /** @type {{ ours: number[], references: number[] }} */
  const values = { ours: [], references: [] };
  for (let round = 0; round < rounds; round++) {
    const isOursFirst = round % 2 === 0;
    if (isOursFirst) values.ours.push(await ours());
    values.references.push(await reference());
    if (!isOursFirst) values.ours.push(await ours());
  }
  return values;
}

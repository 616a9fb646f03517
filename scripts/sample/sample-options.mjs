import { parseArgs } from "node:util";
import { SAMPLE_ROWS_MAX } from "./sample-rows.mjs";

export const USAGE = `Writes a sample batch for the bulk update to standard output.

  npm run --silent sample -- --rows 500000 > batch.txt
  curl --data-binary @batch.txt http://127.0.0.1:3001/m2/demo/v2/profile/batchUpdate

  --rows <n>      data rows, 1 to ${SAMPLE_ROWS_MAX} (default 1000)
  --start <n>     number of the first row (default 1): ids run from crm-0000001 on
  --seed <n>      another seed gives other values for the same ids (default 1)
  --id <column>   thirdPartyId (default) or pcId
  --help          this text
`;

const OPTIONS = /** @type {const} */ ({
  rows: { type: "string", default: "1000" },
  start: { type: "string", default: "1" },
  seed: { type: "string", default: "1" },
  id: { type: "string", default: "thirdPartyId" },
  help: { type: "boolean", default: false },
});

/**
 * Reads the arguments of the command; throws an error whose message is for its user.
 * @param {readonly string[]} args
 */
export function readOptions(args) {
  const { values } = parseArgs({ args: [...args], options: OPTIONS, strict: true });
  return {
    help: values.help,
    rows: readNumber("rows", values.rows, 1, SAMPLE_ROWS_MAX),
    start: readNumber("start", values.start, 0, 1_000_000_000),
    seed: readNumber("seed", values.seed, 0, 2 ** 32 - 1),
    idColumn: readIdColumn(values.id),
  };
}

/**
 * @param {string} text
 * @returns {import("./sample-rows.mjs").SampleIdColumn}
 */
function readIdColumn(text) {
  if (text === "thirdPartyId" || text === "pcId") return text;
  throw new Error("--id must be thirdPartyId or pcId");
}

/**
 * @param {string} name
 * @param {string} text
 * @param {number} min
 * @param {number} max
 */
function readNumber(name, text, min, max) {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new Error(`--${name} must be a number from ${min} to ${max}`);
}

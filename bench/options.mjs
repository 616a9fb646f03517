import { parseArgs } from "node:util";

export const USAGE = `Measures this installation's build against references in the same run.

  npm run bench                      every row, about 25 minutes on two processors
  npm run bench -- --quick           every row with less data, one round, about 5 minutes
  npm run bench -- --only bulk,fetch some rows
  npm run bench -- --compare         what a team would otherwise use, on the same Postgres

  --only <rows>    names of rows, separated by commas
  --quick          smaller and shorter; its numbers are for a first impression
  --rounds <n>     alternating rounds of each measurement, 1 to 20 (default 3, quick 1)
  --json <file>    writes every value of every round as well
  --keep           leaves the data directories in place, and says where they are
  --compare        the second table in place of the first; fetches the alternatives on its first run
  --help           this text
`;

const OPTIONS = /** @type {const} */ ({
  only: { type: "string" },
  quick: { type: "boolean", default: false },
  rounds: { type: "string" },
  json: { type: "string" },
  keep: { type: "boolean", default: false },
  compare: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
});

/**
 * @typedef {object} Options
 * @property {readonly string[] | null} only null for every row
 * @property {boolean} isQuick
 * @property {number} rounds
 * @property {string | null} jsonFile
 * @property {boolean} keep
 * @property {boolean} compare
 * @property {boolean} help
 */

/**
 * Reads the arguments of the command; throws an error whose message is for its user.
 * @param {readonly string[]} args
 * @param {{ rows: readonly string[], alternatives: readonly string[] }} known names that `--only` may hold
 * @returns {Options}
 */
export function readOptions(args, known) {
  const { values } = parseArgs({ args: [...args], options: OPTIONS, strict: true });
  const names = values.compare ? known.alternatives : known.rows;
  const only = values.only === undefined ? null : values.only.split(",").map((name) => name.trim());
  const unknown = only?.filter((name) => !names.includes(name)) ?? [];
  if (unknown.length > 0) throw new Error(`No such row: ${unknown.join(", ")}. There are ${names.join(", ")}.`);
  return {
    only,
    isQuick: values.quick,
    rounds: readRounds(values.rounds ?? (values.quick ? "1" : "3")),
    jsonFile: values.json ?? null,
    keep: values.keep,
    compare: values.compare,
    help: values.help,
  };
}

/** @param {string} text */
function readRounds(text) {
  const rounds = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  if (rounds >= 1 && rounds <= 20) return rounds;
  throw new Error("--rounds must be a number from 1 to 20");
}

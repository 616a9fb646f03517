import { parseArgs } from "node:util";
import { StartFailure } from "../start/failure.mjs";

export const USAGE = `Verifies the hash chains of the audit log and names every event that was altered, removed or inserted.

  npm run --silent audit:verify
  npm run --silent audit:verify -- --expect installation:1042:3f1c…

  --expect <chain>:<seq>:<hash>   a head that an earlier run has printed; may be given several times
  --help                          this text

The database is that of DATABASE_URL, or the embedded one in DATA_DIR. It is only read.
Exit code: 0 the log is whole, 1 it is not, 2 it could not be verified.
`;

const OPTIONS = /** @type {const} */ ({
  expect: { type: "string", multiple: true },
  help: { type: "boolean", default: false },
});

/**
 * Reads the arguments of the command; throws a failure whose message is for its user.
 * @param {readonly string[]} args
 */
export function readOptions(args) {
  const { values } = parse(args);
  return { help: values.help, noted: (values.expect ?? []).map(readNoted) };
}

/** @param {readonly string[]} args */
function parse(args) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true });
  } catch (error) {
    throw new StartFailure(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  }
}

/**
 * @param {string} text
 * @returns {{ chain: string, seq: number, hash: string }}
 */
function readNoted(text) {
  const [, chain, seq, hash] = /^(\w+):(\d{1,10}):([0-9a-f]{64})$/i.exec(text) ?? [];
  if (chain === undefined || seq === undefined || hash === undefined) {
    throw new StartFailure(`--expect must be <chain>:<seq>:<hash>, as an earlier run has printed it; not ${text}`);
  }
  return { chain, seq: Number(seq), hash: hash.toLowerCase() };
}

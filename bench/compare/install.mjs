import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runProgram } from "../processes.mjs";

const secondsMax = 900;

/**
 * Fetches what an alternative needs into its own folder, once, and lets it make what it makes of it. Nothing of it is
 * part of an installation of this project.
 * @param {string} folder
 * @param {{ log: (line: string) => void, build?: (folder: string) => Promise<void> }} options
 */
export async function installAlternative(folder, { log, build = async () => {} }) {
  const wanted = createHash("sha256")
    .update(readFileSync(path.join(folder, "package.json")))
    .digest("hex");
  const stamp = path.join(folder, "node_modules/.bench-installed");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  log(`fetching ${path.basename(folder)} (once) …`);
  await npm(folder, ["install", "--no-audit", "--no-fund", "--no-package-lock"]);
  await build(folder);
  writeFileSync(stamp, wanted);
}

/**
 * @param {string} folder
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
export const npm = (folder, args, env = {}) =>
  runProgram("npm", args, { cwd: folder, secondsMax, env: { ...withoutNpm(process.env), ...env } });

/**
 * Not the settings of the npm that runs us, which are those of this project.
 * @param {NodeJS.ProcessEnv} env
 */
const withoutNpm = (env) =>
  Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !/^npm_(package|lifecycle|config_(ignore_scripts|prefix|local_prefix))/.test(name),
    ),
  );

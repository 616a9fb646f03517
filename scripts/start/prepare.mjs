import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { StartFailure } from "./failure.mjs";

export const root = path.resolve(import.meta.dirname, "../..");
/** Holds the hash of the lockfile that we have installed. `npm ci` removes it with everything else. */
const stampFile = path.join(root, "node_modules/.silhouette-lockfile");

/** No program of the build reports home, and none needs an account elsewhere. */
export const quietEnvironment = {
  TURBO_TELEMETRY_DISABLED: "1",
  DO_NOT_TRACK: "1",
  NEXT_TELEMETRY_DISABLED: "1",
  CHECKPOINT_DISABLE: "1",
};

/**
 * Installs the dependencies unless they are there already, as package-lock.json lists them.
 * @param {{ log: (line: string) => void, signal?: AbortSignal }} options
 */
export async function installIfNeeded({ log, signal }) {
  const lockfile = readFileSync(path.join(root, "package-lock.json"), "utf8");
  const stamp = createHash("sha256").update(lockfile).digest("hex");
  if (readIfThere(stampFile) === stamp) return;
  const installed = readIfThere(path.join(root, "node_modules/.package-lock.json"));
  if (installed !== null && isInstalled(JSON.parse(lockfile).packages, JSON.parse(installed).packages)) return;
  log("Installing dependencies (once) …");
  // By the npm that runs us, if it does. Development dependencies build the programs, whatever NODE_ENV says.
  const npm = process.env.npm_execpath?.endsWith(".js") ? [process.execPath, process.env.npm_execpath] : ["npm"];
  await execute([...npm, "ci", "--include=dev"], { signal, what: "The installation of dependencies" });
  if (!signal?.aborted) writeFileSync(stampFile, stamp);
}

/** @param {string} file */
function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

/**
 * Has somebody else installed it, with `npm install` say? npm writes the second list at the end of an installation, so
 * one that broke off shows. Optional packages are left aside: most are for other platforms.
 * @typedef {Record<string, { version?: string, optional?: boolean, resolved?: string, link?: boolean }>} Packages
 * @param {Packages} wanted
 * @param {Packages} installed
 */
export function isInstalled(wanted, installed) {
  return Object.entries(wanted).every(
    ([at, { version, optional, link }]) =>
      !at.startsWith("node_modules/") ||
      optional ||
      (link ? installed[at]?.link : installed[at]?.version) === (link ? true : version),
  );
}

/**
 * Builds what has changed since the last build; seconds when nothing has.
 * @param {{ log: (line: string) => void, signal?: AbortSignal }} options
 */
export async function buildIfNeeded({ log, signal }) {
  const slow = setTimeout(() => log("Building (about a minute after a change, seconds otherwise) …"), 1500);
  try {
    const turbo = [process.execPath, path.join(root, "node_modules/turbo/bin/turbo")];
    await execute([...turbo, "run", "build", "--ui=stream", "--output-logs=new-only", "--cache=local:rw"], {
      signal,
      what: "The build",
    });
  } finally {
    clearTimeout(slow);
  }
}

/**
 * Runs a program to its end and shows its output only when it fails.
 * @param {string[]} command
 * @param {{ signal?: AbortSignal | undefined, what: string }} options
 * @returns {Promise<void>}
 */
function execute([program = "", ...args], { signal, what }) {
  return new Promise((resolve, reject) => {
    let output = "";
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...quietEnvironment },
      stdio: ["ignore", "pipe", "pipe"],
      // npm is a script on Windows, which only a shell runs.
      shell: process.platform === "win32" && program === "npm",
      ...(signal ? { signal } : {}),
    });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
    child.once("error", (error) => {
      if (signal?.aborted) return; // "close" follows.
      reject(new StartFailure(`${what} could not begin: ${error.message}`));
    });
    child.once("close", (code) => {
      if (code === 0 || signal?.aborted) return resolve();
      process.stderr.write(output);
      reject(new StartFailure(`${what} failed (exit code ${code}); its output stands above.`));
    });
  });
}

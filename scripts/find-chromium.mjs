import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const systemPlaces = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
/** A download that hangs must not keep a test run waiting for ever. */
const installMillisMax = 300_000;

/**
 * A Chromium that is there: CHROMIUM_PATH, the system's, or Playwright's own.
 * @returns {Promise<string | null>}
 */
export async function findChromium() {
  const given = process.env.CHROMIUM_PATH;
  if (given) {
    if (existsSync(given)) return given;
    throw new Error(`CHROMIUM_PATH names ${given}, which does not exist.`);
  }
  const system = systemPlaces.find((place) => existsSync(place));
  if (system) return system;
  const { chromium } = await import("@playwright/test");
  const own = chromium.executablePath();
  return existsSync(own) && canRun(own) ? own : null;
}

/**
 * Finds a Chromium or installs one: by Playwright, else (on Debian, as root) by the system.
 * @param {(line: string) => void} log
 * @returns {Promise<string | null>} null when neither works
 */
export async function ensureChromium(log) {
  const found = await findChromium();
  if (found !== null) return found;
  log("Installing Chromium …");
  install("npx", ["playwright", "install", "chromium"]);
  const installed = await findChromium();
  if (installed !== null) return installed;
  if (process.getuid?.() === 0 && existsSync("/etc/debian_version")) {
    install("apt-get", ["update"]);
    install("apt-get", ["install", "-y", "--no-install-recommends", "chromium"]);
  }
  return findChromium();
}

/** A download lacks libraries on some systems. @param {string} file */
function canRun(file) {
  return spawnSync(file, ["--version"], { stdio: "ignore" }).status === 0;
}

/**
 * Whether it worked is seen by what is there afterwards.
 * @param {string} command
 * @param {string[]} args
 */
function install(command, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  spawnSync(command, args, { stdio: "inherit", env, timeout: installMillisMax, shell: process.platform === "win32" });
}

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const systemPlaces = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/opt/homebrew/bin/pgbouncer"];
/** A download that hangs must not keep a test run waiting for ever. */
const installMillisMax = 120_000;

/**
 * A PgBouncer that is there: PGBOUNCER_PATH or the system's.
 * @returns {string | null}
 */
export function findPgbouncer() {
  const given = process.env.PGBOUNCER_PATH;
  if (given) {
    if (existsSync(given)) return given;
    throw new Error(`PGBOUNCER_PATH names ${given}, which does not exist.`);
  }
  return systemPlaces.find((place) => existsSync(place)) ?? null;
}

/**
 * Finds PgBouncer or, on Debian as root, installs it by the system.
 * @param {(line: string) => void} log
 * @returns {string | null} null where it cannot be had
 */
export function ensurePgbouncer(log) {
  const found = findPgbouncer();
  if (found !== null) return found;
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return null;
  log("Installing PgBouncer …");
  install(["update"]);
  install(["install", "-y", "--no-install-recommends", "pgbouncer"]);
  return findPgbouncer();
}

/**
 * Whether it worked is seen by what is there afterwards.
 * @param {string[]} args
 */
function install(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  spawnSync("apt-get", args, { stdio: "ignore", env, timeout: installMillisMax });
}

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

const SAMPLE_MILLIS = 100;
const hasProc = existsSync("/proc/self/status");

/**
 * Watches the memory of processes until it is stopped. Linux keeps the peak of a process itself (VmHWM of
 * /proc/<pid>/status), which is set back at the beginning; elsewhere the size is looked at ten times a second. Of
 * Postgres, which is many processes, the private memory of all of them is added up, so its shared buffers do not count.
 * @param {Readonly<Record<string, number>>} pids of single processes, and `postgres`
 */
export function watchMemory(pids) {
  const { postgres, ...programs } = pids;
  /** @type {Record<string, number>} */
  const peaks = {};
  if (hasProc) for (const pid of Object.values(programs)) writeFileSync(`/proc/${pid}/clear_refs`, "5");
  const look = () => {
    for (const [name, pid] of Object.entries(programs)) raise(name, residentMegabytes(pid));
    if (postgres !== undefined && hasProc) raise("postgres", privateMegabytes(postgres));
  };
  /** @type {(name: string, megabytes: number) => void} */
  const raise = (name, megabytes) => {
    peaks[name] = Math.max(peaks[name] ?? 0, megabytes);
  };
  const timer = setInterval(look, SAMPLE_MILLIS);
  return {
    /** @returns {Readonly<Record<string, number>>} megabytes (2^20 bytes) at the peak */
    stop() {
      clearInterval(timer);
      look();
      return peaks;
    },
  };
}

/** @param {number} pid */
function residentMegabytes(pid) {
  if (hasProc) return readStatus(pid, "VmHWM");
  return Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" })) / 1024;
}

/** @param {number} server process id of the postmaster */
function privateMegabytes(server) {
  let sum = readStatus(server, "RssAnon");
  for (const task of readdirSync(`/proc/${server}/task`)) {
    const children = readFileSync(`/proc/${server}/task/${task}/children`, "utf8").split(" ").filter(Boolean);
    for (const pid of children) sum += readStatus(Number(pid), "RssAnon");
  }
  return sum;
}

/**
 * @param {number} pid
 * @param {string} field of /proc/<pid>/status, in kB
 * @returns {number} megabytes; 0 of a process that has ended
 */
function readStatus(pid, field) {
  try {
    const text = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(text)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

import { cpus, totalmem } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

/** What a run was measured on, in a few words. */
export const describeMachine = () =>
  `${cpus().length} processors, ${Math.round(totalmem() / 2 ** 30)} GB of memory, ${process.platform} ${process.arch}, Node ${process.versions.node}`;

/**
 * The share of all processors that is in use. Asked while nothing of the benchmark runs, it tells how much others take.
 * @param {number} millis over which it is measured
 * @returns {Promise<number>} from 0 to 1
 */
export async function measureBusyShare(millis) {
  const before = readTimes();
  await sleep(millis);
  const after = readTimes();
  return 1 - (after.idle - before.idle) / Math.max(1, after.all - before.all);
}

function readTimes() {
  const times = cpus().map((cpu) => cpu.times);
  const sum = (/** @type {(keyof import("node:os").CpuInfo["times"])[]} */ kinds) =>
    times.reduce((total, time) => total + kinds.reduce((part, kind) => part + time[kind], 0), 0);
  return { idle: sum(["idle"]), all: sum(["idle", "user", "nice", "sys", "irq"]) };
}

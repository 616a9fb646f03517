import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { stopChild } from "./processes.mjs";

/**
 * @typedef {import("./requests.mjs").Work} Work
 *
 * As many calls as the server takes, on a constant number of connections: what its rate is.
 * @typedef {object} ConnectionsLoad
 * @property {"connections"} type
 * @property {readonly string[]} urls origins; connections are shared among them evenly
 * @property {number} connections
 * @property {number} seconds
 * @property {Work} work
 *
 * Calls at times that were fixed beforehand, whether or not earlier ones were answered: how long a caller waits.
 * @typedef {object} ArrivalsLoad
 * @property {"arrivals"} type
 * @property {string} url
 * @property {readonly { name: string, perSecond: number, work: Work }[]} streams
 * @property {number} secondsMax
 * @property {number} [connectionsMax] calls that may be under way at once, 256 unless it is said
 *
 * @typedef {object} ConnectionsResult
 * @property {number} perSecond answers with a status of 2xx
 * @property {number} answered
 * @property {number} failed answers with another status, errors and time-outs
 * @property {number} sent
 *
 * @typedef {object} StreamResult
 * @property {string} name
 * @property {number} answered
 * @property {number} failed
 * @property {number} refused answers 503 that say when to come again
 * @property {number} refusedP99 milliseconds until they came, from the time at which the call was due
 * @property {number} p50 milliseconds, from the time at which the call was due
 * @property {number} p99
 * @property {number} max
 * @property {number} lateP99 milliseconds by which the generator itself was late: its part of what was measured
 */

const childFile = path.join(import.meta.dirname, "load/child.mjs");
/** Seconds that a load may take beyond its own before it is given up. */
const graceSeconds = 30;

/**
 * Loads a server from another process. Throws when a call failed: a run with errors is a failed one, not a fast one.
 * @param {Omit<ConnectionsLoad, "type">} load
 * @returns {Promise<ConnectionsResult>}
 */
export async function loadConnections(load) {
  const running = await startLoad({ type: "connections", ...load }, load.seconds);
  const result = /** @type {ConnectionsResult} */ (await running.result);
  if (result.failed > 0) throw new Error(`${result.failed} of ${result.sent} calls (${load.work.kind}) failed`);
  return result;
}

/**
 * Begins calls at a constant arrival rate, which go on until they are stopped or `secondsMax` are over.
 * @param {Omit<ArrivalsLoad, "type">} load
 */
export async function startArrivals(load) {
  const running = await startLoad({ type: "arrivals", ...load }, load.secondsMax);
  return {
    /**
     * @param {{ mayRefuse?: boolean }} [options] says that the server may refuse calls; otherwise one that does has failed
     * @returns {Promise<readonly StreamResult[]>}
     */
    async stop({ mayRefuse = false } = {}) {
      running.child.send({ type: "stop" });
      const results = /** @type {readonly StreamResult[]} */ (await running.result);
      const failed = results.reduce((sum, result) => sum + result.failed + (mayRefuse ? 0 : result.refused), 0);
      if (failed > 0) throw new Error(`${failed} calls at a constant rate failed`);
      return results;
    },
  };
}

/**
 * @param {ConnectionsLoad | ArrivalsLoad} load
 * @param {number} seconds
 */
async function startLoad(load, seconds) {
  const child = fork(childFile, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const timer = setTimeout(() => void stopChild(child), (seconds + graceSeconds) * 1000);
  const ended = once(child, "exit").then(() => Promise.reject(new Error("The load generator ended without a result")));
  const result = Promise.race([waitFor(child, "result"), ended]).finally(() => clearTimeout(timer));
  result.catch(() => {}); // Whoever asks for the result is told.
  const began = Promise.race([waitFor(child, "began"), ended]);
  child.send({ type: "load", load });
  await began;
  return { child, result };
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {string} type
 * @returns {Promise<unknown>}
 */
function waitFor(child, type) {
  return new Promise((resolve) => {
    child.on("message", (/** @type {any} */ message) => {
      if (message.type === type) resolve(message.value);
    });
  });
}

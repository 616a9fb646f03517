import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { toCall } from "../requests.mjs";
import { quantile } from "../statistics.mjs";

/** Calls that may be under way at once unless a load says otherwise; those that are due beyond it wait here, and their wait counts. */
const CONNECTIONS_MAX = 256;
/** Milliseconds after which a call counts as failed. */
const CALL_MILLIS_MAX = 30_000;

/**
 * Sends calls at fixed times and measures each from the time at which it was due, not from when it left: a server that
 * stalls cannot hold back the calls that would have shown it (no coordinated omission).
 *
 * This is not left to autocannon, whose rate limit sends the calls of each second in one burst at its beginning, and
 * whose correction takes 1 ms for the distance of two calls, whatever the rate (`lib/httpClient.js` and `lib/run.js` of
 * version 9.0.0).
 * @param {import("../load.mjs").ArrivalsLoad} load
 * @param {() => void} began
 * @param {AbortSignal} signal ends the arrivals; calls under way are waited for
 * @returns {Promise<readonly import("../load.mjs").StreamResult[]>}
 */
export async function runArrivals({ url, streams, secondsMax, connectionsMax = CONNECTIONS_MAX }, began, signal) {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: connectionsMax, scheduling: "fifo" });
  const state = streams.map(({ name, perSecond, work }) => ({
    name,
    work,
    interval: 1000 / perSecond,
    position: 0,
    failed: 0,
    /** @type {number[]} */
    waits: [],
    /** @type {number[]} */
    refusals: [],
    /** @type {number[]} */
    late: [],
  }));
  /** @type {Set<Promise<void>>} */
  const underWay = new Set();
  const start = performance.now();
  began();
  while (!signal.aborted && performance.now() - start < secondsMax * 1000) {
    const now = performance.now();
    for (const stream of state) {
      for (let due = start + stream.position * stream.interval; due <= now; due += stream.interval) {
        const call = send(stream.position++, stream, due);
        underWay.add(call);
        void call.finally(() => underWay.delete(call));
      }
    }
    await sleep(1);
  }
  await Promise.all(underWay);
  agent.destroy();
  return state.map(({ name, failed, waits, refusals, late }) => ({
    name,
    failed,
    answered: waits.length,
    refused: refusals.length,
    refusedP99: quantile(refusals, 0.99),
    p50: quantile(waits, 0.5),
    p99: quantile(waits, 0.99),
    max: waits.reduce((most, wait) => Math.max(most, wait), 0),
    lateP99: quantile(late, 0.99),
  }));

  /**
   * @param {number} position
   * @param {(typeof state)[number]} stream
   * @param {number} due
   * @returns {Promise<void>}
   */
  function send(position, stream, due) {
    const { method, path, headers = {}, body = "" } = toCall(stream.work, position);
    stream.late.push(performance.now() - due);
    return new Promise((resolve) => {
      const fail = () => {
        stream.failed++;
        resolve();
      };
      const length = body === "" && method === "GET" ? {} : { "content-length": Buffer.byteLength(body) };
      const outgoing = request({ hostname, port, method, path, agent, headers: { ...headers, ...length } }, (reply) => {
        reply.on("error", fail);
        reply.on("end", () => {
          const isRefused = reply.statusCode === 503 && Number(reply.headers["retry-after"]) > 0;
          if (reply.statusCode !== 200 && !isRefused) return fail();
          (isRefused ? stream.refusals : stream.waits).push(performance.now() - due);
          resolve();
        });
        reply.resume();
      });
      outgoing.setTimeout(CALL_MILLIS_MAX, () => outgoing.destroy(new Error("no answer")));
      outgoing.on("error", fail);
      outgoing.end(body);
    });
  }
}

#!/usr/bin/env node
// `npm run bench`: measures the production build against references in the same run (bench/README.md).
import { writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { buildIfNeeded, installIfNeeded } from "../scripts/start/prepare.mjs";
import { ALTERNATIVES } from "./compare/alternatives.mjs";
import { describeMachine, measureBusyShare } from "./machine.mjs";
import { judge } from "./measurement.mjs";
import { readOptions, USAGE } from "./options.mjs";
import { stopPrograms } from "./processes.mjs";
import { ROWS } from "./rows/index.mjs";
import { median } from "./statistics.mjs";
import { formatTable } from "./table.mjs";

/** @typedef {import("./measurement.mjs").Measurement} Measurement */

/** What runs, in the order in which it was started: all of it is stopped at the end, or when somebody interrupts. @type {(() => Promise<unknown>)[]} */
const running = [];
const log = (/** @type {string} */ line) => console.error(line);

const options = parse(process.argv.slice(2));
if (options.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
const interruption = new AbortController();
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.once(signal, async () => {
    log(`\n${signal}: stopping …`);
    interruption.abort();
    await stopPrograms();
    // A Postgres that was just starting looks at the signal every 50 ms.
    await sleep(500);
    await stopAll(running);
    process.exit(130);
  });
}

await installIfNeeded({ log, signal: interruption.signal });
await buildIfNeeded({ log, signal: interruption.signal });
const rows = (options.compare ? ALTERNATIVES : ROWS).filter(({ name }) => options.only?.includes(name) ?? true);
const began = new Date();
/** @type {string[]} */
const notes = [];
/** What other programs took of the processors before each row, from 0 to 1. @type {number[]} */
const busyShares = [];
/** @type {Measurement[]} */
const measurements = [];
for (const row of rows) measurements.push(...(await measure(row)));
report();
process.exit(measurements.some(({ failure }) => failure !== undefined) ? 1 : 0);

/**
 * Runs a row. Whatever happens in it, what it started is stopped, and the next row begins with nothing of it.
 * @param {import("./row.mjs").Row} row
 * @returns {Promise<readonly Measurement[]>}
 */
async function measure({ name, secondsMax, run }) {
  const start = Date.now();
  log(`\n${name} …`);
  busyShares.push(await measureBusyShare(1000));
  let isOver = false;
  const atEnd = (/** @type {() => Promise<unknown>} */ stop) => {
    // A row that was given up goes on until it notices: what it still starts goes at once.
    if (isOver) void stop().catch(() => {});
    else running.push(stop);
  };
  const context = {
    rounds: options.rounds,
    isQuick: options.isQuick,
    log: (/** @type {string} */ line) => log(`  ${line}`),
    note: (/** @type {string} */ line) => notes.push(line),
    async start() {
      const { startInstallation } = await import("./installation.mjs");
      return startInstallation({ keep: options.keep, log, atEnd, signal: interruption.signal });
    },
    atEnd,
  };
  const giveUp = new AbortController();
  const timeout = sleep(secondsMax * 1000, undefined, { signal: giveUp.signal }).then(() => {
    throw new Error(`It was not done after ${secondsMax} s`);
  });
  timeout.catch(() => {}); // The race tells, unless the row was done before.
  try {
    const lines = await Promise.race([run(context), timeout]);
    return lines.map((line) => ({ row: name, ...line }));
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    log(`  failed: ${error instanceof Error ? error.stack : error}`);
    return [{ row: name, title: name, unit: "s", ours: [], failure: failure.split("\n", 1)[0] ?? "" }];
  } finally {
    giveUp.abort();
    isOver = true;
    await stopAll(running);
    log(`  ${Math.round((Date.now() - start) / 1000)} s`);
  }
}

/** @param {(() => Promise<unknown>)[]} stops */
async function stopAll(stops) {
  for (const stop of stops.splice(0).reverse()) {
    await stop().catch((/** @type {unknown} */ error) => log(`  could not be stopped: ${error}`));
  }
}

function report() {
  const minutes = ((Date.now() - began.getTime()) / 60_000).toFixed(1);
  const machine = describeMachine();
  console.log(`\n${formatTable(measurements)}\n`);
  for (const note of notes) console.log(`- ${note}`);
  const how = `${options.rounds} ${options.rounds === 1 ? "round" : "rounds"}${options.isQuick ? ", quick" : ""}`;
  console.log(`\n${began.toISOString().slice(0, 16)}Z, ${how}, ${minutes} minutes, ${machine}`);
  const percent = (/** @type {number} */ share) => `${Math.round(share * 100)} %`;
  const [usual, most] = [median(busyShares), Math.max(...busyShares)];
  console.log(`Before the rows, other programs used ${percent(usual)} of the processors (at most ${percent(most)}).`);
  if (options.jsonFile === null) return;
  const results = measurements.map((measurement) => ({ ...measurement, result: judge(measurement) }));
  const about = {
    at: began.toISOString(),
    minutes: Number(minutes),
    machine,
    quick: options.isQuick,
    rounds: options.rounds,
    busyShares,
  };
  writeFileSync(options.jsonFile, `${JSON.stringify({ ...about, measurements: results, notes }, null, 2)}\n`);
}

/** @param {readonly string[]} args */
function parse(args) {
  try {
    return readOptions(args, {
      rows: ROWS.map(({ name }) => name),
      alternatives: ALTERNATIVES.map(({ name }) => name),
    });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    process.exit(1);
  }
}

import { announcement } from "./announce.mjs";
import { openDataDirectory, readAuthSecret } from "./data-directory.mjs";
import { migrate, openDatabase } from "./database.mjs";
import { StartFailure } from "./failure.mjs";
import { lockDirectory } from "./lock.mjs";
import { findPortFault } from "./ports.mjs";
import { buildIfNeeded, installIfNeeded } from "./prepare.mjs";
import { describePrograms, reachableUrl } from "./programs.mjs";
import { listenForStop } from "./stop-request.mjs";
import { Supervisor } from "./supervisor.mjs";

/** An installation stops within this time, with everything that it started. */
const stopMillisMax = 9500;

const log = (/** @type {string} */ line) => console.log(line);

/**
 * Runs an installation until it is told to stop.
 * @param {{ prebuilt: boolean }} options
 * @returns {Promise<number>} the exit code
 */
export async function run({ prebuilt }) {
  /** How to undo what was started, in order. @type {((withinMillis: number) => Promise<void>)[]} */
  const undo = [];
  /** @type {Supervisor | undefined} */
  let supervisor;
  const signal = listenForStop(() => {
    log("Stopping at once.");
    supervisor?.kill();
    undo.at(0)?.(0); // The lock goes with the process; the database would outlive it.
    setTimeout(() => process.exit(130), 1500);
  });
  let exitCode = 0;
  try {
    if (!prebuilt) {
      await installIfNeeded({ log, signal });
      signal.throwIfAborted();
      await buildIfNeeded({ log, signal });
      signal.throwIfAborted();
    }
    const environment = await readSettings();
    const { host, consolePort, edgePort } = environment;
    const consoleUrl = environment.publicConsoleUrl ?? reachableUrl(host, consolePort);
    const edgeUrl = environment.publicEdgeUrl ?? reachableUrl(host, edgePort);

    const directory = openDataDirectory(environment.dataDir);
    const lock = await lockDirectory(directory, { consoleUrl, edgeUrl });
    if (!lock.isHeld) throw new StartFailure(describeHolder(directory, lock.holder));
    undo.push(lock.release);
    for (const [port, variable] of /** @type {const} */ ([
      [consolePort, "CONSOLE_PORT"],
      [edgePort, "EDGE_PORT"],
    ])) {
      const fault = await findPortFault({ host, port, variable });
      if (fault !== null) throw new StartFailure(fault);
    }

    const database = await openDatabase({ url: environment.databaseUrl, directory, log, signal });
    undo.unshift(database.stop);
    signal.throwIfAborted();
    await migrate(database.url);
    const { setupCode, clientCode } = await prepareInstallation(database.url, environment);
    signal.throwIfAborted();

    const authSecret = environment.authSecret ?? readAuthSecret(directory);
    /** @type {Record<string, number>} */
    const pids = {};
    supervisor = new Supervisor({
      log,
      onProcess(name, pid) {
        pids[name] = pid;
        process.send?.({ type: "process", name, pid });
      },
    });
    const programs = describePrograms({ environment, directory, databaseUrl: database.url, authSecret });
    const starting = Promise.all(
      programs.map((program) => startProgram(/** @type {Supervisor} */ (supervisor), program)),
    );
    await Promise.race([starting, aborted(signal)]);
    signal.throwIfAborted();
    log(announcement({ consoleUrl, edgeUrl, databaseName: database.name, clientCode, setupCode }));
    process.send?.({ type: "ready", consoleUrl, edgeUrl, databaseUrl: database.url, setupCode, pids });

    const reason = await Promise.race([supervisor.gaveUp, aborted(signal)]);
    if (reason !== null) throw new StartFailure(`${reason}\nEverything is stopped.`);
  } catch (error) {
    if (!signal.aborted) {
      console.error(describeFault(error));
      exitCode = 1;
    }
  }
  if (signal.aborted) log("Stopping …");
  const end = Date.now() + stopMillisMax;
  await supervisor?.stop();
  for (const step of undo) await step(end - Date.now());
  if (signal.aborted) log("Stopped.");
  return exitCode;
}

async function readSettings() {
  const { readEnvironment } = await import("@silhouette/core/environment");
  const read = readEnvironment(process.env);
  if (read.ok) return read.value;
  throw new StartFailure(["The settings cannot be used:", ...read.refusal.map((fault) => `  ${fault}`)].join("\n"));
}

/**
 * The first client, the first administrator.
 * @param {string} databaseUrl
 * @param {import("@silhouette/core/environment").Environment} environment
 */
async function prepareInstallation(databaseUrl, environment) {
  const { bootstrap } = await import("@silhouette/db/bootstrap");
  try {
    return await bootstrap({ databaseUrl, environment, now: new Date() });
  } catch (error) {
    // A variable that the rules of the service refuse.
    if (error instanceof Error && error.message.startsWith("BOOTSTRAP_")) {
      throw new StartFailure(`The settings cannot be used:\n  ${error.message}`);
    }
    throw error;
  }
}

/**
 * @param {Supervisor} supervisor
 * @param {import("./supervisor.mjs").Program} program
 */
async function startProgram(supervisor, program) {
  const fault = await supervisor.start(program);
  if (fault !== null) throw new StartFailure(fault);
}

/**
 * @param {string} directory
 * @param {import("./lock.mjs").Holder | null} holder
 */
function describeHolder(directory, holder) {
  if (holder === null) return `Another Silhouette uses ${directory} and does not answer: stop it, or set DATA_DIR.`;
  const { consoleUrl, edgeUrl, pid } = holder;
  return `Silhouette is already running on ${directory}: console ${consoleUrl}, edge ${edgeUrl}, process ${pid}.`;
}

/** @param {unknown} error */
function describeFault(error) {
  if (error instanceof StartFailure) return error.message;
  if (error instanceof Error) return `Silhouette could not start. ${error.stack}`;
  return `Silhouette could not start: ${error}`;
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<null>}
 */
function aborted(signal) {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener("abort", () => resolve(null));
  });
}

import { fork } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { inheritedEnvironment } from "../scripts/start/programs.mjs";
import { CLIENT_CODE } from "./data.mjs";
import { findFreePort, stopChild } from "./processes.mjs";

const root = path.join(import.meta.dirname, "..");

/** For 256 connections of the reference beside the programs. Every other setting is that of an embedded installation. */
const POSTGRES_SETTINGS = { max_connections: "400" };
const readySecondsMax = 120;
const stopMillisMax = 15_000;

/** The administrator of the installation, who lives as long as its temporary data. */
export const ADMIN = { email: "bench@example.com", password: "an administrator of one benchmark" };
const API = { id: "bench", secret: "a credential of one benchmark" };

/**
 * @typedef {Awaited<ReturnType<typeof startInstallation>>} Installation
 * @typedef {{ pid: number, stop(): Promise<void> }} Program
 */

/**
 * Starts the production build on a Postgres of its own, on free ports of 127.0.0.1, with data that goes at the end.
 * @param {object} options
 * @param {boolean} options.keep leaves the data in place
 * @param {(line: string) => void} options.log
 * @param {(stop: () => Promise<unknown>) => void} options.atEnd is told at once of each part that has to be stopped
 * @param {AbortSignal} options.signal ends a start that is under way
 */
export async function startInstallation({ keep, log, atEnd, signal }) {
  const { startEmbeddedPostgres } = await import("@silhouette/db/embedded-postgres");
  const directory = mkdtempSync(path.join(tmpdir(), "silhouette-bench-"));
  const dir = path.join(directory, "postgres");
  // Under root, Postgres runs as another user, who has to pass through.
  chmodSync(directory, 0o711);
  atEnd(async () => {
    if (keep) return log(`Kept ${directory}.`);
    // Where the data lie when the server's user cannot reach the temporary directory.
    const note = path.join(dir, "location");
    if (existsSync(note)) rmSync(readFileSync(note, "utf8").trim(), { recursive: true, force: true });
    rmSync(directory, { recursive: true, force: true });
  });
  const server = await startEmbeddedPostgres({ dir, settings: POSTGRES_SETTINGS, log, signal });
  atEnd(() => server.stop({ withinMillis: stopMillisMax }));
  const programs = await startPrograms(server.url, path.join(directory, "data"), atEnd);
  const pool = new pg.Pool({ connectionString: server.url, max: 4 });
  pool.on("error", () => {});
  atEnd(() => pool.end());
  const { rows } = await pool.query("SELECT id FROM client WHERE code = $1", [CLIENT_CODE]);
  return {
    ...programs,
    /** Process ids, of Postgres the postmaster's. */
    pids: { ...programs.pids, postgres: server.pid },
    pool,
    clientId: String(rows[0].id),
    databaseUrl: server.url,
    dataDirectory: directory,
  };
}

/**
 * `npm start` without its own Postgres: the console, an edge and a worker.
 * @param {string} databaseUrl
 * @param {string} dataDirectory
 * @param {(stop: () => Promise<unknown>) => void} atEnd
 */
async function startPrograms(databaseUrl, dataDirectory, atEnd) {
  let output = "";
  const child = fork(path.join(root, "scripts/start.mjs"), ["--prebuilt"], {
    env: {
      ...programEnvironment(databaseUrl),
      DATA_DIR: dataDirectory,
      CONSOLE_PORT: String(await findFreePort()),
      EDGE_PORT: String(await findFreePort()),
      BOOTSTRAP_CLIENT_CODE: CLIENT_CODE,
      BOOTSTRAP_ADMIN_EMAIL: ADMIN.email,
      BOOTSTRAP_ADMIN_PASSWORD: ADMIN.password,
      BOOTSTRAP_API_CLIENT_ID: API.id,
      BOOTSTRAP_API_CLIENT_SECRET: API.secret,
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  atEnd(() => stopChild(child));
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (data) => (output = (output + data).slice(-4000)));
  /** @type {Record<string, number>} */
  const pids = {};
  const ended = once(child, "exit").then(() => null);
  const ready = new Promise((resolve) => {
    child.on("message", (/** @type {any} */ message) => {
      if (message.type === "process") pids[message.name] = message.pid;
      else if (message.type === "ready") resolve(message);
    });
  });
  const first = /** @type {any} */ (
    await Promise.race([ready, ended, sleep(readySecondsMax * 1000, null, { ref: false })])
  );
  if (first === null) throw new Error(`The installation did not start:\n${output}`);
  return {
    consoleUrl: String(first.consoleUrl),
    edgeUrl: String(first.edgeUrl),
    pids: { edge: pids.edge ?? 0, worker: pids.worker ?? 0, console: pids.console ?? 0 },
  };
}

/**
 * One more edge on the database of an installation.
 * @param {string} databaseUrl
 * @returns {Promise<Program & { url: string }>}
 */
export async function startEdge(databaseUrl) {
  const port = await findFreePort();
  const program = await startProgram("apps/edge/dist/main.js", {
    ...programEnvironment(databaseUrl),
    EDGE_PORT: String(port),
  });
  return { ...program, url: `http://127.0.0.1:${port}` };
}

/**
 * One more worker on the database of an installation.
 * @param {string} databaseUrl
 * @returns {Promise<Program>}
 */
export const startWorker = (databaseUrl) => startProgram("apps/worker/dist/main.js", programEnvironment(databaseUrl));

/**
 * @param {string} file
 * @param {NodeJS.ProcessEnv} env
 */
async function startProgram(file, env) {
  const child = fork(path.join(root, file), { env, stdio: ["ignore", "ignore", "inherit", "ipc"] });
  await Promise.race([
    once(child, "message"),
    once(child, "exit").then(([code]) => Promise.reject(new Error(`${file} ended with ${code} while starting`))),
  ]);
  return { pid: child.pid ?? 0, stop: () => stopChild(child) };
}

/** @param {string} databaseUrl */
const programEnvironment = (databaseUrl) => ({
  ...withoutSettings(inheritedEnvironment(process.env)),
  NODE_ENV: "production",
  DATABASE_URL: databaseUrl,
  HOST: "127.0.0.1",
  LOG_LEVEL: "warn",
});

/**
 * The settings of somebody's own installation have no place in a measurement.
 * @param {NodeJS.ProcessEnv} env
 */
const withoutSettings = (env) =>
  Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(DATA_DIR|PUBLIC_|AUTH_SECRET|TOKEN_RETRIEVAL|NODE_OPTIONS)/.test(name)),
  );

/**
 * An access token of the admin API (contract section 13).
 * @param {Installation} installation
 */
async function fetchAdminToken({ consoleUrl }) {
  const body = new URLSearchParams({ client_id: API.id, client_secret: API.secret, grant_type: "client_credentials" });
  const reply = await fetch(`${consoleUrl}/ims/token/v3`, { method: "POST", body });
  const { access_token } = /** @type {{ access_token: string }} */ (await reply.json());
  return access_token;
}

/**
 * Generates the profile token of the client.
 * @param {Installation} installation
 */
export async function generateToken(installation) {
  const url = `${installation.consoleUrl}/${CLIENT_CODE}/target/authentication/token?authorizationScope=profile_api`;
  const headers = { authorization: `Bearer ${await fetchAdminToken(installation)}`, "x-api-key": API.id };
  const reply = await fetch(url, { method: "POST", headers });
  const { accessToken } = /** @type {{ accessToken: string }} */ (await reply.json());
  return accessToken;
}

/**
 * Switches Require Authentication, and waits until the edge asks for the token, or no longer does.
 * @param {Installation} installation
 * @param {boolean} isRequired
 */
export async function requireAuthentication(installation, isRequired) {
  const reply = await fetch(`${installation.consoleUrl}/${CLIENT_CODE}/target/clients/settings`, {
    method: "PATCH",
    headers: {
      authorization: `Bearer ${await fetchAdminToken(installation)}`,
      "x-api-key": API.id,
      "content-type": "application/vnd.adobe.target.v1+json",
    },
    body: JSON.stringify({ enableProfileApiAuthentication: isRequired }),
  });
  if (!reply.ok) throw new Error(`The setting was refused with ${reply.status}`);
  for (let tries = 0; tries < 100; tries++, await sleep(50)) {
    const { status } = await fetch(
      `${installation.edgeUrl}/rest/v1/profiles/thirdPartyId/nobody?client=${CLIENT_CODE}`,
    );
    if ((status === 403) === isRequired) return;
  }
  throw new Error("The setting did not reach the edge within five seconds");
}

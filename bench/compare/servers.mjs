import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runProgram, stopChild } from "../processes.mjs";
import { npm } from "./install.mjs";

const readySecondsMax = 120;

/**
 * What a team would otherwise use. Each stores a profile as a row with a column for each attribute, which is the
 * fastest that it offers.
 * @typedef {object} Alternative
 * @property {"next-prisma" | "directus" | "parse-server"} name of its folder too
 * @property {string} title
 * @property {(folder: string) => Promise<void>} [build] after its packages were fetched
 * @property {(place: Place) => Promise<{ stop(): Promise<void>, token?: string }>} start makes the tables and the rows, and serves them
 *
 * @typedef {object} Place
 * @property {string} folder
 * @property {string} databaseUrl a database of its own on the server of the installation
 * @property {import("pg").Pool} pool of the same database
 * @property {number} port on 127.0.0.1
 * @property {number} profiles
 */

const COLUMNS =
  "tier text NOT NULL, city text NOT NULL, interest text NOT NULL, visits text NOT NULL, last_visit text NOT NULL";
const VALUES = "'gold', 'Malmö', 'segling', '42', '2026-01-01'";
const IDS = "'crm-' || lpad(n::text, 8, '0')";

/** @type {Alternative} */
export const nextPrisma = {
  name: "next-prisma",
  title: "a Next route with Prisma upserts",
  build: buildNext,
  async start({ folder, databaseUrl, pool, port, profiles }) {
    await pool.query(`CREATE TABLE profile (id text PRIMARY KEY, ${COLUMNS}, updated_at timestamp(3) NOT NULL)`);
    await pool.query(
      `INSERT INTO profile SELECT ${IDS}, ${VALUES}, now() FROM generate_series(0, ${profiles - 1}) AS n`,
    );
    const args = ["node_modules/next/dist/bin/next", "start", "-H", "127.0.0.1", "-p", String(port)];
    return serve(process.execPath, args, {
      folder,
      path: `http://127.0.0.1:${port}/api/profiles/crm-00000000`,
      env: { DATABASE_URL: databaseUrl },
    });
  },
};

/** @type {Alternative} */
export const directus = {
  name: "directus",
  title: "Directus",
  build: buildIsolatedVm,
  async start({ folder, databaseUrl, pool, port, profiles }) {
    const token = randomBytes(24).toString("hex");
    const env = {
      DB_CLIENT: "pg",
      DB_CONNECTION_STRING: databaseUrl,
      DB_POOL__MIN: "0",
      DB_POOL__MAX: "20",
      SECRET: randomBytes(24).toString("hex"),
      ADMIN_EMAIL: "bench@example.com",
      ADMIN_PASSWORD: randomBytes(12).toString("hex"),
      ADMIN_TOKEN: token,
      HOST: "127.0.0.1",
      PORT: String(port),
      LOG_LEVEL: "error",
      TELEMETRY: "false",
      CACHE_ENABLED: "false",
      RATE_LIMITER_ENABLED: "false",
    };
    const node = nodeOf(folder);
    const cli = "node_modules/directus/cli.js";
    await runProgram(node, [cli, "bootstrap"], { cwd: folder, env: { ...process.env, ...env } });
    await pool.query(`CREATE TABLE profile (id text PRIMARY KEY, ${COLUMNS})`);
    await pool.query(`INSERT INTO profile SELECT ${IDS}, ${VALUES} FROM generate_series(0, ${profiles - 1}) AS n`);
    // Without the log of activities and the revisions, which the others do not keep either.
    await pool.query("INSERT INTO directus_collections (collection, accountability) VALUES ('profile', NULL)");
    const probe = `http://127.0.0.1:${port}/items/profile/crm-00000000?access_token=${token}`;
    return { ...(await serve(node, [cli, "start"], { folder, path: probe, env })), token };
  },
};

/** @type {Alternative} */
export const parseServer = {
  name: "parse-server",
  title: "Parse Server",
  async start({ folder, databaseUrl, pool, port, profiles }) {
    const masterKey = randomBytes(24).toString("hex");
    const url = `http://127.0.0.1:${port}/parse`;
    const env = { DATABASE_URL: databaseUrl, PORT: String(port), MASTER_KEY: masterKey };
    const server = await serve(process.execPath, ["server.mjs"], { folder, path: `${url}/health`, env });
    const names = ["tier", "city", "interest", "visits", "last_visit"];
    const reply = await fetch(`${url}/schemas/Profile`, {
      method: "POST",
      headers: {
        "x-parse-application-id": "bench",
        "x-parse-master-key": masterKey,
        "content-type": "application/json",
      },
      body: JSON.stringify({ fields: Object.fromEntries(names.map((name) => [name, { type: "String" }])) }),
    });
    if (!reply.ok) {
      await server.stop();
      throw new Error(`Parse Server refused its class: ${await reply.text()}`);
    }
    await pool.query(
      `INSERT INTO "Profile" ("objectId", "createdAt", "updatedAt", ${names.join(", ")})
       SELECT ${IDS}, now(), now(), ${VALUES} FROM generate_series(0, ${profiles - 1}) AS n`,
    );
    return server;
  },
};

/**
 * Prisma's command line wants an engine even where it does not use it, and would fetch it from a host of its own: it is
 * given ours, which comes from the registry (prisma.config.ts).
 * @param {string} folder
 */
async function buildNext(folder) {
  const engine = path.join(import.meta.dirname, "../../packages/db/bin/schema-engine.mjs");
  const quiet = { NEXT_TELEMETRY_DISABLED: "1", CHECKPOINT_DISABLE: "1" };
  await npm(folder, ["run", "build"], { PRISMA_SCHEMA_ENGINE_BINARY: engine, ...quiet });
}

/**
 * Directus runs code in an isolate, by a package that has to be built for the Node that runs it. Directus needs a newer
 * Node than this project does; the package `node` brings one, with its headers.
 * @param {string} folder
 */
async function buildIsolatedVm(folder) {
  const node = nodeOf(folder);
  const runs = await runProgram(node, ["-e", "require('isolated-vm')"], { cwd: folder }).then(
    () => true,
    () => false,
  );
  if (runs) return;
  const parts = path.join(folder, "node_modules/node/node_modules");
  const headers = readdirSync(parts)
    .map((name) => path.join(parts, name))
    .find((part) => existsSync(path.join(part, "include/node")));
  const env = {
    PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}`,
    ...(headers ? { npm_config_nodedir: headers } : {}),
  };
  await npm(folder, ["rebuild", "isolated-vm"], env);
}

/** @param {string} folder */
const nodeOf = (folder) => path.join(folder, "node_modules/node/bin/node");

/**
 * Starts a server and waits until a path of it answers 200.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ folder: string, path: string, env: NodeJS.ProcessEnv }} options
 */
async function serve(program, args, { folder, path: probe, env }) {
  let output = "";
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...process.env, NODE_ENV: "production", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data) => (output = (output + data).slice(-2000)));
  for (const end = Date.now() + readySecondsMax * 1000; ; await sleep(200)) {
    const isUp = await fetch(probe).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return { stop: () => stopChild(child) };
    if (child.exitCode === null && Date.now() < end) continue;
    await stopChild(child);
    throw new Error(`${path.basename(folder)} did not start: ${output.trim().slice(-600)}`);
  }
}

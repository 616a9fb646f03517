#!/usr/bin/env node
// `npm run audit:verify`: verifies the hash chains of the audit log, also beside a running installation.
import { existsSync } from "node:fs";
import path from "node:path";
import { StartFailure } from "./start/failure.mjs";
import { lockDirectory } from "./start/lock.mjs";
import { chainLine, faultLine, summary } from "./verify-audit/report.mjs";
import { readOptions, USAGE } from "./verify-audit/verify-options.mjs";

/** The log is whole; something is wrong with it; it could not be verified. */
const EXIT = { whole: 0, faulty: 1, unverified: 2 };

process.exitCode = await main().catch((error) => {
  console.error(describeFailure(error));
  return EXIT.unverified;
});

async function main() {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(USAGE);
    return EXIT.whole;
  }
  const database = await openDatabase();
  try {
    const { verifyAudit } = await import("@silhouette/db/audit-verification");
    const chains = await verifyAudit(database.url, {
      noted: options.noted,
      onFault: (fault) => console.log(faultLine(fault)),
    });
    for (const chain of chains) console.log(chainLine(chain));
    const faults = chains.reduce((sum, chain) => sum + chain.faults, 0);
    console.log(summary(faults));
    return faults === 0 ? EXIT.whole : EXIT.faulty;
  } finally {
    await database.close();
  }
}

/**
 * The server of the settings, or the embedded one: as it runs for an installation, or started for as long as this takes.
 * @returns {Promise<{ url: string, close(): Promise<void> }>}
 */
async function openDatabase() {
  const { readEnvironment } = await import("@silhouette/core/environment");
  const read = readEnvironment(process.env);
  if (!read.ok) throw new StartFailure(["The settings cannot be used:", ...read.refusal].join("\n  "));
  const { databaseUrl, dataDir } = read.value;
  if (databaseUrl !== null) return { url: databaseUrl, close: async () => {} };

  const directory = path.resolve(dataDir);
  const dir = path.join(directory, "postgres");
  if (!existsSync(dir)) throw new StartFailure(`There is no database in ${directory}: set DATABASE_URL or DATA_DIR.`);
  const { findEmbeddedPostgres, startEmbeddedPostgres } = await import("@silhouette/db/embedded-postgres");
  const lock = await lockDirectory(directory, { consoleUrl: "none (npm run audit:verify)", edgeUrl: "none" });
  if (!lock.isHeld) {
    const url = await findEmbeddedPostgres({ dir });
    if (url === null) throw new StartFailure(`The Postgres in ${directory} starts or stops: try again in a moment.`);
    return { url, close: async () => {} };
  }
  try {
    const server = await startEmbeddedPostgres({ dir });
    return {
      url: server.url,
      close: async () => {
        await server.stop();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/**
 * One clear line wherever there is something to do about it.
 * @param {unknown} error
 */
function describeFailure(error) {
  const { code, message, stack } = /** @type {{ code?: string, message: string, stack?: string }} */ (error);
  if (code === "ERR_MODULE_NOT_FOUND") return "The programs are not built: run npm start once, or npm run build.";
  if (code === "42P01" || code === "42703") {
    return "The database is not on this version yet: start Silhouette once, then verify.";
  }
  if (error instanceof StartFailure || code !== undefined) return `The audit log was not verified. ${message || code}`;
  return `The audit log was not verified. ${stack}`;
}

import { deriveKey } from "@silhouette/core/derived-key";
import { readEnvironment } from "@silhouette/core/environment";
import { REDACTED_PATHS } from "@silhouette/core/log";
import { createPool, isBehindPooler } from "@silhouette/db/pool";
import { createMailer } from "@silhouette/mail/mailer";
import { pino } from "pino";
import { startWorker } from "./worker.ts";

/** The worker: applies batches. Runs alone with `DATABASE_URL` set, any number of them, or as a child of `npm start`. */

/** Connections of the applying side; the queue opens its own. */
const CONNECTIONS_MAX = 10;

const environment = readEnvironment(process.env);
if (!environment.ok) fail(environment.refusal.join("\n"));
const { databaseUrl, logLevel, auditRetentionDays, authSecret, mail, allowsPrivateWebhooks, publicConsoleUrl } =
  environment.value;
if (databaseUrl === null) fail("DATABASE_URL must be set: npm start sets it for the embedded Postgres");

const log = pino({ name: "worker", level: logLevel, redact: [...REDACTED_PATHS] });
const pool = createPool(databaseUrl, CONNECTIONS_MAX);
const notices = {
  mailer: mail === null ? null : createMailer(mail),
  webhookKey: authSecret === null ? null : deriveKey(authSecret, "webhook secret"),
  allowsPrivateWebhooks,
  consoleUrl: publicConsoleUrl,
};
const now = () => new Date();
const worker = await startWorker({ pool, databaseUrl, auditRetentionDays, notices, log, now }).catch((error: Error) =>
  fail(`The worker cannot start: ${error.message}`),
);
log.info("worker is ready");
if (isBehindPooler(databaseUrl)) {
  log.warn(
    "behind a pooler calls cannot be seen, and batches do not give way to them: use an address of Postgres itself",
  );
}
process.send?.({ type: "ready" });

for (const signal of ["SIGINT", "SIGTERM", "disconnect"] as const) process.once(signal, () => void stop(signal));

let isStopping = false;

/** Finishes the chunks under way and leaves the rest to the next worker. */
async function stop(reason: string): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  log.info({ reason }, "worker is stopping");
  await worker.stop();
  await pool.end();
  process.exit(0);
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

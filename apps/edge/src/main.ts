import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { readEnvironment } from "@silhouette/core/environment";
import { REDACTED_PATHS } from "@silhouette/core/log";
import { createDataPlanePools, createDataPlaneStores, isReady } from "@silhouette/db/data-plane-stores";
import { createDataPlane, createShortWay } from "@silhouette/profile-api";
import { pino } from "pino";
import { createEdgeServer } from "./server.ts";

/**
 * The edge: the data plane alone on a lean server. Runs alone with `DATABASE_URL` set, on any number of nodes, or as
 * a child of `npm start`.
 */

/** Milliseconds that a stop waits for the last counts of calls: a database that is gone must not keep the program. */
const LAST_FLUSH_MILLIS_MAX = 3000;

const environment = readEnvironment(process.env);
if (!environment.ok) fail(environment.refusal.join("\n"));
const { databaseUrl, host, edgePort, publicEdgeUrl, trustedProxies, logLevel } = environment.value;
if (databaseUrl === null) fail("DATABASE_URL must be set: npm start sets it for the embedded Postgres");

const log = pino({ name: "edge", level: logLevel, redact: [...REDACTED_PATHS] });
const pools = createDataPlanePools(databaseUrl);
const stores = createDataPlaneStores(pools, log);
const deps = { ...stores, now: () => new Date(), log, publicUrl: publicEdgeUrl, trustedProxies };
const server = createEdgeServer({
  handle: createDataPlane(deps),
  handleShort: createShortWay(deps),
  isReady: () => isReady(pools.lookups),
  log,
});

server.listen(edgePort, host);
await once(server, "listening").catch((error: Error) => fail(`Cannot listen on ${host}:${edgePort}: ${error.message}`));
log.info({ host, port: edgePort }, "edge is listening");
process.send?.({ type: "ready" });

for (const signal of ["SIGINT", "SIGTERM", "disconnect"] as const) process.once(signal, () => void stop(signal));

let isStopping = false;

/** Answers what is under way, takes no more, writes what was counted, and leaves. */
async function stop(reason: string): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  log.info({ reason }, "edge is stopping");
  server.closeIdleConnections();
  await new Promise((resolve) => server.close(resolve));
  const flushed = stores.meter.flush().catch((error) => log.warn({ err: error }, "the last counts of calls were lost"));
  await Promise.race([flushed, setTimeout(LAST_FLUSH_MILLIS_MAX)]);
  await Promise.all(Object.values(pools).map((pool) => pool.end()));
  process.exit(0);
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

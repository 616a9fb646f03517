import type { Clock } from "@silhouette/core/clock";
import { ClientId } from "@silhouette/core/ids";
import type { Log } from "@silhouette/core/log";
import { applyBatches } from "@silhouette/db/apply-batches";
import { trimAudit } from "@silhouette/db/audit-retention";
import { findWaitingClients, removeAbandonedUploads } from "@silhouette/db/batch-care";
import { createClientDeletion } from "@silhouette/db/delete-client";
import { type createPool, isBehindPooler } from "@silhouette/db/pool";
import { createProfilePurge } from "@silhouette/db/purge-profiles";
import { removeOld } from "@silhouette/db/retention";
import { Logger, run } from "graphile-worker";
import { z } from "zod";
import { createClientQueues } from "./client-queues.ts";
import { startHousekeeping } from "./housekeeping.ts";
import { createNoticeCare, type NoticeDependencies } from "./notices.ts";
import { createPrivacyTask } from "./privacy.ts";
import { repeat } from "./repeat.ts";

/**
 * Clients whose batches are applied at the same time, whoever has found them. Each takes two of the pool's connections
 * and the memory of two steps of chunks.
 */
const CLIENTS_AT_ONCE = 4;
/** Milliseconds between two looks for batches whose wake-up call was lost. */
const CARE_INTERVAL_MILLIS = 2000;

const Payload = z.object({ clientId: ClientId });

export type WorkerDependencies = {
  readonly pool: ReturnType<typeof createPool>;
  readonly databaseUrl: string;
  /** Days that the installation's own audit events are kept; null keeps them for ever. */
  readonly auditRetentionDays: number | null;
  /** How notices of expiring tokens go out. */
  readonly notices: Pick<NoticeDependencies, "mailer" | "webhookKey" | "allowsPrivateWebhooks" | "consoleUrl">;
  readonly log: Log;
  readonly now: Clock;
};

/**
 * Applies batches when the queue says that one waits, and looks by itself for batches that nobody works on: the queue
 * only wakes workers, the truth about a batch is its row. Between whiles it removes what has expired.
 */
export async function startWorker({
  pool,
  databaseUrl,
  auditRetentionDays,
  notices,
  log,
  now,
}: WorkerDependencies): Promise<{ stop(): Promise<void> }> {
  const stopping = new AbortController();
  const logFailure = (error: unknown) => log.error({ err: error }, "the worker could not look after batches");
  const queues = createClientQueues({
    takeTurn: (clientId, isWaitedFor) =>
      applyBatches(clientId, { pool, now, log, signal: stopping.signal, isWaitedFor }),
    clientsAtOnce: CLIENTS_AT_ONCE,
    report: logFailure,
  });
  const privacy = createPrivacyTask({ pool, now, log });
  const runner = await run({
    connectionString: databaseUrl,
    concurrency: CLIENTS_AT_ONCE,
    noHandleSignals: true,
    noPreparedStatements: isBehindPooler(databaseUrl),
    logger: toQueueLogger(log),
    taskList: {
      "apply-batches": (payload) => queues.wake(Payload.parse(payload).clientId),
      "run-privacy-job": privacy.run,
    },
  });
  const takeCare = async () => {
    for (const clientId of await findWaitingClients(pool, now())) void queues.wake(clientId);
    const removed = await removeAbandonedUploads(pool, now());
    if (removed > 0) log.info({ chunks: removed }, "abandoned uploads removed");
    return CARE_INTERVAL_MILLIS;
  };
  const housekeeping = startHousekeeping({
    purge: createProfilePurge(pool),
    removeOld: async (at) => (await removeOld(pool, at)) || (await trimAudit(pool, at, auditRetentionDays)),
    deletion: createClientDeletion(pool),
    now,
    log,
  });
  const privacyCare = repeat(privacy.takeCare, (error) =>
    log.error({ err: error }, "the worker could not look after privacy jobs"),
  );
  const noticeCare = repeat(createNoticeCare({ ...notices, pool, now, log }, stopping.signal).takeCare, (error) =>
    log.error({ err: error }, "the worker could not look after notices"),
  );
  const batchCare = repeat(takeCare, logFailure, CARE_INTERVAL_MILLIS);
  return {
    stop: async () => {
      stopping.abort();
      await runner.stop();
      await Promise.all([batchCare.stop(), housekeeping.stop(), privacyCare.stop(), noticeCare.stop()]);
      // Last, for a look at the batches may have woken another client.
      await queues.idle();
    },
  };
}

/** The queue's own messages: what it does at each job is of interest only to someone who looks for a fault in it. */
const toQueueLogger = (log: Log): Logger =>
  new Logger(() => (level, message) => {
    if (level === "error") log.error({}, message);
    else if (level === "warning") log.warn({}, message);
  });

import type { AuditEvent } from "@silhouette/core/audit";
import type { Clock } from "@silhouette/core/clock";
import type { ProfileKey } from "@silhouette/core/identity";
import type { Log } from "@silhouette/core/log";
import {
  completionMessage,
  identityPseudonym,
  isOtherCompany,
  PRIVACY_JOB_DAYS,
  type PrivacyJob,
  type PrivacyResult,
  type PrivacyStore,
  toProfileDocument,
  type UserContext,
  userContextKey,
} from "@silhouette/core/privacy";
import type pg from "pg";
import { v7 as uuid } from "uuid";
import { deleteVisitor } from "./delete-visitor.ts";
import { inTransaction, type Queryable } from "./pool.ts";
import { createProfileStore } from "./profiles.ts";
import { insertAuditEvent } from "./sql/insert-audit-event.ts";
import {
  claimPrivacyJob,
  deletePrivacyJobs,
  finishPrivacyJob,
  forgetDocument,
  insertPrivacyJob,
  selectAccessJobs,
  selectPrivacyJob,
  selectPrivacyJobs,
  selectWaitingPrivacyJobs,
  wakePrivacyWorker,
} from "./sql/privacy-jobs.ts";

const DAY_MILLIS = 24 * 60 * 60 * 1000;
/** Milliseconds after which a job is taken up without a wake-up call, or once more after a failure. */
const IDLE_MILLIS = 10_000;
/** Milliseconds after which a job that keeps failing ends as an error. */
const GIVE_UP_MILLIS = 60 * 60 * 1000;

const WORKER: AuditEvent["actor"] = { kind: "system", id: "worker", name: "worker" };

/** Jobs as the console asks for them, each with its audit event in one transaction. */
export function createPrivacyStore(pool: pg.Pool): PrivacyStore {
  return {
    create: (actor, client, request, origin, now) =>
      inTransaction(pool, async (connection) => {
        const { action, userContexts } = request;
        const isOthers = isOtherCompany(request, client.imsOrgId);
        const job: PrivacyJob = {
          id: uuid(),
          clientId: client.id,
          action,
          status: isOthers ? "Complete" : "Processing",
          message: isOthers ? "company context not applicable" : null,
          userContexts,
          results: null,
          createdAt: now,
          completedAt: isOthers ? now : null,
        };
        await insertPrivacyJob(connection, job, actor.name);
        const { kind, id, name } = actor;
        await audit(connection, job, "privacy.requested", { kind, id, name }, origin, now);
        if (!isOthers) await wakePrivacyWorker(connection, job.id);
        return job;
      }),

    read: (actor, clientId, id, origin, now) =>
      inTransaction(pool, async (connection) => {
        const job = await selectPrivacyJob(connection, clientId, id);
        if (job === null) return null;
        const { kind, id: actorId, name } = actor;
        if (!job.results?.some(({ document }) => document !== null)) return job;
        await audit(connection, job, "privacy.read", { kind, id: actorId, name }, origin, now);
        return job;
      }),

    list: (clientId, page) => selectPrivacyJobs(pool, clientId, page),
  };
}

export type PrivacyDependencies = { readonly pool: pg.Pool; readonly now: Clock; readonly log: Log };

/**
 * Carries out one job, unless it is done or another worker is at it. A job that fails is tried again by the next call,
 * until it has failed for an hour. Everything it does may be done twice.
 */
export async function runPrivacyJob(jobId: string, deps: PrivacyDependencies): Promise<void> {
  const { pool, now, log } = deps;
  await inTransaction(pool, async (connection) => {
    const job = await claimPrivacyJob(connection, jobId);
    if (job === null) return;
    const finish = async (status: "Complete" | "Error", message: string | null, results: PrivacyResult[] | null) => {
      const at = now();
      await finishPrivacyJob(connection, { id: job.id, status, message, results, now: at });
      const action = status === "Complete" ? "privacy.completed" : "privacy.failed";
      const found = results?.filter((result) => result.message === "success").length ?? 0;
      await audit(connection, job, action, WORKER, { address: "", requestId: job.id }, at, { found });
    };
    try {
      const results: PrivacyResult[] = [];
      for (const context of job.userContexts) results.push(await runFor(pool, job, context, now()));
      await finish("Complete", completionMessage(results), results);
    } catch (cause) {
      log.error({ err: cause, jobId, clientId: job.clientId }, "a privacy job failed");
      if (now().getTime() - job.createdAt.getTime() < GIVE_UP_MILLIS) return;
      await finish("Error", "The request could not be carried out; the logs hold more under the job's id", null);
    }
  });
}

async function runFor(pool: pg.Pool, job: PrivacyJob, context: UserContext, now: Date): Promise<PrivacyResult> {
  const key = userContextKey(context);
  if (key === null) return toResult(false);
  if (job.action === "access") return findDocument(pool, job, context, key, now);
  const { keys, hasFound } = await deleteVisitor(pool, job.clientId, key);
  await forgetDocuments(pool, job.clientId, keys);
  return toResult(hasFound);
}

async function findDocument(
  pool: pg.Pool,
  { clientId }: PrivacyJob,
  { value }: UserContext,
  key: ProfileKey,
  now: Date,
): Promise<PrivacyResult> {
  const profile = await createProfileStore(pool).find(clientId, key, now);
  if (profile === null) return toResult(false);
  const { rows } = await pool.query<{ code: string }>("SELECT code FROM client WHERE id = $1", [clientId]);
  return { ...toResult(true), document: toProfileDocument(rows[0]?.code ?? "", value, profile) };
}

/** What was handed out about a visitor is not kept for longer than the visitor. */
async function forgetDocuments(
  pool: pg.Pool,
  clientId: PrivacyJob["clientId"],
  keys: ReadonlySet<ProfileKey>,
): Promise<void> {
  const isTheirs = (context: UserContext) => {
    const key = userContextKey(context);
    return key !== null && keys.has(key);
  };
  for (const { id, userContexts } of await selectAccessJobs(pool, clientId)) {
    const places = userContexts.flatMap((context, place) => (isTheirs(context) ? [place] : []));
    for (const place of places) await forgetDocument(pool, id, place);
  }
}

const toResult = (hasFound: boolean): PrivacyResult => ({
  status: "Complete",
  message: hasFound ? "success" : "user context not found",
  document: null,
});

/** Jobs that nobody seems to work on: their wake-up call was lost, their worker died, or an attempt failed. */
export const findWaitingPrivacyJobs = (pool: pg.Pool, now: Date): Promise<readonly string[]> =>
  selectWaitingPrivacyJobs(pool, new Date(now.getTime() - IDLE_MILLIS));

/** Removes finished jobs with what they have found; returns their number. */
export const removeOldPrivacyJobs = (pool: pg.Pool, now: Date): Promise<number> =>
  deletePrivacyJobs(pool, new Date(now.getTime() - PRIVACY_JOB_DAYS * DAY_MILLIS));

function audit(
  connection: Queryable,
  job: PrivacyJob,
  action: AuditEvent["action"],
  actor: AuditEvent["actor"],
  origin: AuditEvent["origin"],
  now: Date,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const ids = job.userContexts.map((context) => identityPseudonym(job.clientId, context));
  const detail = { job: job.action, ids, ...more };
  const event: AuditEvent = { clientId: job.clientId, actor, action, target: job.id, detail, origin };
  return insertAuditEvent(connection, event, now);
}

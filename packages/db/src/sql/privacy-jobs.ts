import { type PrivacyJob, type PrivacyResult, UserContext } from "@silhouette/core/privacy";
import { z } from "zod";
import type { Queryable } from "../pool.ts";

type Row = Omit<PrivacyJob, "userContexts"> & { readonly userContexts: unknown };

const COLUMNS = `id, client_id AS "clientId", action, status, message, identities AS "userContexts",
  created_at AS "createdAt", completed_at AS "completedAt"`;

const toJob = (row: Row): PrivacyJob => ({ ...row, userContexts: z.array(UserContext).parse(row.userContexts) });

const INSERT = `
  INSERT INTO privacy_job (id, client_id, action, status, identities, message, requested_by, created_at, completed_at)
  VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7, $8, $9)`;

export async function insertPrivacyJob(connection: Queryable, job: PrivacyJob, requestedBy: string): Promise<void> {
  const { id, clientId, action, status, userContexts, message, createdAt, completedAt } = job;
  const identities = JSON.stringify(userContexts);
  await connection.query(INSERT, [
    id,
    clientId,
    action,
    status,
    identities,
    message,
    requestedBy,
    createdAt,
    completedAt,
  ]);
}

/** Wakes a worker. One waiting call for each job is enough, hence the key. */
const WAKE = `
  SELECT 1 FROM graphile_worker.add_job('run-privacy-job', json_build_object('jobId', $1::text),
    job_key => 'run-privacy-job:' || $1, max_attempts => 1)`;

export async function wakePrivacyWorker(connection: Queryable, jobId: string): Promise<void> {
  await connection.query(WAKE, [jobId]);
}

const BY_ID = `SELECT ${COLUMNS}, results FROM privacy_job WHERE id = $1 AND client_id = $2`;

export async function selectPrivacyJob(
  connection: Queryable,
  clientId: string,
  id: string,
): Promise<PrivacyJob | null> {
  const { rows } = await connection.query<Row>(BY_ID, [id, clientId]);
  return rows[0] === undefined ? null : toJob(rows[0]);
}

/** Ids hold their time, so their order is the order in which the jobs came. */
const LIST = `
  SELECT ${COLUMNS}, NULL AS results FROM privacy_job
  WHERE client_id = $1 AND ($2::text IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`;

export async function selectPrivacyJobs(
  connection: Queryable,
  clientId: string,
  { before, limit }: { before: string | null; limit: number },
): Promise<readonly PrivacyJob[]> {
  const { rows } = await connection.query<Row>(LIST, [clientId, before, limit]);
  return rows.map(toJob);
}

const CLAIM = `
  SELECT ${COLUMNS}, results FROM privacy_job WHERE id = $1 AND status = 'Processing' FOR UPDATE SKIP LOCKED`;

/** Null when the job is done, gone, or another worker is at it. The row lock is the claim. */
export async function claimPrivacyJob(connection: Queryable, id: string): Promise<PrivacyJob | null> {
  const { rows } = await connection.query<Row>(CLAIM, [id]);
  return rows[0] === undefined ? null : toJob(rows[0]);
}

const FINISH = `
  UPDATE privacy_job SET status = $2, message = $3, results = $4::jsonb, completed_at = $5
  WHERE id = $1 AND status = 'Processing'`;

/** False when it was finished meanwhile. */
export async function finishPrivacyJob(
  connection: Queryable,
  job: {
    id: string;
    status: "Complete" | "Error";
    message: string | null;
    results: readonly PrivacyResult[] | null;
    now: Date;
  },
): Promise<boolean> {
  const { id, status, message, results, now } = job;
  const json = results === null ? null : JSON.stringify(results);
  const { rowCount } = await connection.query(FINISH, [id, status, message, json, now]);
  return rowCount === 1;
}

const WAITING = `
  SELECT id FROM privacy_job WHERE status = 'Processing' AND created_at <= $1 ORDER BY created_at LIMIT 100`;

/** Jobs that were asked for before a time and are not done. */
export async function selectWaitingPrivacyJobs(connection: Queryable, createdBefore: Date): Promise<readonly string[]> {
  const { rows } = await connection.query<{ id: string }>(WAITING, [createdBefore]);
  return rows.map(({ id }) => id);
}

const DELETE_OLD = `
  DELETE FROM privacy_job WHERE status <> 'Processing' AND created_at < $1`;

export async function deletePrivacyJobs(connection: Queryable, createdBefore: Date): Promise<number> {
  const { rowCount } = await connection.query(DELETE_OLD, [createdBefore]);
  return rowCount ?? 0;
}

const ACCESS_JOBS = `
  SELECT ${COLUMNS}, NULL AS results FROM privacy_job
  WHERE client_id = $1 AND action = 'access' AND results IS NOT NULL ORDER BY id`;

/** Access jobs of the client that have found something, without it. */
export async function selectAccessJobs(connection: Queryable, clientId: string): Promise<readonly PrivacyJob[]> {
  const { rows } = await connection.query<Row>(ACCESS_JOBS, [clientId]);
  return rows.map(toJob);
}

/** Takes what was found of one id away from a job. */
export async function forgetDocument(connection: Queryable, id: string, place: number): Promise<void> {
  await connection.query(
    "UPDATE privacy_job SET results = jsonb_set(results, ARRAY[$2::text, 'document'], 'null') WHERE id = $1",
    [id, String(place)],
  );
}

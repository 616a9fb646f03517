import "server-only";
import { type PrivacyJob, PrivacyRequest } from "@silhouette/core/privacy";
import { refuse, succeed } from "@silhouette/core/result";
import { z } from "zod";
import { type AnyAdminRoute, adminRoute } from "@/server/admin-route";

const PATH = "/privacy/jobs";
const JobId = z.uuid();

/**
 * Seeing and removing what is known of a visitor is one right (contract section 9, "delete / export a profile"), so
 * that looking at one profile in the console is not yet the right to take it away.
 */
const PERMISSION = "profile:delete";

const createJob = adminRoute({
  method: "POST",
  path: PATH,
  permission: PERMISSION,
  query: z.object({}),
  body: PrivacyRequest,
  handle: async ({ actor, client, body, origin }, { privacy, now }) =>
    succeed({ status: 202, body: toJobView(await privacy.create(actor, client, body, origin, now())) }),
});

const listJobs = adminRoute({
  method: "GET",
  path: PATH,
  permission: PERMISSION,
  query: z.object({
    limit: z.coerce.number().int().min(1).max(100).default(20),
    cursor: JobId.optional(),
  }),
  body: null,
  handle: async ({ client, query }, { privacy }) => {
    const { limit, cursor = null } = query;
    const jobs = await privacy.list(client.id, { before: cursor, limit: limit + 1 });
    const shown = jobs.slice(0, limit);
    const next = jobs.length > limit ? (shown.at(-1)?.id ?? null) : null;
    return succeed({ status: 200, body: { jobs: shown.map(toJobView), next } });
  },
});

const readJob = adminRoute({
  method: "GET",
  path: `${PATH}/{jobId}`,
  permission: PERMISSION,
  query: z.object({}),
  body: null,
  handle: async ({ actor, client, params, origin }, { privacy, now }) => {
    const id = JobId.safeParse(params.jobId);
    const job = id.success ? await privacy.read(actor, client.id, id.data, origin, now()) : null;
    return job === null ? refuse([{ code: "Resource.NotFound" }]) : succeed({ status: 200, body: toJobView(job) });
  },
});

/** `/api/v1/clients/{code}/privacy/jobs`. U-40. */
export const jobsRoutes: readonly AnyAdminRoute[] = [createJob, listJobs];
/** `/api/v1/clients/{code}/privacy/jobs/{jobId}`. */
export const jobRoutes: readonly AnyAdminRoute[] = [readJob];

/** Statuses and messages in the words of contract section 11; a document is in the shape of section 2. */
function toJobView({ id, action, status, message, userContexts, results, createdAt, completedAt }: PrivacyJob): object {
  return {
    jobId: id,
    action,
    status,
    message,
    userContexts: userContexts.map((context, index) => {
      const result = results?.[index];
      if (result === undefined) return context;
      const { document, ...outcome } = result;
      return { ...context, ...outcome, ...(document === null ? {} : { document }) };
    }),
    createdAt,
    completedAt,
  };
}

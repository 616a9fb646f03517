import "server-only";
import { type PrivacyJob, PrivacyRequest } from "@silhouette/core/privacy";
import { refuse, succeed } from "@silhouette/core/result";
import { z } from "zod";
import { type AnyAdminRoute, adminRoute } from "@/server/admin-route";
import { pageQuery, toPage } from "@/server/page";
import { toUserContext, VisitorQuery } from "@/server/visitor-query";
import { PRIVACY_DOCUMENTATION } from "./api-documentation";

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
  documentation: PRIVACY_DOCUMENTATION.create,
  handle: async ({ actor, client, body, origin }, { privacy, now }) =>
    succeed({ status: 202, body: toJobView(await privacy.create(actor, client, body, origin, now())) }),
});

const listJobs = adminRoute({
  method: "GET",
  path: PATH,
  permission: PERMISSION,
  query: z.object(pageQuery(z.object({ id: JobId }))),
  body: null,
  documentation: PRIVACY_DOCUMENTATION.list,
  handle: async ({ client, query: { limit, cursor } }, { privacy }) => {
    const jobs = await privacy.list(client.id, { before: cursor?.id ?? null, limit: limit + 1 });
    const { items, next } = toPage(jobs, limit, ({ id }) => ({ id }));
    return succeed({ status: 200, body: { jobs: items.map(toJobView), next } });
  },
});

const readJob = adminRoute({
  method: "GET",
  path: `${PATH}/{jobId}`,
  permission: PERMISSION,
  params: z.object({ jobId: JobId }),
  query: z.object({}),
  body: null,
  documentation: PRIVACY_DOCUMENTATION.read,
  handle: async ({ actor, client, params, origin }, { privacy, now }) => {
    const job = await privacy.read(actor, client.id, params.jobId, origin, now());
    return job === null ? refuse([{ code: "Resource.NotFound" }]) : succeed({ status: 200, body: toJobView(job) });
  },
});

const deleteProfile = adminRoute({
  method: "DELETE",
  path: "/profiles",
  permission: PERMISSION,
  query: VisitorQuery,
  body: null,
  documentation: PRIVACY_DOCUMENTATION.deleteProfile,
  handle: async ({ actor, client, query, origin }, { privacy, now }) => {
    const userContexts = [toUserContext(query)];
    const job = await privacy.create(actor, client, { action: "delete", userContexts }, origin, now());
    return succeed({ status: 202, body: toJobView(job) });
  },
});

/** `DELETE /api/v1/clients/{code}/profiles`: to delete a profile is to delete the visitor. */
export const profileDeletionRoutes: readonly AnyAdminRoute[] = [deleteProfile];
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

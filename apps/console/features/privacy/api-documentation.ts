import "server-only";
import { UserContext } from "@silhouette/core/privacy";
import { z } from "zod";
import type { RouteDocumentation } from "@/server/admin-route";
import { pageOf, Time } from "@/server/api-schema";

const tag = "Privacy";

const Document = z
  .object({
    client: z.string(),
    visitorId: z.string(),
    modifiedAt: z.string(),
    profileAttributes: z.record(z.string(), z.object({ value: z.string(), modifiedAt: z.string() })),
  })
  .meta({ id: "ProfileDocument", description: "A profile in the form of a fetched one" });

const outcome = {
  status: z.literal("Complete").optional(),
  message: z.enum(["success", "user context not found"]).optional(),
  document: Document.optional(),
};
const [ecid, tntId, thirdPartyId] = UserContext.options;

const JobView = z
  .object({
    jobId: z.uuid(),
    action: z.enum(["access", "delete"]),
    status: z.enum(["Processing", "Complete", "Error"]),
    message: z.string().nullable(),
    userContexts: z.array(z.union([ecid.extend(outcome), tntId.extend(outcome), thirdPartyId.extend(outcome)])),
    createdAt: Time,
    completedAt: Time.nullable(),
  })
  .meta({ id: "PrivacyJob" });

const context = { namespace: "THIRDPARTYID", type: "target", value: "crm-1" };
const job = {
  jobId: "0195565b-2c8b-7a33-9b1e-6f1d4c2b8a90",
  action: "delete",
  status: "Processing",
  message: null,
  userContexts: [context],
  createdAt: "2026-03-02T09:15:27.411Z",
  completedAt: null,
};

/** What the reference says of the calls about requests of visitors. */
export const PRIVACY_DOCUMENTATION = {
  create: {
    operationId: "createPrivacyJob",
    summary: "Ask for what is known of visitors, or for their deletion",
    description:
      "Up to 50 ids; each stands for all that are linked to it. A worker carries the job out. `companyContexts` and `products`, which callers of the original send, may stand there.",
    tag,
    response: { status: 202, schema: JobView, example: job },
    requestExample: { action: "delete", userContexts: [context] },
  },
  list: {
    operationId: "listPrivacyJobs",
    summary: "List privacy jobs",
    description: "Newest first, without what they have found.",
    tag,
    response: { status: 200, schema: pageOf("jobs", JobView), example: { jobs: [job], next: null } },
  },
  read: {
    operationId: "readPrivacyJob",
    summary: "Read one privacy job, with what it has found",
    description: "That a result was handed out is noted in the audit log.",
    tag,
    response: {
      status: 200,
      schema: JobView,
      example: {
        ...job,
        status: "Complete",
        userContexts: [{ ...context, status: "Complete", message: "success" }],
        completedAt: "2026-03-02T09:15:29.013Z",
      },
    },
  },
  deleteProfile: {
    operationId: "deleteProfile",
    summary: "Delete a visitor's profile",
    description:
      "A privacy job of one id: the profile goes with every link to it and with the visitor's rows in batches. Read the job to see when it is done.",
    tag: "Profiles",
    response: { status: 202, schema: JobView, example: job },
  },
} as const satisfies Record<string, RouteDocumentation>;

import "server-only";
import type { AdminProblemCode, Problems } from "./admin-problem";

/** Every problem of our own API (`/api/v1`). Types are public and never change their meaning; titles may. */
const PROBLEMS: Readonly<Record<AdminProblemCode, { type: string; status: number; title: string }>> = {
  "Authentication.Required": { type: "unauthenticated", status: 401, title: "A valid access token is required" },
  "Permission.Denied": { type: "forbidden", status: 403, title: "The role of this credential does not allow this" },
  "Token.NotRetrievable": { type: "token-not-retrievable", status: 403, title: "The token is shown once" },
  "Resource.NotFound": { type: "not-found", status: 404, title: "No such resource" },
  "Token.NotFound": { type: "token-not-found", status: 404, title: "There is no live token" },
  "Property.NameTaken": { type: "name-taken", status: 409, title: "There is a property of this name already" },
  "Token.NameTaken": { type: "name-taken", status: 409, title: "There is a live token of this name already" },
  "Token.NotNamed": { type: "token-not-named", status: 409, title: "The account's own token has no name or note" },
  "Token.NotLive": { type: "token-not-live", status: 409, title: "The token has ended or was replaced" },
  "Token.NoOverlap": { type: "no-overlap", status: 409, title: "No replaced token works any more" },
  "Idempotency.KeyInvalid": { type: "idempotency-key-invalid", status: 400, title: "The Idempotency-Key is not valid" },
  "Idempotency.KeyReused": {
    type: "idempotency-key-reused",
    status: 422,
    title: "The key was used for another request",
  },
  "Idempotency.InProgress": { type: "idempotency-in-progress", status: 409, title: "The first call is still at work" },
  "Method.NotAllowed": { type: "method-not-allowed", status: 405, title: "This method is not supported here" },
  "Unsupported.Version": { type: "unsupported-media-type", status: 415, title: "The body must be application/json" },
  "Payload.TooLarge": { type: "payload-too-large", status: 413, title: "The request body is too large" },
  "Parameter.Missing": { type: "parameter-missing", status: 400, title: "A parameter is missing" },
  "Parameter.Invalid": { type: "parameter-invalid", status: 400, title: "A parameter is not valid" },
  "Body.Invalid": { type: "body-invalid", status: 400, title: "The request body is not valid JSON" },
  "Batch.Over": { type: "batch-over", status: 409, title: "The batch is complete or cancelled already" },
  "Profile.TooLarge": { type: "profile-too-large", status: 413, title: "The profile would be larger than 64 KB" },
  "Precondition.Failed": { type: "precondition-failed", status: 412, title: "It has changed since it was read" },
  "Precondition.Required": { type: "precondition-required", status: 428, title: "If-Match is required" },
  "Batch.NotStuck": { type: "batch-not-stuck", status: 409, title: "Only a stuck batch can be restarted" },
  "Role.BeyondReach": { type: "beyond-reach", status: 403, title: "This needs a role that reaches further" },
  "Member.LastSysadmin": { type: "last-sysadmin", status: 409, title: "This is the last Sysadmin who can sign in" },
  "Member.NoLink": { type: "member-disabled", status: 409, title: "A disabled member can have no link" },
  "Member.NoSecondFactor": { type: "no-second-factor", status: 409, title: "The member has no second factor" },
  "Member.EmailTaken": { type: "email-taken", status: 409, title: "Another account has this e-mail address" },
  "Member.NotJoined": { type: "no-single-sign-on", status: 409, title: "The member has no single sign-on" },
  "Workspace.NameTaken": { type: "name-taken", status: 409, title: "There is a workspace of this name already" },
  "Workspace.Default": { type: "default-workspace", status: 409, title: "The Default Workspace cannot be deleted" },
  "Workspace.InUse": { type: "workspace-in-use", status: 409, title: "Members or credentials have a role in it" },
  "Credential.NotLive": { type: "credential-not-live", status: 409, title: "The credential is revoked or expired" },
  "Client.CodeTaken": { type: "code-taken", status: 409, title: "There is a client of this code already" },
  "Client.ImsOrgIdTaken": {
    type: "ims-org-id-taken",
    status: 409,
    title: "Another client has this IMS organization ID",
  },
  "Client.NotDisabled": { type: "client-not-disabled", status: 409, title: "Only a disabled client can be deleted" },
  "Client.Last": { type: "last-client", status: 409, title: "This is the last client" },
  "Client.Deleting": { type: "client-deleting", status: 409, title: "The client is being deleted" },
  "Quota.Exceeded": { type: "quota-exceeded", status: 503, title: "Too many calls" },
  "Internal.Error": { type: "internal-error", status: 500, title: "The request failed" },
};

/** RFC 9457. The first problem names the reply; `errors` tells of each, where there are several or parameters to name. */
export function problemReply(
  problems: Problems,
  requestId: string,
  _now: Date,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const [first] = problems;
  const { type, status, title } = PROBLEMS[first.code];
  const errors = problems.flatMap(({ code, message, meta }) =>
    meta === undefined ? [] : [{ type: PROBLEMS[code].type, detail: message ?? PROBLEMS[code].title, ...meta }],
  );
  const body = {
    type: `urn:silhouette:problem:${type}`,
    title,
    status,
    ...(first.message === undefined ? {} : { detail: first.message }),
    instance: requestId,
    ...(errors.length === 0 ? {} : { errors }),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      "Content-Type": "application/problem+json",
      "Cache-Control": "no-store",
      "X-Request-Id": requestId,
      ...headers,
    },
  });
}

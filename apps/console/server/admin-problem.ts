import "server-only";
import { QUOTA_MESSAGE } from "@silhouette/core/quota";

/** Media type of every reply of the admin API. U-02. */
export const ADMIN_MEDIA_TYPE = "application/vnd.adobe.target.v1+json;charset=UTF-8";

/** Every error of the admin API. Codes are public and never change their meaning; messages may. */
export const ADMIN_PROBLEMS = {
  "Authentication.Required": { status: 401, message: "A valid access token is required" },
  "Permission.Denied": { status: 403, message: "The role of this credential does not allow this" },
  "Token.NotRetrievable": { status: 403, message: "The token is shown once, when it is generated" },
  "Resource.NotFound": { status: 404, message: "No such resource" },
  "Property.NameTaken": { status: 400, message: "There is a property of this name already" },
  "Token.NotFound": { status: 404, message: "There is no live token" },
  "Token.NameTaken": { status: 409, message: "There is a live token of this name already" },
  "Token.NotNamed": { status: 409, message: "The account's own token has neither a name nor a note" },
  "Token.NotLive": { status: 409, message: "The token has ended, or another one has taken its place already" },
  "Token.NoOverlap": { status: 409, message: "No replaced token works any more" },
  "Idempotency.KeyInvalid": { status: 400, message: "Idempotency-Key must be 1 to 255 visible ASCII characters" },
  "Idempotency.KeyReused": { status: 422, message: "The Idempotency-Key was used for another request; make a new one" },
  "Idempotency.InProgress": {
    status: 409,
    message: "The first call with this Idempotency-Key is still at work; try again",
  },
  "Method.NotAllowed": { status: 405, message: "This method is not supported here" },
  "Unsupported.Version": {
    status: 406,
    message: "Only application/vnd.adobe.target.v1+json and application/json are supported",
  },
  "Payload.TooLarge": { status: 413, message: "The request body is too large" },
  "Parameter.Missing": { status: 400, message: "A parameter is missing" },
  "Parameter.Invalid": { status: 400, message: "A parameter is not valid" },
  "Body.Invalid": { status: 400, message: "The request body is not valid JSON" },
  "Batch.Over": { status: 409, message: "The batch is complete or cancelled already" },
  "Profile.TooLarge": { status: 413, message: "The profile would be larger than 64 KB; nothing was changed" },
  "Precondition.Failed": { status: 412, message: "It has changed since it was read; read it again" },
  "Precondition.Required": { status: 428, message: "If-Match must name the ETag that was read" },
  "Batch.NotStuck": { status: 409, message: "Only a stuck batch can be restarted" },
  "Role.BeyondReach": { status: 403, message: "This needs a role that reaches as far as the one it is about" },
  "Member.LastSysadmin": { status: 409, message: "Somebody must be left who runs the installation" },
  "Member.NoLink": { status: 409, message: "A disabled member can have no link; enable the member first" },
  "Member.NoSecondFactor": { status: 409, message: "The member has no second factor" },
  "Member.EmailTaken": { status: 409, message: "Another account has this e-mail address" },
  "Member.NotJoined": { status: 409, message: "No account at the identity provider is joined to this member's" },
  "Workspace.NameTaken": { status: 409, message: "There is a workspace of this name already" },
  "Workspace.Default": { status: 409, message: "The Default Workspace cannot be deleted" },
  "Workspace.InUse": {
    status: 409,
    message: "Members or credentials have a role in it; say removeRoles=true to end them",
  },
  "Credential.NotLive": { status: 409, message: "The credential is revoked or expired; create a new one" },
  "Client.CodeTaken": { status: 409, message: "There is a client of this code already" },
  "Client.ImsOrgIdTaken": { status: 409, message: "Another client has this IMS organization ID" },
  "Client.NotDisabled": { status: 409, message: "Only a disabled client can be deleted; disable it first" },
  "Client.Last": { status: 409, message: "This is the last client; create another one first" },
  "Client.Deleting": { status: 409, message: "The client is being deleted, which cannot be undone" },
  "Quota.Exceeded": { status: 503, message: QUOTA_MESSAGE },
  "Internal.Error": { status: 500, message: "The request failed; the logs hold more under its request id" },
} as const satisfies Record<string, { status: number; message: string }>;
export type AdminProblemCode = keyof typeof ADMIN_PROBLEMS;

/** One entry of the envelope; `message` says more than the code's own text where there is more to say. */
export type AdminProblem = {
  readonly code: AdminProblemCode;
  readonly message?: string;
  readonly meta?: Readonly<Record<string, unknown>>;
};

/** Why a call was refused: at least one reason. */
export type Problems = readonly [AdminProblem, ...AdminProblem[]];

/** The error envelope of contract section 13. All problems of one reply share the status of the first. */
export function adminProblemReply(
  problems: Problems,
  requestId: string,
  now: Date,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const { status } = ADMIN_PROBLEMS[problems[0].code];
  const errors = problems.map(({ code, message = ADMIN_PROBLEMS[code].message, meta = {} }) => {
    return { errorCode: code, message, meta };
  });
  return adminReply(
    status,
    { httpStatus: status, requestId, requestTime: now.toISOString(), errors },
    requestId,
    headers,
  );
}

export function adminReply(
  status: number,
  body: unknown,
  requestId: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      "Content-Type": ADMIN_MEDIA_TYPE,
      "Cache-Control": "no-store",
      "X-Request-Id": requestId,
      ...headers,
    },
  });
}

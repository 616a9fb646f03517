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
  "Method.NotAllowed": { status: 405, message: "This method is not supported here" },
  "Unsupported.Version": {
    status: 406,
    message: "Only application/vnd.adobe.target.v1+json and application/json are supported",
  },
  "Payload.TooLarge": { status: 413, message: "The request body is too large" },
  "Parameter.Missing": { status: 400, message: "A parameter is missing" },
  "Parameter.Invalid": { status: 400, message: "A parameter is not valid" },
  "Body.Invalid": { status: 400, message: "The request body is not valid JSON" },
  "Batch.NotStuck": { status: 409, message: "Only a stuck batch can be restarted" },
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

/** The error envelope of contract section 13. All problems of one reply share the status of the first. */
export function adminProblemReply(
  problems: readonly [AdminProblem, ...AdminProblem[]],
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

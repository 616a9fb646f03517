import "server-only";
import type { AdminProblem, AdminProblemCode } from "./admin-problem";

/** Every problem of our own API (`/api/v1`). Types are public and never change their meaning; titles may. */
const PROBLEMS: Readonly<Record<AdminProblemCode, { type: string; status: number; title: string }>> = {
  "Authentication.Required": { type: "unauthenticated", status: 401, title: "A valid access token is required" },
  "Permission.Denied": { type: "forbidden", status: 403, title: "The role of this credential does not allow this" },
  "Token.NotRetrievable": { type: "token-not-retrievable", status: 403, title: "The token is shown once" },
  "Resource.NotFound": { type: "not-found", status: 404, title: "No such resource" },
  "Token.NotFound": { type: "token-not-found", status: 404, title: "There is no live token" },
  "Property.NameTaken": { type: "name-taken", status: 409, title: "There is a property of this name already" },
  "Method.NotAllowed": { type: "method-not-allowed", status: 405, title: "This method is not supported here" },
  "Unsupported.Version": { type: "unsupported-media-type", status: 415, title: "The body must be application/json" },
  "Payload.TooLarge": { type: "payload-too-large", status: 413, title: "The request body is too large" },
  "Parameter.Missing": { type: "parameter-missing", status: 400, title: "A parameter is missing" },
  "Parameter.Invalid": { type: "parameter-invalid", status: 400, title: "A parameter is not valid" },
  "Body.Invalid": { type: "body-invalid", status: 400, title: "The request body is not valid JSON" },
  "Batch.NotStuck": { type: "batch-not-stuck", status: 409, title: "Only a stuck batch can be restarted" },
  "Quota.Exceeded": { type: "quota-exceeded", status: 503, title: "Too many calls" },
  "Internal.Error": { type: "internal-error", status: 500, title: "The request failed" },
};

/** RFC 9457. The first problem names the reply; `errors` tells of each, where there are several or parameters to name. */
export function problemReply(
  problems: readonly [AdminProblem, ...AdminProblem[]],
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

import { randomUUID } from "node:crypto";
import { type ClientHints, resolveClient } from "@silhouette/core/client";
import { Overloaded } from "@silhouette/core/profile";
import { QUOTA_MESSAGE } from "@silhouette/core/quota";
import { Hono } from "hono";
import { asksForToken, authenticate } from "./authenticate.ts";
import { BrokenBody, readRest } from "./body.ts";
import type { Call, Route } from "./call.ts";
import { countCall, type TokenVerdict } from "./call-meter.ts";
import { ConcurrencyLimit } from "./concurrency-limit.ts";
import { corsHeaders, isForBrowsers, preflightHeaders } from "./cors.ts";
import type { DataPlaneDependencies, ServingDependencies } from "./dependencies.ts";
import { createMatcher } from "./matcher.ts";
import { type ApiRequest, type Reply, toResponse } from "./message.ts";
import { type Parameters, parseForm, rawQuery } from "./parameters.ts";
import { Places } from "./places.ts";
import { takeQuota } from "./quota.ts";
import { jsonRefusal, xmlRefusal } from "./replies.ts";
import { batchStatus } from "./routes/batch-status.ts";
import { deliver, SESSION_CALLS_MAX } from "./routes/deliver.ts";
import { fetchByEcid, fetchByThirdPartyId, fetchByTntId, fetchWithoutId } from "./routes/fetch-profile.ts";
import { submitBatch, UPLOADS } from "./routes/submit-batch.ts";
import { updateProfile } from "./routes/update-profile.ts";
import { noteTokenEnd } from "./token-notice.ts";
import { createTokenReader } from "./token-reader.ts";

export type { DataPlaneDependencies } from "./dependencies.ts";
export type { ApiHeaders, ApiRequest, Reply } from "./message.ts";

/** Every route of the Profile API that is served, in the order in which they are matched. */
const createRoutes = (uploads = new Places(UPLOADS)): readonly Route[] => [
  ...fetchWithoutId,
  fetchByThirdPartyId,
  fetchByEcid,
  fetchByTntId,
  updateProfile,
  submitBatch(uploads, 1, "/m2/:client/profile/batchUpdate"),
  submitBatch(uploads, 2, "/m2/:client/v2/profile/batchUpdate"),
  batchStatus("/m2/:client/profile/batchStatus"),
  batchStatus("/m2/:client/v2/profile/batchStatus"),
  ...deliver(new ConcurrencyLimit(SESSION_CALLS_MAX)),
];

const REQUEST_ID = /^[\w.-]{1,128}$/;

/**
 * The data plane as one function from request to response, for any server to mount. Each call goes the same way:
 * request id, match, client, token, quota, handler. What goes wrong is said in the surface's own format, and no more of it
 * than the caller needs. The second argument is where the connection comes from, if the server knows.
 */
export function createDataPlane(
  given: DataPlaneDependencies,
): (request: Request, socketAddress?: string | null) => Promise<Response> {
  const deps = { ...given, readToken: createTokenReader() };
  const app = new Hono<Bindings>({ strict: true });
  for (const route of createRoutes()) {
    app.on([...route.methods], route.path, async ({ req, env }) =>
      toResponse(await serve(route, req.raw, req.param(), env.socketAddress, deps)),
    );
    const methods = route.methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]));
    const allow = [...methods, ...(isForBrowsers(route.surface) ? ["OPTIONS"] : [])].join(", ");
    if (isForBrowsers(route.surface)) {
      app.on("OPTIONS", route.path, async (context) => {
        const preflight = await answerPreflight(route, context.req.raw, methods.join(", "), deps);
        return toResponse(withHeaders(preflight, { Allow: allow }));
      });
    }
    app.all(route.path, () => toResponse(withHeaders(route.refusal(405, "Method Not Allowed"), { Allow: allow })));
  }
  app.notFound(({ req }) => toResponse((req.path.startsWith("/m2/") ? xmlRefusal : jsonRefusal)(404, "Not Found")));
  return async (request, socketAddress = null) => {
    const response = await app.fetch(request, { socketAddress });
    if (response.status >= 400) await readRest(request);
    response.headers.set("X-Request-Id", requestIdOf(request));
    return response;
  };
}

/** What the server hands over beside the request. */
type Bindings = { Bindings: { readonly socketAddress: string | null } };

/**
 * The short way of the calls that come by the thousand: fetch and single update, as `createDataPlane` would answer
 * them, without the standard request and response in between. Null for a call that is to go the usual way.
 */
export function createShortWay(
  given: DataPlaneDependencies,
): (request: ApiRequest, socketAddress?: string | null) => Promise<Reply> | null {
  const deps = { ...given, readToken: createTokenReader() };
  const match = createMatcher(createRoutes().filter(({ surface }) => surface === "fetch" || surface === "single"));
  return (request, socketAddress = null) => {
    const matched = match(request.method, request.url);
    if (matched === null) return null;
    return serve(matched.route, request, matched.path, socketAddress, deps).then(async (reply) => {
      if (reply.status >= 400) await readRest(request);
      return withHeaders(reply, { "X-Request-Id": requestIdOf(request) });
    });
  };
}

/** One call, after its route is known. Nothing is thrown: a failure nobody expected is logged and answered with 500. */
async function serve(
  route: Route,
  request: ApiRequest,
  path: Readonly<Record<string, string>>,
  socketAddress: string | null,
  deps: ServingDependencies,
): Promise<Reply> {
  const requestId = requestIdOf(request);
  try {
    const query = parseForm(rawQuery(request.url));
    if (!query.ok) return route.refusal(400, "Parameters are not valid UTF-8");
    const hints = hintsOf(request, path, query.value);
    const client = await resolveClient(hints, deps.clients);
    if (!client.ok) {
      deps.log.info({ requestId, surface: route.surface, reason: client.refusal }, "no client for a call");
      return route.refusal(400, `Invalid client: ${hints.query ?? hints.path ?? hints.imsOrgId ?? ""}`);
    }
    const call = { request, requestId, socketAddress, client: client.value, query: query.value, path, deps };
    const response = await answer(route, call);
    return isForBrowsers(route.surface) ? withHeaders(response, corsHeaders(request, client.value)) : response;
  } catch (error) {
    return failed(route, error, requestId, deps);
  }
}

/** One call, after its client is known. It is counted once its answer is. */
async function answer(route: Route, call: Call): Promise<Reply> {
  const { requestId, client, deps } = call;
  let verdict: TokenVerdict = null;
  let reply: Reply;
  try {
    verdict = await judgeToken(route, call);
    if (verdict?.ok === false && asksForToken(client, route.surface)) {
      const fields = { requestId, surface: route.surface, clientId: client.id, reason: verdict.refusal };
      deps.log.info(fields, "a profile token was refused");
      reply = forbidden(route);
    } else {
      reply = await admit(route, call);
    }
  } catch (error) {
    reply = failed(route, error, requestId, deps);
  }
  if (verdict?.ok === true) noteTokenEnd(reply.headers, verdict.value, deps.now());
  countCall(call, route.surface, verdict, reply.status);
  return reply;
}

/**
 * Looks at the token of a call even where none is asked for: so it is known what authentication would refuse before
 * somebody switches it on. There a token that cannot be looked up is nobody's concern, and the call goes on.
 */
async function judgeToken(route: Route, { request, requestId, client, deps }: Call): Promise<TokenVerdict> {
  if (route.surface === "delivery") return null;
  try {
    return await authenticate(request.headers, client, route.surface, deps);
  } catch (error) {
    if (asksForToken(client, route.surface)) throw error;
    deps.log.warn({ err: error, requestId, surface: route.surface }, "a token that nobody asks for was not looked up");
    return null;
  }
}

/** One call that may go on, as far as its token goes. */
async function admit(route: Route, call: Call): Promise<Reply> {
  const quota = await takeQuota(call.client, route.surface, call.deps);
  if (quota.ok) return route.handle(call);
  const headers = { "Retry-After": String(quota.retryAfterSeconds) };
  return withHeaders(route.refusal(quota.status, QUOTA_MESSAGE), headers);
}

/** What a browser asks before a call. Nobody is named when the client cannot be found: then the browser stays away. */
async function answerPreflight(
  route: Route,
  request: ApiRequest,
  methods: string,
  deps: ServingDependencies,
): Promise<Reply> {
  try {
    const query = parseForm(rawQuery(request.url));
    const client = query.ok ? await resolveClient(hintsOf(request, {}, query.value), deps.clients) : query;
    return { status: 204, headers: client.ok ? preflightHeaders(request, client.value, methods) : {}, body: null };
  } catch (error) {
    return failed(route, error, requestIdOf(request), deps);
  }
}

/** One answer for every reason: missing, malformed, unknown, expired, revoked, another client's (U-09). */
function forbidden(route: Route): Reply {
  const refusal = route.surface === "fetch" ? jsonRefusal : xmlRefusal;
  return withHeaders(refusal(403, "Forbidden"), { "WWW-Authenticate": "Bearer" });
}

function failed(route: Route, error: unknown, requestId: string, deps: ServingDependencies): Reply {
  if (error instanceof BrokenBody) {
    deps.log.info({ requestId, surface: route.surface }, "a request broke off");
    return route.refusal(400, "Request body is incomplete");
  }
  if (error instanceof Overloaded) {
    const cause = error.cause === undefined ? {} : { err: error.cause };
    deps.log.warn({ ...cause, requestId, surface: route.surface }, error.message);
    return withHeaders(route.refusal(503, QUOTA_MESSAGE), { "Retry-After": String(error.retryAfterSeconds) });
  }
  deps.log.error({ err: error, requestId, surface: route.surface }, "a call failed");
  return route.refusal(500, "Unexpected Error");
}

const hintsOf = (request: ApiRequest, path: Readonly<Record<string, string>>, query: Parameters): ClientHints => ({
  path: path.client ?? null,
  query: query.get("client") ?? null,
  imsOrgId: query.get("imsOrgId") ?? null,
  host: request.headers.get("x-forwarded-host") ?? request.headers.get("host"),
});

const requestIds = new WeakMap<ApiRequest, string>();

/** The caller's own request id where it is harmless, else a new one; the same for the log and the reply. */
function requestIdOf(request: ApiRequest): string {
  const known = requestIds.get(request);
  if (known !== undefined) return known;
  const given = request.headers.get("x-request-id");
  const requestId = given !== null && REQUEST_ID.test(given) ? given : randomUUID();
  requestIds.set(request, requestId);
  return requestId;
}

function withHeaders(reply: Reply, headers: Readonly<Record<string, string>>): Reply {
  Object.assign(reply.headers, headers);
  return reply;
}

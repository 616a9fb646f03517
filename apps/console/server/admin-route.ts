import "server-only";
import type { AuditOrigin } from "@silhouette/core/audit";
import { type Client, ClientCode } from "@silhouette/core/client";
import type { Credential } from "@silhouette/core/control-plane";
import { type Actor, can, type Permission } from "@silhouette/core/permission";
import { type Result, refuse, succeed } from "@silhouette/core/result";
import type { z } from "zod";
import { credentialActor } from "./actor";
import { type AdminProblem, adminProblemReply, adminReply } from "./admin-problem";
import { adminBodyBytesMax, readBoundedText } from "./bounded-body";
import type { Dependencies } from "./dependencies";
import { acceptsVersionOne, isJsonBody } from "./media-type";
import { auditRefusal } from "./refusal";
import { originOf, requestIdOf } from "./request-context";

export type AdminMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

type Problems = readonly [AdminProblem, ...AdminProblem[]];
type Success = { readonly status: 200 | 201 | 202; readonly body: unknown };

/** How an API names the client and words its replies; what it asks of callers is the same for all. */
export type ApiFormat = {
  /** The part of the path that names the client. */
  readonly clientParameter: string;
  accepts(headers: Headers): boolean;
  reply(status: number, body: unknown, requestId: string): Response;
  problem(problems: Problems, requestId: string, now: Date, headers?: Readonly<Record<string, string>>): Response;
};

/** The admin API of the original, below `/{tenant}/target` (contract section 13). */
const TARGET_FORMAT: ApiFormat = {
  clientParameter: "tenant",
  accepts: acceptsVersionOne,
  reply: adminReply,
  problem: adminProblemReply,
};

/** The variable parts of a path, as Next gives them. */
type PathParameters = { readonly [name: string]: string | string[] };

type Context<Query, Body> = {
  readonly actor: Actor;
  readonly client: Client;
  readonly params: PathParameters;
  readonly query: Query;
  readonly body: Body;
  readonly origin: AuditOrigin;
};

/** A resource of the admin API under one method: what it needs as data, and one function. */
export type AdminRoute<Query, Body> = {
  readonly method: AdminMethod;
  /** Below the part of the path that names the client. Names the route in the audit log. */
  readonly path: string;
  readonly permission: Permission;
  readonly query: z.ZodType<Query>;
  /** Null: the route takes no body, and one that comes is not read. */
  readonly body: z.ZodType<Body> | null;
  /** A `Response` goes out as it is: for what is no JSON or too long to hold. */
  handle(context: Context<Query, Body>, dependencies: Dependencies): Promise<Result<Success | Response, Problems>>;
};

/** Routes with different schemas in one list; `adminRoute` has checked each against its own. */
// biome-ignore lint/suspicious/noExplicitAny: the schemas of a route meet its function inside `adminRoute` alone
export type AnyAdminRoute = AdminRoute<any, any>;

export const adminRoute = <Query, Body>(route: AdminRoute<Query, Body>): AdminRoute<Query, Body> => route;

/**
 * Serves the routes of one path, or answers for a path without any. The order: access token (401), unknown resource
 * (404), method (405), version (406), tenant (404),
 * permission (403, audited), quota (503), query and body (400, 413), handle. A tenant that the credential does not reach answers
 * like one that does not exist. `X-Api-Key`, which callers of the original send, is accepted and decides nothing: the
 * access token names its credential already.
 */
export function serveAdminRoutes(
  routes: readonly AnyAdminRoute[] | "unknown resource",
  dependencies: () => Dependencies,
  format: ApiFormat = TARGET_FORMAT,
): (request: Request, context: { params: Promise<PathParameters> }) => Promise<Response> {
  return async (request, { params }) => {
    const requestId = requestIdOf(request.headers);
    const live = dependencies();
    try {
      return await serve(routes, format, request, await params, requestId, live);
    } catch (error) {
      live.log.error({ err: error, requestId, path: new URL(request.url).pathname }, "admin request failed");
      return format.problem([{ code: "Internal.Error" }], requestId, live.now());
    }
  };
}

async function serve(
  routes: readonly AnyAdminRoute[] | "unknown resource",
  format: ApiFormat,
  request: Request,
  params: PathParameters,
  requestId: string,
  dependencies: Dependencies,
): Promise<Response> {
  const { stores, now } = dependencies;
  const problem = (problems: Problems, headers?: Record<string, string>) =>
    format.problem(problems, requestId, now(), headers);

  const credential = await authenticate(request.headers, dependencies);
  if (credential === null) return problem([{ code: "Authentication.Required" }], { "WWW-Authenticate": "Bearer" });
  if (routes === "unknown resource") return problem([{ code: "Resource.NotFound" }]);

  const method = request.method === "HEAD" ? "GET" : request.method;
  const route = routes.find((candidate) => candidate.method === method);
  if (route === undefined) {
    const allowed = routes.flatMap((known) => (known.method === "GET" ? ["GET", "HEAD"] : [known.method]));
    return problem([{ code: "Method.NotAllowed" }], { Allow: allowed.join(", ") });
  }

  if (!format.accepts(request.headers)) return problem([{ code: "Unsupported.Version" }]);

  const code = ClientCode.safeParse(params[format.clientParameter]);
  const client = code.success ? await stores.clients.findByCode(code.data) : null;
  const actor = client === null ? null : credentialActor(credential, client);
  if (client === null || actor === null || actor.permissions.size === 0)
    return problem([{ code: "Resource.NotFound" }]);

  const origin = originOf(request.headers, requestId);
  if (!can(actor, route.permission, client.id)) {
    await auditRefusal(dependencies, actor, client.id, route.permission, `${route.method} ${route.path}`, origin);
    return problem([{ code: "Permission.Denied" }]);
  }

  if (client.settings.quotasEnabled) {
    const quota = await dependencies.quotas.take(client.id, "calls", now());
    if (!quota.ok) return problem([{ code: "Quota.Exceeded" }], { "Retry-After": String(quota.retryAfterSeconds) });
  }

  const query = parse(route.query, readQuery(new URL(request.url).searchParams));
  if (!query.ok) return problem(query.refusal);
  const body = await readBody(route, request);
  if (!body.ok) return problem(body.refusal);

  const result = await route.handle(
    { actor, client, params, query: query.value, body: body.value, origin },
    dependencies,
  );
  if (!result.ok) return problem(result.refusal);
  if (result.value instanceof Response) return finishResponse(result.value, request.method, requestId);
  return format.reply(result.value.status, result.value.body, requestId);
}

async function finishResponse({ status, headers, body }: Response, method: string, requestId: string) {
  headers.set("Cache-Control", "no-store");
  headers.set("X-Request-Id", requestId);
  if (method !== "HEAD") return new Response(body, { status, headers });
  await body?.cancel();
  return new Response(null, { status, headers });
}

/** The credential behind the bearer, read on every call: revoking it works at once. */
async function authenticate(headers: Headers, dependencies: Dependencies): Promise<Credential | null> {
  const text = /^Bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "")?.[1];
  if (text === undefined) return null;
  const credentialId = await dependencies.accessTokens.verify(text, dependencies.now());
  return credentialId === null ? null : dependencies.stores.credentials.find(credentialId, dependencies.now());
}

/** A parameter that is given several times is a list. */
function readQuery(parameters: URLSearchParams): Record<string, string | string[]> {
  const names = [...new Set(parameters.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const [first = "", ...others] = parameters.getAll(name);
      return [name, others.length === 0 ? first : [first, ...others]];
    }),
  );
}

async function readBody(route: AnyAdminRoute, request: Request): Promise<Result<unknown, Problems>> {
  if (route.body === null) return succeed(null);
  if (!isJsonBody(request.headers)) return refuse([{ code: "Unsupported.Version" }]);
  const text = await readBoundedText(request, adminBodyBytesMax);
  if (text === null) return refuse([{ code: "Payload.TooLarge" }]);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refuse([{ code: "Body.Invalid" }]);
  }
  return parse(route.body, json);
}

/** One entry of the envelope for each fault, named by the parameter it is about. */
function parse(schema: z.ZodType<unknown>, given: unknown): Result<unknown, Problems> {
  const parsed = schema.safeParse(given, { reportInput: true });
  if (parsed.success) return succeed(parsed.data);
  const problems = parsed.error.issues.flatMap(toProblems);
  return refuse(problems as unknown as Problems);
}

function toProblems(issue: z.core.$ZodIssue): readonly AdminProblem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      code: "Parameter.Invalid" as const,
      message: `${key} is not a known parameter`,
      meta: { parameter: key },
    }));
  }
  const parameter = issue.path.join(".");
  if (parameter === "") return [{ code: "Body.Invalid", message: "A JSON object is required" }];
  const isMissing = issue.input === undefined;
  return [
    isMissing
      ? { code: "Parameter.Missing", message: `${parameter} is required`, meta: { parameter } }
      : { code: "Parameter.Invalid", message: `${parameter} is not valid`, meta: { parameter } },
  ];
}

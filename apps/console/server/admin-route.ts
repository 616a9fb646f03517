import "server-only";
import type { AuditOrigin } from "@silhouette/core/audit";
import { type Client, ClientCode } from "@silhouette/core/client";
import type { Credential } from "@silhouette/core/control-plane";
import { type Actor, can, type InstallationActor, type Permission } from "@silhouette/core/permission";
import { type Result, refuse, succeed } from "@silhouette/core/result";
import type { z } from "zod";
import { credentialActor, credentialInstallationActor } from "./actor";
import { parseInput, readJsonBody, readQuery } from "./admin-input";
import { adminProblemReply, adminReply, type Problems } from "./admin-problem";
import type { Dependencies } from "./dependencies";
import { entityTagOf, isMatch, isNoneMatch } from "./entity-tag";
import { answerOnce } from "./idempotency";
import { acceptsVersionOne } from "./media-type";
import { auditOutOfReach, auditRefusal } from "./refusal";
import { originOf, requestIdOf } from "./request-context";

export type AdminMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** What a route belongs to: one client, or the installation with all of its clients. */
export type AdminScope = "client" | "installation";

/** `body` goes out as JSON, and not at all with 204. */
type Success = {
  readonly status: 200 | 201 | 202 | 204;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/** How an API names the client and words its replies; what it asks of callers is the same for all. */
export type ApiFormat = {
  /** The part of the path that names the client. */
  readonly clientParameter: string;
  /** Whether what is read carries an `ETag`. */
  readonly hasEntityTags: boolean;
  accepts(headers: Headers): boolean;
  reply(status: number, body: unknown, requestId: string, headers?: Readonly<Record<string, string>>): Response;
  problem(problems: Problems, requestId: string, now: Date, headers?: Readonly<Record<string, string>>): Response;
};

/** The admin API of the original, below `/{tenant}/target` (contract section 13). */
const TARGET_FORMAT: ApiFormat = {
  clientParameter: "tenant",
  hasEntityTags: false,
  accepts: acceptsVersionOne,
  reply: adminReply,
  problem: adminProblemReply,
};

/** The variable parts of a path. */
export type PathParameters = { readonly [name: string]: string | string[] };

type Context<Query, Body, Params, Scope extends AdminScope> = {
  readonly actor: Scope extends "installation" ? InstallationActor : Actor;
  readonly client: Scope extends "installation" ? null : Client;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly origin: AuditOrigin;
  /** What links to the console begin with. */
  readonly consoleUrl: string;
  /**
   * Whether this is the representation that the caller's `If-Match` means; true without one. Ask where the stored state
   * is locked, and refuse with `Precondition.Failed`: two callers of one tag must not both succeed.
   */
  readonly isCurrent: (representation: unknown) => boolean;
};

/** What the reference and the OpenAPI document say of a route; a test sends every example. */
export type RouteDocumentation = {
  /** Unique, in camel case: names the call in generated clients. */
  readonly operationId: string;
  readonly summary: string;
  /** The heading under which the call stands, such as `Tokens`. */
  readonly tag: string;
  readonly description?: string;
  /** `schema` is null where there is no body (204). */
  readonly response: {
    readonly status: 200 | 201 | 202 | 204;
    readonly schema: z.ZodType | null;
    readonly example: unknown;
    /** `application/json` unless said. */
    readonly contentType?: string;
  };
  readonly requestExample?: unknown;
  /** Statuses of refusals beside 400, 401, 403, 404 and 503, which any route may give. */
  readonly otherStatuses?: readonly number[];
};

/** A resource of the admin API under one method: what it needs as data, and one function. */
export type AdminRoute<Query, Body, Params = PathParameters, Scope extends AdminScope = "client"> = {
  readonly method: AdminMethod;
  /**
   * Below the part of the path that names the client, such as `/tokens/{tokenId}`; a route of the installation writes
   * its whole path below `/api/v1`, such as `/clients`. Names the route in the audit log.
   */
  readonly path: string;
  /** `client` unless said. Routes of the installation are for who holds the permission everywhere. */
  readonly scope?: Scope;
  readonly permission: Permission;
  /** What the variable parts of the path must be; one that is not is an unknown resource (404). */
  readonly params?: z.ZodType<Params>;
  readonly query: z.ZodType<Query>;
  /** Null: the route takes no body, and one that comes is not read. */
  readonly body: z.ZodType<Body> | null;
  /** Whether callers must or may name by `If-Match` the state that they change. Its reply carries the new `ETag`. */
  readonly ifMatch?: "required" | "optional";
  /** With `Idempotency-Key` a call may be repeated: the first reply is given again, and nothing is done twice. */
  readonly isIdempotent?: true;
  /** Every route of our own API has one: a test asks for it. */
  readonly documentation?: RouteDocumentation;
  /** A `Response` goes out as it is: for what is no JSON or too long to hold. */
  handle(
    context: Context<Query, Body, Params, Scope>,
    dependencies: Dependencies,
  ): Promise<Result<Success | Response, Problems>>;
};

/** Routes with different schemas in one list; `adminRoute` has checked each against its own. */
// biome-ignore lint/suspicious/noExplicitAny: the schemas of a route meet its function inside `adminRoute` alone
export type AnyAdminRoute = AdminRoute<any, any, any, any>;

export const adminRoute = <Query, Body, Params = PathParameters, Scope extends AdminScope = "client">(
  route: AdminRoute<Query, Body, Params, Scope>,
): AdminRoute<Query, Body, Params, Scope> => route;

/**
 * Serves the routes of one path, or answers for a path without any. The order: access token (401), unknown resource
 * (404), method (405), version (406), tenant (404), permission (403, audited), quota (503), `Idempotency-Key` (400,
 * 409, 422), path (404), `If-Match` (428), query and body (400, 413), handle. A tenant that the credential does not reach answers like one that does not
 * exist. `X-Api-Key`, which callers of the original send, is accepted and decides nothing: the access token names its
 * credential already.
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
  given: PathParameters,
  requestId: string,
  dependencies: Dependencies,
): Promise<Response> {
  const { now } = dependencies;
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

  const origin = originOf(request.headers, requestId);
  const asking = await authorize(route, credential, given[format.clientParameter], origin, dependencies);
  if (!asking.ok) return problem(asking.refusal);
  const { client } = asking.value;

  if (client?.settings.quotasEnabled === true) {
    const quota = await dependencies.quotas.take(client.id, "calls", now());
    if (!quota.ok) return problem([{ code: "Quota.Exceeded" }], { "Retry-After": String(quota.retryAfterSeconds) });
  }

  const answer = (asked: Request) =>
    answerRoute(route, format, asked, given, { ...asking.value, origin }, dependencies);
  if (route.isIdempotent !== true) return answer(request);
  return answerOnce({ request, actorId: credential.id, problem }, dependencies, answer);
}

/** Reads what was asked for, does it, and words the reply. */
async function answerRoute(
  route: AnyAdminRoute,
  format: ApiFormat,
  request: Request,
  given: PathParameters,
  asking: { readonly actor: Actor | InstallationActor; readonly client: Client | null; readonly origin: AuditOrigin },
  dependencies: Dependencies,
): Promise<Response> {
  const { requestId } = asking.origin;
  const problem = (problems: Problems) => format.problem(problems, requestId, dependencies.now());
  const params = route.params?.safeParse(given);
  if (params?.success === false) return problem([{ code: "Resource.NotFound" }]);
  const ifMatch = request.headers.get("if-match");
  if (ifMatch === null && route.ifMatch === "required") return problem([{ code: "Precondition.Required" }]);
  const query = parseInput(route.query, readQuery(new URL(request.url).searchParams));
  if (!query.ok) return problem(query.refusal);
  const body = route.body === null ? succeed(null) : await readJsonBody(route.body, request);
  if (!body.ok) return problem(body.refusal);

  const result = await route.handle(
    {
      ...asking,
      consoleUrl: dependencies.consoleUrlOf(request.headers),
      params: params === undefined ? given : params.data,
      query: query.value,
      body: body.value,
      isCurrent: (representation: unknown) => isMatch(ifMatch, entityTagOf(representation)),
    },
    dependencies,
  );
  if (!result.ok) return problem(result.refusal);
  if (result.value instanceof Response) return finishResponse(result.value, request.method, requestId);
  return finishSuccess(result.value, route, format, request, requestId);
}

/** Who asks, and the client asked about, once it is certain that they may. */
async function authorize(
  route: AnyAdminRoute,
  credential: Credential,
  clientText: string | string[] | undefined,
  origin: AuditOrigin,
  dependencies: Dependencies,
): Promise<Result<{ actor: Actor | InstallationActor; client: Client | null }, Problems>> {
  const target = `${route.method} ${route.path}`;
  if (route.scope === "installation") {
    const actor = credentialInstallationActor(credential);
    if (actor.permissions.has(route.permission)) return succeed({ actor, client: null });
    await auditRefusal(dependencies, actor, null, route.permission, target, origin);
    return refuse([{ code: "Permission.Denied" }]);
  }
  const code = ClientCode.safeParse(clientText);
  const client = code.success ? await dependencies.stores.clients.findByCode(code.data) : null;
  const actor = client === null ? null : credentialActor(credential, client);
  if (client === null || actor === null || actor.permissions.size === 0) {
    const asking = { kind: "credential", id: credential.id, name: credential.name } as const;
    await auditOutOfReach(dependencies, asking, code.data ?? null, route.permission, target, origin);
    return refuse([{ code: "Resource.NotFound" }]);
  }
  if (can(actor, route.permission, client.id)) return succeed({ actor, client });
  await auditRefusal(dependencies, actor, client.id, route.permission, target, origin);
  return refuse([{ code: "Permission.Denied" }]);
}

function finishSuccess(
  { status, body, headers = {} }: Success,
  { ifMatch }: AnyAdminRoute,
  format: ApiFormat,
  { method, headers: asked }: Request,
  requestId: string,
): Response {
  const isRead = method === "GET" || method === "HEAD";
  if (!format.hasEntityTags || (!isRead && ifMatch === undefined)) {
    return format.reply(status, body, requestId, headers);
  }
  const tag = entityTagOf(body);
  if (isRead && !isNoneMatch(asked.get("if-none-match"), tag)) {
    return format.reply(304, null, requestId, { ETag: tag });
  }
  return format.reply(status, body, requestId, { ...headers, ETag: tag });
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

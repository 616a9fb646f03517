import "server-only";
import type { AuditOrigin } from "@silhouette/core/audit";
import { type Client, ClientCode } from "@silhouette/core/client";
import { type Actor, can, type Permission } from "@silhouette/core/permission";
import type { Session } from "@silhouette/core/session";
import { memberActor, memberInstallationActor } from "./actor";
import type { Dependencies } from "./dependencies";
import { liveDependencies } from "./live-dependencies";
import { problemReply } from "./problem";
import { auditOutOfReach, auditRefusal } from "./refusal";
import { originOf, requestIdOf } from "./request-context";
import { getSession } from "./signed-in";

/** The variable parts of a path; `code` names the client. */
type Params = { readonly [name: string]: string };

export type SessionCall = {
  readonly request: Request;
  readonly requestId: string;
  readonly actor: Actor;
  readonly session: Session;
  readonly client: Client;
  readonly params: Params;
  readonly origin: AuditOrigin;
};

export type SessionRoute = {
  readonly method: "GET" | "POST";
  /** Names the route in the audit log and in the list of all routes. */
  readonly path: string;
  readonly permission: Permission;
  /** A `null` is an unknown resource. */
  handle(call: SessionCall, dependencies: Dependencies): Promise<Response | null>;
};

/**
 * Makes a route handler for what the console's own pages ask of it beside pages and actions: files to download, and
 * files that are too long for an action. The session decides as it does for pages: 401 without one, 404 for a client out
 * of reach, 403, audited, without the permission. A POST from another site is refused whatever its cookies.
 */
export function sessionRoute(definition: SessionRoute) {
  return async (request: Request, { params }: { params: Promise<Params> }): Promise<Response> => {
    const requestId = requestIdOf(request.headers);
    const dependencies = liveDependencies();
    try {
      return await answer(definition, request, await params, requestId, await getSession(), dependencies);
    } catch (error) {
      dependencies.log.error({ err: error, requestId, route: definition.path }, "a request of a page failed");
      return problemReply([{ code: "Internal.Error" }], requestId, dependencies.now());
    }
  };
}

/** The part that needs no web framework. */
export async function answer(
  { method, path, permission, handle }: SessionRoute,
  request: Request,
  params: Params,
  requestId: string,
  session: Session | null,
  dependencies: Dependencies,
): Promise<Response> {
  const now = dependencies.now();
  if (session === null) return problemReply([{ code: "Authentication.Required" }], requestId, now);
  if (method !== "GET" && !isFromOwnPage(request)) return problemReply([{ code: "Permission.Denied" }], requestId, now);
  const code = ClientCode.safeParse(params.code);
  const client = code.success ? await dependencies.stores.clients.findByCode(code.data) : null;
  const actor = client === null ? null : memberActor(session.member, client);
  const origin = originOf(request.headers, requestId);
  const target = `${method} ${path}`;
  if (client === null || actor === null || actor.permissions.size === 0) {
    const asking = memberInstallationActor(session.member);
    await auditOutOfReach(dependencies, asking, code.data ?? null, permission, target, origin);
    return problemReply([{ code: "Resource.NotFound" }], requestId, now);
  }
  if (!can(actor, permission, client.id)) {
    await auditRefusal(dependencies, actor, client.id, permission, target, origin);
    return problemReply([{ code: "Permission.Denied" }], requestId, now);
  }
  const response = await handle({ request, requestId, actor, session, client, params, origin }, dependencies);
  if (response === null) return problemReply([{ code: "Resource.NotFound" }], requestId, now);
  response.headers.set("Cache-Control", "no-store");
  response.headers.set("X-Request-Id", requestId);
  return response;
}

/**
 * Whether a page of the console has sent this: browsers say where a request comes from (Fetch Metadata), and older ones
 * at least name the origin, which must then be the address that was called. Who says neither is refused.
 */
function isFromOwnPage({ headers }: Request): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  const origin = headers.get("origin");
  const host = headers.get("x-forwarded-host") ?? headers.get("host");
  return origin !== null && URL.canParse(origin) && new URL(origin).host === host;
}

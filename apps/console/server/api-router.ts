import "server-only";
import { TrieRouter } from "hono/router/trie-router";
import { type AnyAdminRoute, type PathParameters, serveAdminRoutes } from "./admin-route";
import { API_FORMAT } from "./api-format";
import type { Dependencies } from "./dependencies";

/** Where our own API stands. */
export const API_BASE_PATH = "/api/v1";

/** The path of a route below `API_BASE_PATH`, with its variable parts in braces. */
export const apiPathOf = ({ scope, path }: Pick<AnyAdminRoute, "scope" | "path">): string =>
  scope === "installation" ? path : `/clients/{code}${path}`;

/**
 * Serves every route of our own API from one place: the list of routes is then all that there is, for the document that
 * describes them and for the test that tries them. An address of none of them answers 404, to callers with an access
 * token.
 */
export function serveApi(
  routes: readonly AnyAdminRoute[],
  dependencies: () => Dependencies,
): (request: Request) => Promise<Response> {
  type Handler = ReturnType<typeof serveAdminRoutes>;
  const unknown: Handler = serveAdminRoutes("unknown resource", dependencies, API_FORMAT);
  const router = new TrieRouter<Handler>();
  for (const path of literalFirst(new Set(routes.map(apiPathOf)))) {
    const here = routes.filter((route) => apiPathOf(route) === path);
    router.add("ALL", path.replaceAll(/\{(\w+)\}/g, ":$1"), serveAdminRoutes(here, dependencies, API_FORMAT));
  }
  return (request) => {
    const path = new URL(request.url).pathname.slice(API_BASE_PATH.length).replace(/\/$/, "");
    const [found] = router.match("ALL", path)[0];
    const params = found === undefined ? null : decodeParameters(found[1] as Readonly<Record<string, string>>);
    return found === undefined || params === null
      ? unknown(request, { params: Promise.resolve({}) })
      : found[0](request, { params: Promise.resolve(params) });
  };
}

/** Where two paths fit one address, the one with more fixed parts is meant: the router takes the first that fits. */
const literalFirst = (paths: ReadonlySet<string>): readonly string[] =>
  [...paths].sort((a, b) => a.split("{").length - b.split("{").length);

/** Null where a part is not percent-encoded UTF-8: nothing has such a name. */
function decodeParameters(raw: Readonly<Record<string, string>>): PathParameters | null {
  try {
    return Object.fromEntries(Object.entries(raw).map(([name, text]) => [name, decodeURIComponent(text)]));
  } catch {
    return null;
  }
}

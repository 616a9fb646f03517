import type { Route } from "./call.ts";

export type Matched = { readonly route: Route; readonly path: Readonly<Record<string, string>> };

/**
 * Finds the route of a plain call by its path, as the router of `createDataPlane` does. Null for what is not plain:
 * methods that a route does not name, unknown paths, and escapes that could be read in two ways.
 */
export function createMatcher(routes: readonly Route[]): (method: string, url: string) => Matched | null {
  const known = routes.map((route) => ({ route, pattern: route.path.split("/") }));
  return (method, url) => {
    const segments = pathOf(url).split("/");
    for (const { route, pattern } of known) {
      if (pattern.length !== segments.length || !matches(pattern, segments)) continue;
      // The first that matches decides, whatever its methods.
      return (route.methods as readonly string[]).includes(method) ? withPath(route, pattern, segments) : null;
    }
    return null;
  };
}

function pathOf(url: string): string {
  const from = url.indexOf("/", url.indexOf("://") + 3);
  const to = url.indexOf("?", from);
  return to === -1 ? url.slice(from) : url.slice(from, to);
}

const matches = (pattern: readonly string[], segments: readonly string[]): boolean =>
  pattern.every((part, at) => (part.startsWith(":") ? segments[at] !== "" : part === segments[at]));

function withPath(route: Route, pattern: readonly string[], segments: readonly string[]): Matched | null {
  const path: Record<string, string> = {};
  for (const [at, part] of pattern.entries()) {
    if (!part.startsWith(":")) continue;
    const value = decode(segments[at] ?? "");
    if (value === null) return null;
    path[part.slice(1)] = value;
  }
  return { route, path };
}

/** Escapes of letters and digits, of which all fixed parts of paths consist. Nobody has to escape them. */
const NEEDLESS_ESCAPE = /%(?:3\d|[46][1-9a-f]|[57][\da])/i;

/**
 * `%25` is decoded once by some and twice by others, and what is no UTF-8 in different ways. An escaped letter may be one
 * of a fixed part, as in `/profiles/%74hirdPartyId`: the router decodes a path before it is matched.
 */
function decode(segment: string): string | null {
  if (!segment.includes("%")) return segment;
  if (segment.includes("%25") || NEEDLESS_ESCAPE.test(segment)) return null;
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

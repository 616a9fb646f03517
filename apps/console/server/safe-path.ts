import "server-only";

/** Any origin will do: only what leaves it matters. */
const BASE = "http://console.invalid";

/**
 * The path to go to after a sign-in, from text that anybody may have put into a link. What is not a path, or would be
 * taken to another host by a browser, becomes the start page.
 */
export function toSafePath(text: string | null | undefined): string {
  if (!text?.startsWith("/") || !URL.canParse(text, BASE)) return "/";
  const url = new URL(text, BASE);
  // `/\host` and `//host` are other hosts to a browser. A path of ours that starts so was not meant as one either.
  return url.origin === BASE && !/^\/[/\\]/.test(url.pathname) ? `${url.pathname}${url.search}` : "/";
}

/** The same for a link that may be absolute, as next-auth passes it: another origin becomes the start page. */
export function toSafePathOn(origin: string, text: string): string {
  return text === origin || text.startsWith(`${origin}/`) ? toSafePath(text.slice(origin.length)) : toSafePath(text);
}

import type { Client } from "@silhouette/core/client";
import type { Surface } from "./call.ts";
import type { ApiRequest } from "./message.ts";

/** Surfaces that pages in a browser call; the others are between servers and open themselves to no origin (U-37). */
export const isForBrowsers = (surface: Surface): boolean => surface === "fetch" || surface === "delivery";

/** Seconds that a browser may remember the answer to a preflight: a withdrawn origin is let go as fast. */
const PREFLIGHT_SECONDS = 600;

/** Names of headers, in a list as browsers send it. */
const HEADER_NAMES = /^[\w-]{1,100}(?:, ?[\w-]{1,100}){0,49}$/;

/** What lets a page of an allowed origin read a reply, with its cookies and headers (U-37). */
export function corsHeaders(request: ApiRequest, { settings }: Client): Readonly<Record<string, string>> {
  const origin = request.headers.get("origin")?.toLowerCase();
  const isAllowed = origin !== undefined && settings.allowedOrigins.some((allowed) => allowed.toLowerCase() === origin);
  if (!isAllowed) return { Vary: "Origin" };
  return {
    Vary: "Origin",
    "Access-Control-Allow-Origin": origin,
    "Access-Control-Allow-Credentials": "true",
    "Access-Control-Expose-Headers": "X-Request-Id, X-Profile-Warnings, Retry-After",
  };
}

/** What lets the browser of an allowed origin send the call it asks for. */
export function preflightHeaders(
  request: ApiRequest,
  client: Client,
  methods: string,
): Readonly<Record<string, string>> {
  const headers = corsHeaders(request, client);
  if (headers["Access-Control-Allow-Origin"] === undefined) return headers;
  const asked = request.headers.get("access-control-request-headers") ?? "";
  return {
    ...headers,
    Vary: "Origin, Access-Control-Request-Headers",
    "Access-Control-Allow-Methods": methods,
    "Access-Control-Allow-Headers": HEADER_NAMES.test(asked) ? asked : "Authorization, Content-Type, X-Request-Id",
    "Access-Control-Max-Age": String(PREFLIGHT_SECONDS),
  };
}

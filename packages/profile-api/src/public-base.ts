import type { ApiRequest } from "./message.ts";

const HOST = /^(?:[A-Za-z0-9.-]{1,150}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;

/**
 * Scheme, host and port for addresses in replies: the configured ones, else those that the request came in on (U-12),
 * as a proxy in front may have noted them. A host that could not be part of an address is not repeated.
 */
export function publicBase(request: ApiRequest, publicUrl: string | null): string {
  if (publicUrl !== null) return publicUrl;
  const url = new URL(request.url);
  const host = firstOf(request.headers.get("x-forwarded-host")) ?? request.headers.get("host") ?? "";
  const protocol = firstOf(request.headers.get("x-forwarded-proto"));
  const scheme = protocol === "https" || protocol === "http" ? protocol : url.protocol.slice(0, -1);
  return `${scheme}://${HOST.test(host) ? host : url.host}`;
}

const firstOf = (header: string | null): string | null => header?.split(",", 1)[0]?.trim() ?? null;

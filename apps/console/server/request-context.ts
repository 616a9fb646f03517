import "server-only";
import { randomUUID } from "node:crypto";
import type { AuditOrigin } from "@silhouette/core/audit";
import { headers } from "next/headers";

/** Carries the id of a request from `proxy.ts`, or from a proxy in front of us, to whatever logs or answers. */
export const REQUEST_ID_HEADER = "x-request-id";

/** An id that came from outside is kept when it is harmless in logs and pages; otherwise a new one is made. */
export function requestIdOf(headers: Headers): string {
  return toReference(headers.get(REQUEST_ID_HEADER)) ?? randomUUID();
}

/** A request id that an address or a header brings; null when it is none. */
export const toReference = (given: unknown): string | null =>
  typeof given === "string" && /^[\w.-]{1,128}$/.test(given) ? given : null;

/** Where a request came from, for the audit log and the throttling of sign-ins. */
export function originOf(headers: Headers, requestId: string): AuditOrigin {
  return { address: addressOf(headers), requestId };
}

/**
 * The caller's address. `server-entry.mjs` leaves nothing but it in the header; in a development server that is Next's
 * doing, and the last entry is the only one that no caller can make up.
 */
export function addressOf(headers: Headers): string {
  return headers.get("x-forwarded-for")?.split(",").at(-1)?.trim().slice(0, 64) || "unknown";
}

/** The context of the page or action at work. Its request id is the one of the reply, see `proxy.ts`. */
export async function readRequestContext(): Promise<{ requestId: string; origin: AuditOrigin; headers: Headers }> {
  const incoming = await headers();
  const requestId = requestIdOf(incoming);
  return { requestId, origin: originOf(incoming, requestId), headers: incoming };
}

/** Whether the browser speaks TLS to us or to the proxy in front: decides about `Secure` cookies. */
export function isSecureRequest(headers: Headers, publicConsoleUrl: string | null): boolean {
  if (publicConsoleUrl !== null) return publicConsoleUrl.startsWith("https:");
  return headers.get("x-forwarded-proto")?.split(",")[0]?.trim() === "https";
}

import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { REQUEST_ID_HEADER, requestIdOf } from "@/server/request-context";

/**
 * Gives pages a Content-Security-Policy with a nonce of their own, and a request id that the page, its actions and
 * the logs share. It decides about nobody's rights: pages, actions and routes do that themselves.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = randomBytes(16).toString("base64");
  const isHttps = process.env.PUBLIC_CONSOLE_URL?.trim().startsWith("https:") ?? false;
  const policy = contentSecurityPolicy(nonce, { isHttps, isDevelopment: process.env.NODE_ENV === "development" });
  const requestId = requestIdOf(request.headers);

  const headers = new Headers(request.headers);
  headers.set(REQUEST_ID_HEADER, requestId);
  headers.set("x-nonce", nonce);
  // Next reads the nonce for its own scripts and styles from the policy of the request.
  headers.set("Content-Security-Policy", policy);

  const response = NextResponse.next({ request: { headers } });
  response.headers.set("Content-Security-Policy", policy);
  response.headers.set(REQUEST_ID_HEADER, requestId);
  if (isHttps) response.headers.set("Strict-Transport-Security", "max-age=31536000");
  return response;
}

function contentSecurityPolicy(nonce: string, options: { isHttps: boolean; isDevelopment: boolean }): string {
  const directives = [
    "default-src 'none'",
    // React looks up sources of errors with eval in development, and in no build.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${options.isDevelopment ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ];
  return [...directives, ...(options.isHttps ? ["upgrade-insecure-requests"] : [])].join("; ");
}

/**
 * Pages alone. A proxy buffers the bodies of requests and cuts them at a limit, so the data plane must never pass here
 * (a batch is up to 50 MB), nor need the admin API, the probes and static files.
 */
export const config = {
  matcher: ["/((?!m2/|rest/|ims/|api/|healthz|readyz|_next/|icon\\.svg|[^/]+/target/).*)"],
};

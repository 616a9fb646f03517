import { type NextRequest, NextResponse } from "next/server";
import NextAuth from "next-auth";
import { deviceCookieName, makeDeviceCookie, readKnownDevice } from "@/server/known-device";
import { liveDependencies } from "@/server/live-dependencies";
import { isSecureRequest, toReference } from "@/server/request-context";
import { createSignInOptions, SIGN_IN_SOURCES } from "@/server/sign-in";

type Context = { readonly params: Promise<{ nextauth: string[] }> };

/**
 * What the console needs of next-auth: setting the form's cookie, taking the form, and passing errors on. Its other
 * paths (sessions for scripts in the browser, sign-out, logging) are not served: the console has its own.
 */
const SERVED = new Set(["GET signin", "GET error", "POST callback/credentials"]);

async function handle(request: NextRequest, context: Context): Promise<Response> {
  const { nextauth } = await context.params;
  if (!SERVED.has(`${request.method} ${nextauth.join("/")}`)) return new Response(null, { status: 404 });
  const dependencies = liveDependencies();
  const { authSecret, publicConsoleUrl } = dependencies.environment;
  const given = new URL(request.url).searchParams;
  const isSecure = isSecureRequest(request.headers, publicConsoleUrl);
  let signedInAs: string | null = null;
  // next-auth leads to the sign-in by way of itself.
  let reference = toReference(given.get("reference"));
  const options = createSignInOptions(dependencies, authSecret, {
    isSecure,
    from: SIGN_IN_SOURCES.find((known) => known === given.get("from")) ?? null,
    knownDevice: (email) => readKnownDevice(request.cookies.get(deviceCookieName(isSecure))?.value, email, authSecret),
    onFailed: (requestId) => {
      reference = requestId;
    },
    onSignedIn: (email) => {
      signedInAs = email;
    },
  });
  const reply = atOwnOrigin(await NextAuth(options)(request, context), request, reference);
  if (signedInAs !== null) {
    const { name, value, options: kept } = await makeDeviceCookie(signedInAs, authSecret, isSecure);
    reply.cookies.set(name, value, kept);
  }
  return reply;
}

/** Every redirect of the sign-in stays on the console: a path, whatever host the request claimed to be for. */
function atOwnOrigin(reply: Response, request: Request, reference: string | null): NextResponse {
  const headers = new Headers(reply.headers);
  const location = reply.headers.get("Location");
  if (location !== null) {
    const url = new URL(location, request.url);
    if (reference !== null) url.searchParams.set("reference", reference);
    headers.set("Location", `${url.pathname.replace(/^[/\\]+/, "/")}${url.search}`);
    headers.set("Cache-Control", "no-store");
  }
  return new NextResponse(reply.body, { status: reply.status, headers });
}

export { handle as GET, handle as POST };

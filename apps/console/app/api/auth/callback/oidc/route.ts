import { type NextRequest, NextResponse } from "next/server";
import { AuthorizationResponseError } from "openid-client";
import { confirmAtProvider, signInAtProvider } from "@/features/sign-in/at-provider";
import { publicAddresses } from "@/server/addresses";
import { liveDependencies } from "@/server/live-dependencies";
import { readRoundTrip, roundTripCookieName } from "@/server/oidc";
import { isSecureRequest, originOf, requestIdOf } from "@/server/request-context";
import { makeSessionCookie, readSessionSecret, sessionCookieName, signInCookieOptions } from "@/server/sign-in";

/** Where the OIDC provider sends the browser back to. */
export async function GET(request: NextRequest): Promise<Response> {
  const dependencies = liveDependencies();
  const { environment, oidc, log } = dependencies;
  if (oidc === null) return new Response(null, { status: 404 });
  const isSecure = isSecureRequest(request.headers, environment.publicConsoleUrl);
  const cookieOf = (name: string) => request.cookies.get(name)?.value;
  const trip = await readRoundTrip(cookieOf(roundTripCookieName(isSecure)), environment.authSecret);
  const origin = originOf(request.headers, requestIdOf(request.headers));
  const leadTo = (path: string) => {
    const reply = new NextResponse(null, { status: 303, headers: { Location: path, "Cache-Control": "no-store" } });
    // One answer of the provider for each time that somebody was sent there.
    reply.cookies.set(roundTripCookieName(isSecure), "", { ...signInCookieOptions(isSecure), maxAge: 0 });
    return reply;
  };
  if (trip === null) return leadTo("/sign-in?error=expired");
  const failed = (error: string, reference?: string) => {
    const found = reference === undefined ? {} : { reference };
    const parameters = new URLSearchParams({ callbackUrl: trip.callbackUrl, error, ...found });
    return leadTo(`${trip.purpose === "confirm" ? "/account/confirm" : "/sign-in"}?${parameters}`);
  };

  try {
    const { console: consoleUrl } = publicAddresses(request.headers, environment);
    const found = await oidc.finish(request.nextUrl.search, trip, consoleUrl);
    if (trip.purpose === "confirm") {
      const secret = await readSessionSecret(cookieOf(sessionCookieName(isSecure)), environment.authSecret);
      const confirmed = await confirmAtProvider(dependencies, secret, found, origin);
      return confirmed.ok ? leadTo(trip.callbackUrl) : failed(confirmed.refusal);
    }
    const userAgent = request.headers.get("user-agent") ?? "";
    const newcomers = environment.oidc?.newcomers ?? null;
    const signedIn = await signInAtProvider(dependencies, found, newcomers, userAgent, origin);
    if (!signedIn.ok) return failed(signedIn.refusal);
    const reply = leadTo(trip.callbackUrl);
    const cookie = await makeSessionCookie(signedIn.value, environment.authSecret, isSecure);
    reply.cookies.set(cookie.name, cookie.value, cookie.options);
    return reply;
  } catch (error) {
    if (error instanceof AuthorizationResponseError && error.error === "access_denied")
      return failed("provider-denied");
    log.error({ err: toLoggable(error), requestId: origin.requestId }, "the sign-in at the OIDC provider failed");
    return failed("provider-failed", origin.requestId);
  }
}

/** What went wrong, without the answer itself, which may hold tokens. */
function toLoggable(error: unknown) {
  if (!(error instanceof Error)) return { message: "something that is no error was thrown" };
  const { name, message, stack } = error;
  return { name, message, stack, ...("code" in error ? { code: error.code } : {}) };
}

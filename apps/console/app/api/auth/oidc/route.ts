import { type NextRequest, NextResponse } from "next/server";
import { publicAddresses } from "@/server/addresses";
import { liveDependencies } from "@/server/live-dependencies";
import { makeRoundTripCookie } from "@/server/oidc";
import { isSecureRequest, requestIdOf } from "@/server/request-context";
import { toSafePath } from "@/server/safe-path";
import type { SignInError } from "@/server/sign-in";

/**
 * Sends the browser to the OIDC provider. A link and no form, since the policy of our pages lets forms go nowhere but
 * here. It changes nothing: what is begun can be finished by this browser alone.
 */
export async function GET(request: NextRequest): Promise<Response> {
  const { environment, oidc, log } = liveDependencies();
  if (oidc === null) return new Response(null, { status: 404 });
  const { searchParams } = request.nextUrl;
  const callbackUrl = toSafePath(searchParams.get("callbackUrl"));
  const purpose = searchParams.get("purpose") === "confirm" ? "confirm" : "sign-in";
  const { console: consoleUrl } = publicAddresses(request.headers, environment);
  try {
    const { url, trip } = await oidc.begin({ callbackUrl, purpose }, consoleUrl);
    const reply = seeOther(url.href);
    const isSecure = isSecureRequest(request.headers, environment.publicConsoleUrl);
    const { name, value, options } = await makeRoundTripCookie(trip, environment.authSecret, isSecure);
    reply.cookies.set(name, value, options);
    return reply;
  } catch (error) {
    const reference = requestIdOf(request.headers);
    log.error({ err: error, requestId: reference }, "the OIDC provider cannot be reached");
    return seeOther(`/sign-in?${new URLSearchParams({ error: "provider-failed" satisfies SignInError, reference })}`);
  }
}

const seeOther = (location: string) =>
  new NextResponse(null, { status: 303, headers: { Location: location, "Cache-Control": "no-store" } });

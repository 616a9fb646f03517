import "server-only";
import type { OidcSettings } from "@silhouette/core/environment";
import type { ProviderAccount } from "@silhouette/core/oidc";
import { decode, encode } from "next-auth/jwt";
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from "openid-client";
import { z } from "zod";
import { signInCookieOptions } from "./sign-in";

/** What the provider's discovery document says is asked for again after this long, in milliseconds: 1 h. A guess. */
const DISCOVERY_MILLIS = 60 * 60 * 1000;

/** How long a person may take at the provider, in seconds: 15 min. A guess. */
const ROUND_TRIP_SECONDS = 15 * 60;

/** Keeps this cookie from being taken for a session's, and the other way round. */
const SALT = "oidc round trip";

/** Where the provider sends people back to: what it has to be told as the redirect URI. */
export const OIDC_CALLBACK_PATH = "/api/auth/callback/oidc";

/** What is remembered of a sign-in while the person is at the provider. */
const RoundTrip = z.object({
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  callbackUrl: z.string(),
  /** `confirm` proves anew who is signed in already. */
  purpose: z.enum(["sign-in", "confirm"]),
  /** When the person was sent to the provider, in seconds since 1970. */
  begunAt: z.number(),
});
export type RoundTrip = z.infer<typeof RoundTrip>;

export const roundTripCookieName = (isSecure: boolean): string =>
  isSecure ? "__Host-silhouette-oidc" : "silhouette-oidc";

/** The sealed cookie: bound to this browser, so nobody can finish here what they have begun elsewhere (RFC 9700). */
export async function makeRoundTripCookie(trip: RoundTrip, authSecret: string, isSecure: boolean) {
  const value = await encode({ token: trip, secret: authSecret, salt: SALT, maxAge: ROUND_TRIP_SECONDS });
  const options = { ...signInCookieOptions(isSecure), maxAge: ROUND_TRIP_SECONDS };
  return { name: roundTripCookieName(isSecure), value, options };
}

/** Null when the cookie is absent, forged or past its end. */
export async function readRoundTrip(cookie: string | undefined, authSecret: string): Promise<RoundTrip | null> {
  if (cookie === undefined) return null;
  const token = await decode({ token: cookie, secret: authSecret, salt: SALT }).catch(() => null);
  return RoundTrip.safeParse(token).data ?? null;
}

/** Somebody the provider vouches for. `provedAt` is when they signed in there; null when it does not say. */
export type ProviderSignIn = { readonly account: ProviderAccount; readonly provedAt: Date | null };

/** The OIDC provider, as far as signing in needs it: authorization code flow with PKCE, state and nonce. */
export type OidcClient = {
  /** The address to send the browser to, and what to remember until it is back. */
  begin(
    wanted: Pick<RoundTrip, "callbackUrl" | "purpose">,
    consoleUrl: string,
  ): Promise<{ readonly url: URL; readonly trip: RoundTrip }>;
  /** Checks the provider's answer. Rejects whatever does not fit, and an answer that tells of an error. */
  finish(search: string, trip: RoundTrip, consoleUrl: string): Promise<ProviderSignIn>;
};

export function createOidcClient(settings: OidcSettings): OidcClient {
  let discovered: { readonly at: number; readonly provider: Promise<Configuration> } | null = null;

  /** Asked once an hour and never before it is needed; a failure is not remembered. */
  function findProvider(): Promise<Configuration> {
    if (discovered !== null && Date.now() - discovered.at < DISCOVERY_MILLIS) return discovered.provider;
    const provider = discover(settings);
    discovered = { at: Date.now(), provider };
    provider.catch(() => {
      discovered = null;
    });
    return provider;
  }

  return {
    async begin({ callbackUrl, purpose }, consoleUrl) {
      const provider = await findProvider();
      const codeVerifier = randomPKCECodeVerifier();
      const checks = { state: randomState(), nonce: randomNonce(), codeVerifier };
      const trip = { ...checks, callbackUrl, purpose, begunAt: secondsNow() };
      const url = buildAuthorizationUrl(provider, {
        redirect_uri: `${consoleUrl}${OIDC_CALLBACK_PATH}`,
        scope: "openid email profile",
        state: trip.state,
        nonce: trip.nonce,
        code_challenge: await calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: "S256",
        // An account that is signed in at the provider must sign in there anew.
        ...(purpose === "confirm" ? { prompt: "login", max_age: "0" } : {}),
      });
      return { url, trip };
    },

    async finish(search, trip, consoleUrl) {
      const provider = await findProvider();
      const tokens = await authorizationCodeGrant(provider, new URL(`${consoleUrl}${OIDC_CALLBACK_PATH}${search}`), {
        expectedState: trip.state,
        expectedNonce: trip.nonce,
        pkceCodeVerifier: trip.codeVerifier,
        idTokenExpected: true,
        // Signed in since they were sent there, however long the provider's other questions took.
        ...(trip.purpose === "confirm" ? { maxAge: Math.max(0, secondsNow() - trip.begunAt) } : {}),
      });
      const claims = tokens.claims();
      if (claims === undefined) throw new Error("The provider's answer has no ID token");
      const hasUserInfo = provider.serverMetadata().userinfo_endpoint !== undefined;
      const told =
        claims.email === undefined && hasUserInfo
          ? await fetchUserInfo(provider, tokens.access_token, claims.sub)
          : claims;
      return {
        account: {
          issuer: claims.iss,
          subject: claims.sub,
          email: typeof told.email === "string" ? told.email : null,
          isEmailVerified: told.email_verified === true,
          name: typeof told.name === "string" ? told.name : null,
        },
        provedAt: typeof claims.auth_time === "number" ? new Date(claims.auth_time * 1000) : null,
      };
    },
  };
}

const secondsNow = (): number => Math.floor(Date.now() / 1000);

function discover({ issuer, clientId, clientSecret }: OidcSettings): Promise<Configuration> {
  const server = new URL(issuer);
  // The settings take http:// for a provider on the same machine alone.
  const execute = server.protocol === "http:" ? [allowInsecureRequests] : [];
  return discovery(server, clientId, { client_secret: clientSecret }, authenticateClient(clientSecret), { execute });
}

/** The way that RFC 6749 has every provider support, unless this one says that it does not. */
function authenticateClient(clientSecret: string): ClientAuth {
  const basic = ClientSecretBasic(clientSecret);
  const post = ClientSecretPost(clientSecret);
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported;
    const takesBasic = methods === undefined || methods.includes("client_secret_basic");
    (takesBasic ? basic : post)(server, ...rest);
  };
}

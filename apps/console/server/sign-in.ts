import "server-only";
import { createHash, timingSafeEqual } from "node:crypto";
import { SESSION_LIFETIME_SECONDS } from "@silhouette/core/session";
import type { NextAuthOptions } from "next-auth";
import { decode, encode } from "next-auth/jwt";
import credentials from "next-auth/providers/credentials";
import { z } from "zod";
import type { Dependencies } from "./dependencies";
import { originOf, requestIdOf } from "./request-context";
import { toSafePathOn } from "./safe-path";

/** Why a sign-in failed, as it is written into the address of the sign-in page. */
export const SIGN_IN_ERRORS = [
  "wrong-credentials",
  "throttled",
  "failed",
  "expired",
  "provider-failed",
  "provider-denied",
  "unverified-email",
  "other-account",
  "unknown",
  "disabled",
] as const;
export type SignInError = (typeof SIGN_IN_ERRORS)[number];

/** Where a visitor of the sign-in page comes from, when there is something to say about it. */
export const SIGN_IN_SOURCES = ["setup", "sign-out", "invitation", "password-reset"] as const;
export type SignInSource = (typeof SIGN_IN_SOURCES)[number];

/**
 * The sign-in page after next-auth has set its cookie. The marker says so: when the cookie is missing all the same,
 * the browser refuses cookies, and going round once more would not help.
 */
const signInPage = (from: SignInSource | null) => `/sign-in?cookies=set${from === null ? "" : `&from=${from}`}`;

/** Lets next-auth set its cookie; it leads back to the sign-in page with all that the page was told. */
export function prepareSignInPath(
  callbackUrl: string,
  told: {
    readonly from: SignInSource | null;
    readonly error: SignInError | null;
    readonly reference: string | null;
  },
): string {
  const parameters = { callbackUrl, ...Object.fromEntries(Object.entries(told).filter(([, value]) => value !== null)) };
  return `/api/auth/signin?${new URLSearchParams(parameters)}`;
}

/** Looser than the rules for new members: whatever cannot be stored (a NUL character) or is absurdly long is refused. */
const Fields = z.object({ email: z.string().regex(/^[^\0]{1,320}$/), password: z.string().regex(/^[^\0]{1,4096}$/s) });

const cookieNames = (isSecure: boolean) => ({
  session: isSecure ? "__Host-silhouette-session" : "silhouette-session",
  csrf: isSecure ? "__Host-silhouette-csrf" : "silhouette-csrf",
  callbackUrl: isSecure ? "__Host-silhouette-callback-url" : "silhouette-callback-url",
});

export const sessionCookieName = (isSecure: boolean): string => cookieNames(isSecure).session;

/** How every cookie of the sign-in is kept: from scripts and from other sites' requests but for links that lead here. */
export const signInCookieOptions = (isSecure: boolean) =>
  ({ httpOnly: true, sameSite: "lax", path: "/", secure: isSecure }) as const;

/** The cookie that names a session which next-auth did not start: after a second factor, or at the OIDC provider. */
export async function makeSessionCookie(sessionSecret: string, authSecret: string, isSecure: boolean) {
  const value = await encode({ token: { sub: sessionSecret }, secret: authSecret, maxAge: SESSION_LIFETIME_SECONDS });
  const options = { ...signInCookieOptions(isSecure), maxAge: SESSION_LIFETIME_SECONDS };
  return { name: sessionCookieName(isSecure), value, options };
}

/** What a request brings to the sign-in beside the form. */
export type SignInRequest = {
  readonly isSecure: boolean;
  readonly from: SignInSource | null;
  /** The id of this device when it has signed in to the account before. */
  knownDevice(email: string): Promise<string | null>;
  /** Called when a fault of ours keeps somebody out. The request id stands beside its cause in the log. */
  onFailed(requestId: string): void;
  /** Called once a password was right and no second factor is to come. */
  onSignedIn(email: string): void;
};

/**
 * next-auth with one provider. Its JWT carries nothing but the opaque secret of a session row, which every request
 * looks up: the cookie is no proof of anything by itself, and ending the row ends the session everywhere.
 */
export function createSignInOptions(
  dependencies: Dependencies,
  authSecret: string,
  { isSecure, from, knownDevice, onFailed, onSignedIn }: SignInRequest,
): NextAuthOptions {
  const { stores, log, now } = dependencies;
  const names = cookieNames(isSecure);
  const cookie = signInCookieOptions(isSecure);
  return {
    secret: authSecret,
    useSecureCookies: isSecure,
    session: { strategy: "jwt", maxAge: SESSION_LIFETIME_SECONDS },
    pages: { signIn: signInPage(from), error: "/sign-in" },
    cookies: {
      sessionToken: { name: names.session, options: cookie },
      csrfToken: { name: names.csrf, options: cookie },
      callbackUrl: { name: names.callbackUrl, options: cookie },
    },
    providers: [
      credentials({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        authorize: async (given, request) => {
          const fields = Fields.safeParse(given);
          if (!fields.success) throw new Error("wrong-credentials" satisfies SignInError);
          const headers = new Headers(request.headers);
          const origin = originOf(headers, requestIdOf(headers));
          const { email, password } = fields.data;
          const device = await knownDevice(email);
          const signIn = await stores.members
            .authenticate(email, password, origin, now(), device)
            .catch((error: unknown) => {
              log.error({ err: error, requestId: origin.requestId }, "sign-in failed");
              onFailed(origin.requestId);
              // next-auth writes the message of an error into an address: never one that we did not choose.
              throw new Error("failed" satisfies SignInError);
            });
          if (!signIn.ok) {
            // A disabled member is told the same as somebody who mistyped: the address alone reveals nothing.
            throw new Error((signIn.refusal === "throttled" ? "throttled" : "wrong-credentials") satisfies SignInError);
          }
          const start = { method: "password", userAgent: headers.get("user-agent") ?? "", provedAt: now() } as const;
          const { secret, isPending } = await stores.sessions.start(signIn.value.id, start, origin, now());
          if (!isPending) onSignedIn(signIn.value.email);
          return { id: secret };
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => (user === undefined ? token : { sub: user.id }),
      redirect: ({ url, baseUrl }) => toSafePathOn(baseUrl, url),
    },
    logger: {
      error: (code) => log.error({ event: code }, "next-auth error"),
      warn: (code) => log.debug({ event: code }, "next-auth warning"),
      debug: () => {},
    },
  };
}

/** The session secret inside the cookie; null when it is absent, forged or past its end. */
export async function readSessionSecret(cookie: string | undefined, authSecret: string): Promise<string | null> {
  if (cookie === undefined) return null;
  const token = await decode({ token: cookie, secret: authSecret }).catch(() => null);
  return token?.sub ?? null;
}

type Cookies = { get(name: string): { readonly value: string } | undefined };

/**
 * The token that the sign-in form must post beside the cookie it came with. Null when the cookie is missing or was
 * made with another secret, in which case next-auth has to set a new one first.
 */
export function readCsrfToken(cookies: Cookies, authSecret: string, isSecure: boolean): string | null {
  const [token = "", hash = ""] = cookies.get(cookieNames(isSecure).csrf)?.value.split("|") ?? [];
  const expected = createHash("sha256").update(`${token}${authSecret}`).digest("hex");
  const isOurs = hash.length === expected.length && timingSafeEqual(Buffer.from(hash), Buffer.from(expected));
  return isOurs ? token : null;
}

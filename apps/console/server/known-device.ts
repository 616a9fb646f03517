import "server-only";
import { createHash } from "node:crypto";
import { normalizeEmail } from "@silhouette/core/email";
import { decode, encode } from "next-auth/jwt";
import { signInCookieOptions } from "./sign-in";

/** How long a device stays known after its last sign-in, in seconds: 180 days. A guess. */
const KNOWN_SECONDS = 180 * 24 * 60 * 60;

/** Keeps this cookie from being taken for a session's, and the other way round. */
const SALT = "known device";

export const deviceCookieName = (isSecure: boolean): string =>
  isSecure ? "__Host-silhouette-device" : "silhouette-device";

/**
 * The cookie that tells, at the next sign-in, that this device has signed in to the account before (OWASP's device
 * cookies). It opens nothing: attempts with it are merely counted apart from those of strangers.
 */
export async function makeDeviceCookie(email: string, authSecret: string, isSecure: boolean) {
  const value = await encode({
    token: { sub: hashOf(email) },
    secret: authSecret,
    salt: SALT,
    maxAge: KNOWN_SECONDS,
  });
  const options = { ...signInCookieOptions(isSecure), maxAge: KNOWN_SECONDS };
  return { name: deviceCookieName(isSecure), value, options };
}

/** The device's id; null when the cookie is absent, forged, past its end, or made for another account. */
export async function readKnownDevice(
  cookie: string | undefined,
  email: string,
  authSecret: string,
): Promise<string | null> {
  if (cookie === undefined) return null;
  const device = await decode({ token: cookie, secret: authSecret, salt: SALT }).catch(() => null);
  return device?.sub === hashOf(email) && typeof device.jti === "string" ? device.jti : null;
}

/** What was typed as an address may be anything, and the cookie has a limit. */
const hashOf = (email: string): string => createHash("sha256").update(normalizeEmail(email)).digest("base64url");

import "server-only";
import { deriveKey } from "@silhouette/core/derived-key";
import { jwtVerify, SignJWT } from "jose";

/** Life of an admin access token in seconds: a day less a second, as callers of the original see it. */
export const adminAccessTokenSeconds = 86_399;

const AUDIENCE = "silhouette:admin-api";

/** Access tokens of the admin API. They name a credential and carry no rights: its row is read on every call. */
export type AdminAccessTokens = {
  issue(credentialId: string, now: Date): Promise<string>;
  /** The id of the credential; null when the text is not a live token of ours. */
  verify(text: string, now: Date): Promise<string | null>;
};

/** Signs with a key of its own, derived from the installation's secret, so that no other use of it can forge one. */
export function createAdminAccessTokens(authSecret: string): AdminAccessTokens {
  const key = deriveKey(authSecret, "admin access token");
  return {
    issue: (credentialId, now) => {
      const issuedAt = Math.floor(now.getTime() / 1000);
      return new SignJWT()
        .setProtectedHeader({ alg: "HS256", typ: "at+jwt" })
        .setSubject(credentialId)
        .setAudience(AUDIENCE)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + adminAccessTokenSeconds)
        .sign(key);
    },
    verify: async (text, now) => {
      try {
        const { payload } = await jwtVerify(text, key, {
          algorithms: ["HS256"],
          typ: "at+jwt",
          audience: AUDIENCE,
          requiredClaims: ["sub", "exp"],
          currentDate: now,
        });
        return payload.sub ?? null;
      } catch {
        // jose reports every refusal by throwing; to the caller they are all one.
        return null;
      }
    },
  };
}

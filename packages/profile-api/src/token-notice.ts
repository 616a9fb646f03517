import type { TokenRecord } from "@silhouette/core/token";

/** Milliseconds before its end from which a token's callers are told of it: with the first notice to people. */
const NOTICE_MILLIS = 30 * 24 * 60 * 60 * 1000;

/**
 * Tells the caller, who alone knows where the token stands, that it must soon be exchanged: `Silhouette-Token-Expires`
 * in its last 30 days, and `Silhouette-Token-Replaced-Until` once it was replaced and works on for a while (U-25). Both
 * are moments, as in `Expires` (RFC 9110, section 5.6.7).
 */
export function noteTokenEnd(
  headers: Record<string, string>,
  { expiresAt, revokedAt, graceEndsAt }: TokenRecord,
  now: Date,
): void {
  if (expiresAt.getTime() - now.getTime() <= NOTICE_MILLIS) {
    headers["Silhouette-Token-Expires"] = expiresAt.toUTCString();
  }
  if (revokedAt !== null && graceEndsAt !== null) {
    const end = graceEndsAt < expiresAt ? graceEndsAt : expiresAt;
    headers["Silhouette-Token-Replaced-Until"] = end.toUTCString();
  }
}

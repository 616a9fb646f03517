import { hkdfSync } from "node:crypto";

/** What keys are derived for. A key of one purpose can neither open nor forge what belongs to another. */
export type KeyPurpose = "admin access token" | "second factor" | "idempotent reply" | "webhook secret";

/**
 * A 256-bit key from the installation's secret (HKDF-SHA-256, RFC 5869), the same on every node that is given the same
 * `AUTH_SECRET`. What was sealed under it is lost with that secret.
 */
export const deriveKey = (authSecret: string, purpose: KeyPurpose): Uint8Array =>
  new Uint8Array(hkdfSync("sha256", authSecret, "", `silhouette ${purpose}`, 32));

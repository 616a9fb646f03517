import type { TotpEnrolment } from "@silhouette/core/second-factor";
import { generateSecret, generateURI, verifySync } from "otplib";

/** What authenticator apps take for granted, whatever else their address could say: SHA-1, 6 digits, 30 seconds (RFC 6238). */
const STEP_SECONDS = 30;
const CODE = /^\d{6}$/;

/** The issuer that authenticator apps show above the code. */
const ISSUER = "Silhouette";

/** A new secret of 160 random bits, in base32. */
export const createTotpSecret = (): string => generateSecret();

/** The secret with the address that a QR code holds; `label` tells the accounts in an app apart. */
export const toEnrolment = (secret: string, label: string): TotpEnrolment => ({
  secret,
  uri: generateURI({ issuer: ISSUER, label, secret }),
});

/**
 * The time step that a code belongs to, at most one before or after the present one, as RFC 6238 allows for clocks that
 * differ and slow fingers. Null for a wrong code, and for one of a step that was taken already (`lastStep`): no code
 * works twice. Blanks in the code are ignored, since apps show them.
 */
export function matchTotpStep(secret: string, code: string, lastStep: number | null, now: Date): number | null {
  const token = code.replaceAll(/\s/g, "");
  if (!CODE.test(token)) return null;
  const epoch = Math.floor(now.getTime() / 1000);
  const matched = verifySync({ secret, token, epoch, epochTolerance: STEP_SECONDS });
  if (!matched.valid || !("timeStep" in matched)) return null;
  return lastStep !== null && matched.timeStep <= lastStep ? null : matched.timeStep;
}

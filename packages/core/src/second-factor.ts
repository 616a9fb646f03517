import type { AuditOrigin } from "./audit.ts";
import type { SessionId, UserId } from "./ids.ts";
import type { Actor } from "./permission.ts";
import type { Result } from "./result.ts";

/** How a member signs in with a password: alone, with an authenticator that waits to be confirmed, or with one. */
export type SecondFactorStatus = "off" | "pending" | "on";

/** How a member signs in. Tells nothing secret. */
export type SignInFactors = {
  readonly hasPassword: boolean;
  readonly secondFactor: SecondFactorStatus;
  /** Recovery codes that are not used yet. */
  readonly recoveryCodesLeft: number;
  /** Whether the OIDC provider knows the member. */
  readonly hasIdentity: boolean;
};

/** What an authenticator has to be given: the secret in base32, and the address that a QR code holds. */
export type TotpEnrolment = { readonly secret: string; readonly uri: string };

/**
 * A member's second factor: codes of RFC 6238, each of which works once, and recovery codes. The secret is stored
 * sealed under a key from outside the database. Every change leaves an audit event in the same transaction.
 */
export interface SecondFactorStore {
  read(userId: UserId): Promise<SignInFactors>;
  /**
   * Makes a secret that counts for nothing before it is confirmed, in place of an earlier such one. Refuses
   * `no-password`: who signs in at the OIDC provider alone is asked for a second factor there.
   */
  begin(userId: UserId): Promise<Result<null, "already-on" | "no-password">>;
  /** The secret that waits to be confirmed; null when none does. */
  readPending(userId: UserId): Promise<TotpEnrolment | null>;
  /**
   * Turns the second factor on, when the code is right, and gives the recovery codes: the one time that they are shown.
   * Ends the sessions that a password alone has opened, but for `current`, in which the code was shown.
   */
  confirm(
    userId: UserId,
    code: string,
    current: SessionId | null,
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<readonly string[], "wrong-code" | "not-begun" | "throttled">>;
  /** Ends the earlier recovery codes. */
  renewRecoveryCodes(userId: UserId, origin: AuditOrigin, now: Date): Promise<Result<readonly string[], "off">>;
  /**
   * Turns the second factor off. The password is asked for, since it must be long enough to stand alone again: a
   * shorter one is refused with `password-too-short` and has to be changed first.
   */
  turnOff(
    userId: UserId,
    password: string,
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<null, "off" | "wrong-password" | "password-too-short" | "throttled">>;
  /**
   * For an administrator, when somebody has lost authenticator and recovery codes. It ends every session and forgets
   * the password too, which may be too short to stand alone: the person needs a password-reset link afterwards.
   * `beyond-reach` unless the actor may give every role of the account (`mayManageAccount`); `oneself`: one's own is
   * turned off, not reset, or the last Sysadmin could end up without a way in. `last-sysadmin`: the same by two who
   * reset each other at once; a program, which can make the link afterwards, is not stopped.
   */
  reset(
    userId: UserId,
    by: Actor,
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<null, "off" | "unknown-member" | "beyond-reach" | "oneself" | "last-sysadmin">>;
}

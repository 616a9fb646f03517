import type { AuditEvent, AuditOrigin } from "./audit.ts";
import type { Member } from "./control-plane.ts";
import type { SessionId, UserId } from "./ids.ts";
import type { Result } from "./result.ts";

/** A session ends this long after its start, in seconds, however busy it is: 12 h. Source: NIST SP 800-63B-4, section 2.2.3 (at most 24 h). */
export const SESSION_LIFETIME_SECONDS = 12 * 60 * 60;

/** A session ends this long after its last request, in seconds: 1 h. Source: NIST SP 800-63B-4, section 2.2.3. */
export const SESSION_IDLE_SECONDS = 60 * 60;

/** The last request is noted at most this often, in seconds, so that reading pages does not write rows. The idle limit may be short by as much. */
export const SESSION_TOUCH_SECONDS = 60;

/** A sign-in that waits for its second factor ends after this long, in seconds: 10 min. A guess at how long a phone is looked for. */
export const PENDING_SESSION_SECONDS = 10 * 60;

/**
 * Tokens and sign-in settings change only this long after the person proved who they are, in seconds: 15 min. Source:
 * NIST SP 800-63B-4 asks for reauthentication before sensitive acts; the length is a guess.
 */
export const RECENT_SIGN_IN_SECONDS = 15 * 60;

/** How somebody signed in: by password alone, by password and second factor, or at the OIDC provider. */
export const SESSION_METHODS = ["password", "second-factor", "oidc"] as const;
export type SessionMethod = (typeof SESSION_METHODS)[number];

/** A running sign-in. `expiresAt` is its end however busy it is; an idle one ends sooner. */
export type Session = {
  readonly id: SessionId;
  readonly member: Member;
  readonly expiresAt: Date;
  readonly method: SessionMethod;
  /** When the person last proved who they are; null when that is not known, as after a silent sign-in by OIDC. */
  readonly provedAt: Date | null;
};

/** A session as its member may see it. */
export type SessionSummary = {
  readonly id: SessionId;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  /** The browser's name for itself, as it was at the sign-in. */
  readonly userAgent: string;
  readonly address: string;
  readonly method: SessionMethod;
};

/** The times that decide whether a session lives. */
export type SessionTimes = {
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
};

/** When a session that starts now ends at the latest. */
export const sessionEnd = (now: Date): Date => new Date(now.getTime() + SESSION_LIFETIME_SECONDS * 1000);

/** Whether a session is neither ended, nor past its end, nor idle for too long. */
export function isSessionLive({ lastSeenAt, expiresAt, revokedAt }: SessionTimes, now: Date): boolean {
  return revokedAt === null && now < expiresAt && secondsSince(lastSeenAt, now) < SESSION_IDLE_SECONDS;
}

/** Whether this request is worth noting as the last one. */
export const isTouchDue = ({ lastSeenAt }: SessionTimes, now: Date): boolean =>
  secondsSince(lastSeenAt, now) >= SESSION_TOUCH_SECONDS;

/** Whether somebody has proved who they are recently enough to change tokens and sign-in settings. */
export const isRecentlyProved = (provedAt: Date | null, now: Date): boolean =>
  provedAt !== null && secondsSince(provedAt, now) < RECENT_SIGN_IN_SECONDS;

/** When a sign-in that waits for its second factor ends. */
export const pendingSessionEnd = (now: Date): Date => new Date(now.getTime() + PENDING_SESSION_SECONDS * 1000);

const secondsSince = (past: Date, now: Date): number => (now.getTime() - past.getTime()) / 1000;

/** How a session begins. */
export type SessionStart = {
  readonly method: "password" | "oidc";
  readonly userAgent: string;
  /** When the person proved who they are; now for a password, what the provider says (or null) for OIDC. */
  readonly provedAt: Date | null;
};

/** What a person proves anew who they are with. `code`: of the second factor, or a recovery code; null without one. */
export type Proof = { readonly password: string; readonly code: string | null };

export interface SessionStore {
  /**
   * Starts a session and returns the opaque secret that names it; only its hash is stored. After a password the
   * session of who has a second factor is pending: it opens nothing before `completePending`.
   */
  start(
    userId: UserId,
    start: SessionStart,
    origin: AuditOrigin,
    now: Date,
  ): Promise<{ readonly secret: string; readonly isPending: boolean }>;
  /** Null when unknown, pending, ended, expired, idle for too long, or its user was disabled. */
  find(secret: string, now: Date): Promise<Session | null>;
  /** Whose sign-in waits for its second factor; null when it does not, or no longer. */
  findPending(secret: string, now: Date): Promise<{ readonly email: string } | null>;
  /**
   * Takes a code of the second factor, or a recovery code, and makes the session a full one under a new secret: the
   * old one names nothing any more. Attempts are counted before they are tried.
   */
  completePending(
    secret: string,
    code: string,
    knownDevice: string | null,
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<string, "wrong-code" | "throttled" | "expired">>;
  /** Notes that the person has just proved who they are. A member with a second factor gives its code as well. */
  prove(
    session: Session,
    proof: Proof,
    knownDevice: string | null,
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<null, "wrong-credentials" | "wrong-code" | "throttled">>;
  /** The same after a sign-in at the OIDC provider, which says when it took place. */
  proveElsewhere(session: Session, provedAt: Date, origin: AuditOrigin, now: Date): Promise<void>;
  /** Live sessions of a member, the one used last first. */
  list(userId: UserId, now: Date): Promise<readonly SessionSummary[]>;
  /** Safe to repeat; does nothing for an unknown session. */
  end(secret: string, origin: AuditOrigin, now: Date): Promise<void>;
  /** Ends one of a member's sessions by its id. Does nothing for somebody else's. */
  endOwn(userId: UserId, sessionId: string, origin: AuditOrigin, now: Date): Promise<void>;
  /** Ends every session of a member but one. Returns how many ended. */
  endOthers(
    userId: UserId,
    exceptId: SessionId | null,
    by: AuditEvent["actor"],
    origin: AuditOrigin,
    now: Date,
  ): Promise<number>;
}

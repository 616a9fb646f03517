import type { AuditOrigin } from "./audit.ts";
import type { Member } from "./control-plane.ts";
import type { UserId } from "./ids.ts";
import type { AcceptedPassword, PasswordFactors } from "./password.ts";
import type { Actor } from "./permission.ts";
import type { Preferences } from "./preferences.ts";
import type { Result } from "./result.ts";

/** What a link is good for: joining after an invitation, or choosing a new password. */
export const USER_LINK_KINDS = ["invitation", "password-reset"] as const;
export type UserLinkKind = (typeof USER_LINK_KINDS)[number];

/**
 * Life of a link, in seconds. An invitation may wait for somebody's holiday to end: 7 days, a guess. A reset is asked
 * for by who waits for it: 1 hour, as OWASP's Forgot Password Cheat Sheet wants it short.
 */
export const USER_LINK_LIFETIME_SECONDS: Readonly<Record<UserLinkKind, number>> = {
  invitation: 7 * 24 * 60 * 60,
  "password-reset": 60 * 60,
};

/** The pages that take the codes. The code follows as fragment, which browsers send to nobody: no log can hold it. */
const PAGES: Readonly<Record<UserLinkKind, string>> = {
  invitation: "/invitation",
  "password-reset": "/password-reset",
};

/** The address to give to the person. `consoleUrl` is without a slash at the end. */
export const toLinkUrl = (consoleUrl: string, kind: UserLinkKind, code: string): string =>
  `${consoleUrl}${PAGES[kind]}#${code}`;

/** When a link that is made now ends. */
export const linkEnd = (kind: UserLinkKind, now: Date): Date =>
  new Date(now.getTime() + USER_LINK_LIFETIME_SECONDS[kind] * 1000);

/** What decides whether a link still works. */
export type LinkTimes = {
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
  readonly revokedAt: Date | null;
};

/** Whether a link was neither used nor revoked, nor is past its end. */
export const isLinkOpen = ({ expiresAt, usedAt, revokedAt }: LinkTimes, now: Date): boolean =>
  usedAt === null && revokedAt === null && now < expiresAt;

/** A new link. The code is stored as its hash alone and cannot be shown again. */
export type IssuedLink = {
  readonly kind: UserLinkKind;
  readonly code: string;
  readonly expiresAt: Date;
  /** For whom: the address the link may be sent to, and what decides the language of the mail. */
  readonly recipient: {
    readonly email: string;
    readonly name: string;
    readonly preferences: Pick<Preferences, "locale" | "timeZone">;
  };
};

/** A link that somebody holds the code of, before it is used. */
export type OpenLink = {
  readonly email: string;
  readonly name: string;
  /** Decides how long the new password must be. */
  readonly factors: PasswordFactors;
  readonly expiresAt: Date;
};

/** `not-invited`: has joined already, so there is nothing to accept. `not-joined`: needs an invitation, not a reset. */
export type UserLinkRefusal = "unknown-member" | "disabled" | "not-invited" | "not-joined" | "beyond-reach";

export interface UserLinkStore {
  /**
   * Makes a link for a member and ends the earlier ones of its kind. Whoever has a link can become that member, so it
   * is refused (`beyond-reach`) unless the actor may give every role of the account (`mayManageAccount`).
   */
  create(
    kind: UserLinkKind,
    userId: UserId,
    by: Actor,
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<IssuedLink, UserLinkRefusal>>;
  /**
   * Makes a reset link for whoever has this e-mail address and signs in by password; null for everybody else, which
   * no reply may tell from the former. Counted by account and by address: null over a limit too.
   */
  createForgotten(email: string, origin: AuditOrigin, now: Date): Promise<IssuedLink | null>;
  /** Null when unknown, used, revoked, expired, of another kind, or its member is disabled: all are one answer. */
  find(kind: UserLinkKind, code: string, now: Date): Promise<OpenLink | null>;
  /** Uses the link up, sets name and password and joins the member, as one: of two at once, one is refused. */
  acceptInvitation(
    code: string,
    answer: { readonly name: string; readonly password: AcceptedPassword },
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<Member, "invalid-link">>;
  /** Uses the link up, sets the password and ends every session of the member, as one. The second factor stays. */
  resetPassword(
    code: string,
    password: AcceptedPassword,
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<Member, "invalid-link">>;
}

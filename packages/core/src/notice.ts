import type { AuditOrigin } from "./audit.ts";
import type { ClientId } from "./ids.ts";
import type { Actor } from "./permission.ts";
import type { Result } from "./result.ts";
import type { SettingStamp } from "./setting-stamps.ts";
import type { TokenRecord } from "./token.ts";

const DAY_MILLIS = 24 * 60 * 60 * 1000;

/** How many days before a token expires people are told, the most urgent last. */
export const NOTICE_DAYS = [30, 14, 7, 1] as const;

/**
 * Waits between the attempts to send a notice, in seconds: eight attempts in about a day (23.6 h), after which it is
 * given up. The shape follows the Standard Webhooks recommendation (quick ones first, then hours apart).
 */
const RETRY_SECONDS = [60, 300, 1800, 7200, 14_400, 28_800, 32_400] as const;

/**
 * Which notice is to be given of a token now, in days before its end; null: none. Of several that were missed only the
 * most urgent is said, each at most once. A token that is made for 30 days or less is not announced at birth: a notice
 * needs a life longer than itself. Replaced and revoked tokens end as somebody wanted.
 * @param saidDays the notices that were given of it before.
 */
export function dueNotice(
  token: Pick<TokenRecord, "createdAt" | "expiresAt" | "revokedAt">,
  saidDays: readonly number[],
  now: Date,
): number | null {
  if (token.revokedAt !== null || token.expiresAt <= now) return null;
  const isReached = (days: number) => token.expiresAt.getTime() - days * DAY_MILLIS <= now.getTime();
  const isWithinLife = (days: number) => token.expiresAt.getTime() - days * DAY_MILLIS > token.createdAt.getTime();
  const days = NOTICE_DAYS.findLast((candidate) => isReached(candidate) && isWithinLife(candidate));
  return days === undefined || saidDays.some((said) => said <= days) ? null : days;
}

/** When to try again after so many attempts, the last of which failed; null: not any more. */
export function nextAttempt(attempts: number, now: Date): Date | null {
  const seconds = RETRY_SECONDS[attempts - 1];
  return seconds === undefined ? null : new Date(now.getTime() + seconds * 1000);
}

/** What a notice says of its token. */
export type NoticeToken = {
  readonly id: string;
  readonly publicId: string;
  /** Null for the account's own token. */
  readonly name: string | null;
  readonly expiresAt: Date;
};

/** A notice as the console shows it. */
export type Notice = {
  readonly id: string;
  readonly token: NoticeToken;
  readonly daysBefore: number;
  readonly createdAt: Date;
  /** Null while it has not gone out to everybody, or where nobody is to be told this way. */
  readonly mailedAt: Date | null;
  readonly postedAt: Date | null;
  /** Why the last attempt to send it failed; without addresses and secrets. */
  readonly lastError: string | null;
  /** When it is sent again; null when nothing is left to send, or it was given up. */
  readonly dueAt: Date | null;
  readonly dismissedAt: Date | null;
  readonly dismissedBy: string | null;
  /** Still to be heeded: not dismissed, and its token neither replaced, revoked nor expired. */
  readonly isOpen: boolean;
};

/** Whether notices are posted, and whether there is a secret to sign them with. */
export type WebhookState = {
  readonly url: string | null;
  readonly hasSecret: boolean;
  /** Who made the secret, and when; null without one, and of one that was made before this was noted. */
  readonly secretMade: SettingStamp | null;
};

/** Notices for the people of a client. */
export interface NoticeStore {
  /** Newest first; `before` is the id of the last one seen, and an unknown one finds nothing. */
  list(
    clientId: ClientId,
    filter: { readonly isOpen: boolean },
    page: { readonly before: string | null; readonly limit: number },
    now: Date,
  ): Promise<readonly Notice[]>;
  /** Safe to repeat: who dismissed it first stays. */
  dismiss(actor: Actor, id: string, origin: AuditOrigin, now: Date): Promise<Result<Notice, "not-found">>;
  readWebhookState(clientId: ClientId): Promise<WebhookState>;
  /**
   * Notices are signed with the new secret from the next one on. `onlyFirst` for who has not confirmed that a secret may
   * be replaced: fails with `exists`, and changes nothing, where there is one.
   */
  replaceWebhookSecret(
    actor: Actor,
    secret: string,
    origin: AuditOrigin,
    now: Date,
    options?: { readonly onlyFirst?: boolean },
  ): Promise<Result<null, "exists">>;
}

/** A notice that a worker has taken on to send. */
export type NoticeToSend = {
  readonly id: string;
  readonly clientId: ClientId;
  readonly clientCode: string;
  readonly token: NoticeToken;
  readonly daysBefore: number;
  readonly createdAt: Date;
  /** Attempts with the one that begins now. */
  readonly attempts: number;
  readonly isMailed: boolean;
  /** Ids of the members whose mail has gone out already. */
  readonly mailedTo: readonly string[];
  readonly isPosted: boolean;
  readonly webhookUrl: string | null;
  readonly sealedWebhookSecret: Uint8Array | null;
};

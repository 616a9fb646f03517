import type { Notice } from "@silhouette/core/notice";

/** What has come of posting one notice to the webhook so far. */
export type WebhookDelivery = {
  readonly id: string;
  /** Null for the account's own token. */
  readonly tokenName: string | null;
  readonly daysBefore: number;
  readonly createdAt: Date;
  readonly outcome:
    | { readonly kind: "posted"; readonly at: Date }
    /** `nextAt` null: it was given up. `error` null: nothing is known, or the reader may not know it. */
    | { readonly kind: "failed"; readonly nextAt: Date | null; readonly error: string | null }
    | { readonly kind: "waiting" };
};

/** The notices that were posted or are to be, newest first; those that were mailed alone are left out. */
export const toDeliveries = (
  notices: readonly Notice[],
  { hasUrl, mayReadErrors }: { readonly hasUrl: boolean; readonly mayReadErrors: boolean },
): readonly WebhookDelivery[] =>
  notices.flatMap((notice) => {
    const outcome = toOutcome(notice, hasUrl);
    if (outcome === null) return [];
    const { id, token, daysBefore, createdAt } = notice;
    const shown = outcome.kind === "failed" && !mayReadErrors ? { ...outcome, error: null } : outcome;
    return [{ id, tokenName: token.name, daysBefore, createdAt, outcome: shown }];
  });

function toOutcome({ postedAt, lastError, dueAt }: Notice, hasUrl: boolean): WebhookDelivery["outcome"] | null {
  if (postedAt !== null) return { kind: "posted", at: postedAt };
  const error = faultOfPost(lastError);
  if (error !== null) return { kind: "failed", nextAt: dueAt, error };
  return hasUrl && dueAt !== null ? { kind: "waiting" } : null;
}

/** Workers write what was wrong with the mail before what was wrong with the post, each under its name. */
const faultOfPost = (lastError: string | null): string | null =>
  /(?:^|; )webhook: (.*)$/s.exec(lastError ?? "")?.[1] ?? null;

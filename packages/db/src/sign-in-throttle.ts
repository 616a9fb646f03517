import { createHash } from "node:crypto";
import { type AttemptLimit, SIGN_IN_WINDOW_SECONDS, type ThrottleKind } from "@silhouette/core/sign-in";
import type { Database } from "./prisma-client.ts";

/** A limit on failures: what they are counted by, and how many a window allows. */
export type ThrottleLimit = { readonly key: string; readonly failuresMax: number };

/** `closing` is the attempt that goes over a limit first in its window: it is logged, those after it are not. */
export type ThrottleVerdict = "open" | "closing" | "closed";

/** Names a counter. The subject is hashed: people type passwords into the wrong field, and any length must fit. */
export const throttleKey = (kind: ThrottleKind, subject: string): string =>
  `${kind}:${createHash("sha256").update(subject).digest("base64url")}`;

/** A rule's limit with the counter that it is kept by. */
export const toThrottleLimit = ({ kind, subject, failuresMax }: AttemptLimit): ThrottleLimit => ({
  key: throttleKey(kind, subject),
  failuresMax,
});

/**
 * Counts an attempt against every limit before it is tried, so that a hundred attempts at once do not all slip under.
 * A success takes its attempt back (`forgive`), so in the end failures alone are counted. The window begins with its
 * first attempt and does not move. One statement; rows are locked in the order of their keys, so callers never
 * deadlock. Counters stop just above the limit: they cannot overflow.
 */
export async function countAttempt(
  prisma: Database,
  limits: readonly ThrottleLimit[],
  now: Date,
): Promise<ThrottleVerdict> {
  const end = new Date(now.getTime() + SIGN_IN_WINDOW_SECONDS * 1000);
  const sorted = [...limits].sort((one, other) => (one.key < other.key ? -1 : 1));
  const counted = await prisma.$queryRaw<{ key: string; points: number }[]>`
    INSERT INTO sign_in_throttle AS stored (key, points, expires_at)
    SELECT key, 1, ${end}::timestamptz FROM unnest(${sorted.map(({ key }) => key)}::text[]) AS attempt (key)
    ON CONFLICT (key) DO UPDATE SET
      points = CASE WHEN stored.expires_at <= ${now}::timestamptz THEN 1 ELSE least(stored.points + 1, 1000) END,
      expires_at = CASE WHEN stored.expires_at <= ${now}::timestamptz THEN excluded.expires_at ELSE stored.expires_at END
    RETURNING key, points`;
  const points = new Map(counted.map((row) => [row.key, row.points]));
  const excess = Math.max(...limits.map(({ key, failuresMax }) => (points.get(key) ?? 0) - failuresMax));
  if (excess <= 0) return "open";
  return excess === 1 ? "closing" : "closed";
}

/** Takes a successful attempt back: the account's own counter begins anew, those it shares lose the one attempt. */
export async function forgive(
  prisma: Database,
  accountKey: string | null,
  ...sharedKeys: readonly string[]
): Promise<void> {
  await prisma.signInThrottle.updateMany({
    where: { key: { in: [...sharedKeys] }, points: { gt: 0 } },
    data: { points: { decrement: 1 } },
  });
  if (accountKey !== null) await prisma.signInThrottle.deleteMany({ where: { key: accountKey } });
}

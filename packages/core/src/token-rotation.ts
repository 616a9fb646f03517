import { type Result, refuse, succeed } from "./result.ts";
import { lifetimeEnd } from "./token-issue.ts";
import { isInOverlap, isLive, type TokenLife } from "./token-state.ts";

/** How long a replaced token may work on, in seconds, by the word that people and programs choose it with. */
export const OVERLAPS = { none: 0, "1h": 3600, "24h": 86_400, "7d": 604_800 } as const;
export type Overlap = keyof typeof OVERLAPS;
export const OVERLAP_NAMES = Object.keys(OVERLAPS) as [Overlap, ...Overlap[]];

/** What a rule writes over a token's life. Whoever does it is written beside it; null where nobody ended it. */
export type LifeChange = Pick<TokenLife, "revokedAt" | "graceEndsAt" | "revokedFor">;

export type RotationRefusal =
  /** The token to rotate, or the one that a rotation has made, has ended itself. */
  | "not-live"
  /** No replaced token works on: there is nothing to finish, and nothing to go back to. */
  | "no-overlap";

/** Until when a token that is replaced now works on; null: not at all. Never longer than its own life. */
export function overlapEnd({ expiresAt }: Pick<TokenLife, "expiresAt">, seconds: number, now: Date): Date | null {
  const end = new Date(Math.min(expiresAt.getTime(), now.getTime() + seconds * 1000));
  return end > now ? end : null;
}

/** What a rotation does to the token that it replaces. */
export function replace(
  token: TokenLife,
  overlapSeconds: number,
  now: Date,
): Result<LifeChange & { readonly revokedFor: "replaced" }, "not-live"> {
  if (!isLive(token, now)) return refuse("not-live");
  return succeed({ revokedAt: now, graceEndsAt: overlapEnd(token, overlapSeconds, now), revokedFor: "replaced" });
}

/** Ends a replaced token before its overlap does. */
export function finish(replaced: TokenLife, now: Date): Result<LifeChange, "no-overlap"> {
  if (!isInOverlap(replaced, now)) return refuse("no-overlap");
  return succeed({ revokedAt: now, graceEndsAt: null, revokedFor: "finished" });
}

/**
 * Takes a rotation back while the replaced token still works: it is live again until its own expiry, and the new one is
 * dead. Undoing ends a token, so it is refused where the new one has ended already: nothing would be left of the choice.
 */
export function undo(
  current: TokenLife,
  replaced: TokenLife | null,
  now: Date,
): Result<{ readonly current: LifeChange; readonly replaced: LifeChange }, RotationRefusal> {
  if (!isLive(current, now)) return refuse("not-live");
  if (replaced === null || !isInOverlap(replaced, now)) return refuse("no-overlap");
  return succeed({
    current: { revokedAt: now, graceEndsAt: null, revokedFor: "undone" },
    replaced: { revokedAt: null, graceEndsAt: null, revokedFor: null },
  });
}

/** Withdraws a token that still opens something. */
export function revoke(token: TokenLife, reason: "revoked" | "leaked", now: Date): Result<LifeChange, "not-live"> {
  if (!isLive(token, now) && !isInOverlap(token, now)) return refuse("not-live");
  return succeed({ revokedAt: now, graceEndsAt: null, revokedFor: reason });
}

/**
 * When the successor of a named token ends: it gets the whole life that the token had been given, as far as the account
 * still allows it.
 */
export function successorEnd(
  { createdAt, expiresAt }: { readonly createdAt: Date; readonly expiresAt: Date },
  maximumDays: number,
  now: Date,
): Date {
  const same = now.getTime() + expiresAt.getTime() - createdAt.getTime();
  return new Date(Math.min(same, lifetimeEnd(maximumDays, now).getTime()));
}

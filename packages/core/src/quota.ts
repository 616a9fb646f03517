import type { ClientId } from "./ids.ts";

/**
 * What calls count against: `calls` are those of the admin API, submissions of batches and status calls together,
 * `updates` single updates, `fetches` fetches. Source: U-31.
 */
export type QuotaKind = "calls" | "updates" | "fetches";

export type Quota = {
  readonly callsMax: number;
  /** Seconds of one window. Windows begin at multiples of it, on every node at the same moment. */
  readonly windowSeconds: number;
  /** Windows that count together, the current one among them. */
  readonly windows: number;
  /** What a call over the quota is answered with. */
  readonly status: 429 | 503;
};

const MILLION_A_DAY: Quota = { callsMax: 1_000_000, windowSeconds: 3600, windows: 24, status: 429 };

/**
 * 50 calls in each minute of the clock, and a million in 24 windows of an hour. A call is forgotten with its window:
 * at the latest after the quota's whole time, and at the earliest one window before. So a caller who keeps to the
 * documented numbers is never refused, whenever it begins.
 */
export const QUOTAS: Readonly<Record<QuotaKind, Quota>> = {
  calls: { callsMax: 50, windowSeconds: 60, windows: 1, status: 503 },
  updates: MILLION_A_DAY,
  fetches: MILLION_A_DAY,
};

/** The words of a refusal, on every surface (U-28). */
export const QUOTA_MESSAGE = "Too many requests";

export type QuotaVerdict =
  | { readonly ok: true }
  /** `retryAfterSeconds` is when the next call will work, unless others take its place. At least 1. */
  | { readonly ok: false; readonly retryAfterSeconds: number };

export interface QuotaStore {
  /** Counts a call of the client if its quota has room for it. A refused call is not counted. */
  take(clientId: ClientId, kind: QuotaKind, now: Date): Promise<QuotaVerdict>;
}

/** Calls by the epoch milliseconds at which their window begins. */
export type QuotaCounts = ReadonlyMap<number, number>;

/** Epoch milliseconds at which the window of a moment begins. */
export const quotaWindowStart = ({ windowSeconds }: Quota, now: Date): number => {
  const millis = windowSeconds * 1000;
  return Math.floor(now.getTime() / millis) * millis;
};

/** Windows that begin at this moment or later count now. */
export const oldestQuotaWindow = (quota: Quota, now: Date): number =>
  quotaWindowStart(quota, now) - (quota.windows - 1) * quota.windowSeconds * 1000;

/** Whether one more call fits beside those counted so far. */
export function judgeQuota(quota: Quota, counts: QuotaCounts, now: Date): QuotaVerdict {
  const oldest = oldestQuotaWindow(quota, now);
  let calls = 0;
  for (const [start, counted] of counts) if (start >= oldest) calls += counted;
  if (calls < quota.callsMax) return { ok: true };
  return { ok: false, retryAfterSeconds: secondsUntilRoom(quota, counts, calls, now) };
}

/** Windows are forgotten oldest first, until fewer calls are left than the quota allows. */
function secondsUntilRoom(quota: Quota, counts: QuotaCounts, calls: number, now: Date): number {
  const oldest = oldestQuotaWindow(quota, now);
  const lifeMillis = quota.windows * quota.windowSeconds * 1000;
  let left = calls;
  let forgottenAt = now.getTime();
  for (const [start, counted] of [...counts].sort(([a], [b]) => a - b)) {
    if (start < oldest || left < quota.callsMax) continue;
    left -= counted;
    forgottenAt = start + lifeMillis;
  }
  return Math.max(1, Math.ceil((forgottenAt - now.getTime()) / 1000));
}

import { lifetimeEnd, type TokenExpiry } from "@silhouette/core/token-issue";
import { z } from "zod";
import { MAXIMUM, ON_A_DAY } from "./expiry-choices";

const DAY_MILLIS = 24 * 60 * 60 * 1000;

/** How long a token is wanted to live, as the form says it; the day counts only where it is chosen. */
export const ExpiryInput = z
  .object({
    expiry: z.union([z.literal(ON_A_DAY), z.literal(MAXIMUM), z.coerce.number().int().min(1).max(366)]),
    expiresOn: z.union([z.literal(""), z.iso.date()]).default(""),
  })
  .refine(({ expiry, expiresOn }) => expiry !== ON_A_DAY || expiresOn !== "", { path: ["expiresOn"] });

/**
 * A day is meant with all of it, in UTC. The last day that the account allows ends before its midnight: at the maximum.
 * @param maximumDays the account's longest life, `tokenLifetimeDays`.
 */
export function toExpiry(
  { expiry, expiresOn }: z.infer<typeof ExpiryInput>,
  maximumDays: number,
  now: Date,
): TokenExpiry {
  if (expiry === MAXIMUM) return { kind: "maximum" };
  if (expiry !== ON_A_DAY) return { kind: "days", days: expiry };
  const begin = new Date(`${expiresOn}T00:00:00Z`);
  const end = new Date(begin.getTime() + DAY_MILLIS);
  const maximum = lifetimeEnd(maximumDays, now);
  return begin <= maximum && end > maximum ? { kind: "maximum" } : { kind: "date", at: end };
}

/** The first and the last day that can be chosen, as an input of the browser wants them. */
export const choosableDays = (maximumDays: number, now: Date): { readonly first: string; readonly last: string } => ({
  first: dayOf(now),
  last: dayOf(lifetimeEnd(maximumDays, now)),
});

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

import { z } from "zod";
import { type Result, refuse, succeed } from "./result.ts";
import { TOKEN_SURFACES, type TokenSurface } from "./token.ts";

const DAY_MILLIS = 24 * 60 * 60 * 1000;

/** What people call a token. Unique among the live tokens of its client. */
export const TokenName = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text));

/** What people remember of a token; no secret belongs here, as everybody who may read settings can see it. */
export const TokenNote = z
  .string()
  .trim()
  .max(500)
  .refine((text) => text.isWellFormed() && !text.includes("\0"));

/** The parts of the Profile API that a token opens: at least one, each once, in the order of `TOKEN_SURFACES`. */
export const TokenSurfaces = z
  .array(z.enum(TOKEN_SURFACES))
  .min(1)
  .max(TOKEN_SURFACES.length)
  .transform((given): readonly TokenSurface[] => TOKEN_SURFACES.filter((surface) => given.includes(surface)));

/** A named token to be. `workspaceId` says for whom it is made; profiles belong to the client all the same. */
export type NamedToken = {
  readonly name: string;
  readonly note: string;
  readonly surfaces: readonly TokenSurface[];
  readonly workspaceId: string | null;
};

/** How long a named token is wanted to live: so many days, until a moment, or as long as the account allows. */
export type TokenExpiry =
  | { readonly kind: "days"; readonly days: number }
  | { readonly kind: "date"; readonly at: Date }
  | { readonly kind: "maximum" };

export type TokenExpiryRefusal = "expiry-past" | "expiry-too-late";

/** Lives that people choose from, in days, as far as the account allows them. */
const PRESET_DAYS = [7, 30, 90, 180] as const;

/** The presets below the account's maximum, and the maximum itself as the last one. */
export const expiryPresets = (maximumDays: number): readonly number[] => [
  ...PRESET_DAYS.filter((days) => days < maximumDays),
  maximumDays,
];

/**
 * When a token that is made now ends.
 * @param maximumDays the account's longest life, `tokenLifetimeDays`; a token of exactly that life is allowed.
 */
export function resolveExpiry(expiry: TokenExpiry, maximumDays: number, now: Date): Result<Date, TokenExpiryRefusal> {
  const maximum = lifetimeEnd(maximumDays, now);
  const end = expiry.kind === "maximum" ? maximum : expiry.kind === "days" ? lifetimeEnd(expiry.days, now) : expiry.at;
  if (end <= now) return refuse("expiry-past");
  return end > maximum ? refuse("expiry-too-late") : succeed(end);
}

export const lifetimeEnd = (days: number, now: Date): Date => new Date(now.getTime() + days * DAY_MILLIS);

import type { TokenRecord } from "./token.ts";

/**
 * Why a token ended at `revokedAt`: another took its place (and its overlap ran out, or was finished early), the
 * rotation that made it was undone, somebody withdrew it, or its text was found where it does not belong.
 */
export const REVOCATION_REASONS = ["replaced", "finished", "undone", "revoked", "leaked"] as const;
export type RevocationReason = (typeof REVOCATION_REASONS)[number];

/** What decides about a token's state, and whom people ask about it. */
export type TokenLife = Pick<TokenRecord, "expiresAt" | "revokedAt" | "graceEndsAt"> & {
  readonly revokedBy: string | null;
  readonly revokedFor: RevocationReason | null;
};

/** A token as people see it. `by` is the name of whoever ended it. */
export type TokenState =
  | { readonly kind: "live" }
  | { readonly kind: "in-overlap"; readonly until: Date }
  | { readonly kind: "expired"; readonly at: Date }
  | {
      readonly kind: "revoked";
      readonly at: Date;
      readonly by: string | null;
      readonly reason: RevocationReason;
    };

/** The state at this moment. What had expired before anybody revoked it has expired. */
export function tokenState(token: TokenLife, now: Date): TokenState {
  const { expiresAt, revokedAt, graceEndsAt, revokedBy, revokedFor } = token;
  if (revokedAt === null) return expiresAt > now ? { kind: "live" } : { kind: "expired", at: expiresAt };
  if (expiresAt <= revokedAt) return { kind: "expired", at: expiresAt };
  if (graceEndsAt !== null && graceEndsAt > now) return { kind: "in-overlap", until: graceEndsAt };
  // Rows of the first version name no reason: they were all replaced.
  return { kind: "revoked", at: graceEndsAt ?? revokedAt, by: revokedBy, reason: revokedFor ?? "replaced" };
}

/** Neither replaced nor withdrawn nor expired: the one that callers ought to use. */
export const isLive = (token: TokenLife, now: Date): boolean => tokenState(token, now).kind === "live";

/** Replaced, and still working until its overlap ends. */
export const isInOverlap = (token: TokenLife, now: Date): boolean => tokenState(token, now).kind === "in-overlap";

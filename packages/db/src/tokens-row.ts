import { ClientId } from "@silhouette/core/ids";
import { TOKEN_SCOPES, TOKEN_SURFACES, type TokenScope, type TokenSummary } from "@silhouette/core/token";
import type { TokenDetails } from "@silhouette/core/token-administration";
import { REVOCATION_REASONS, type RevocationReason } from "@silhouette/core/token-state";
import { z } from "zod";

/** What makes a `TokenSummary`. */
export const TOKEN = {
  id: true,
  clientId: true,
  publicId: true,
  scope: true,
  createdAt: true,
  createdBy: true,
  expiresAt: true,
  revokedAt: true,
  graceEndsAt: true,
  name: true,
  surfaces: true,
} as const;

/** What makes `TokenDetails`. */
export const TOKEN_DETAILS = {
  ...TOKEN,
  note: true,
  workspaceId: true,
  replacesId: true,
  revokedBy: true,
  revokedFor: true,
  lastUsedAt: true,
  lastUsedAddress: true,
  lastUsedAgent: true,
  lastUsedSurface: true,
} as const;

const Scope: z.ZodType<TokenScope> = z.enum(TOKEN_SCOPES);
const Surfaces: z.ZodType<TokenSummary["surfaces"]> = z.array(z.enum(TOKEN_SURFACES));
const Reason: z.ZodType<RevocationReason | null> = z.enum(REVOCATION_REASONS).nullable();

export type TokenRow = Omit<TokenSummary, "clientId" | "scope" | "surfaces"> & {
  readonly clientId: string;
  readonly scope: string;
  readonly surfaces: readonly string[];
};

export type TokenDetailsRow = TokenRow &
  Pick<TokenDetails, "note" | "workspaceId" | "replacesId" | "revokedBy"> & {
    readonly revokedFor: string | null;
    readonly lastUsedAt: Date | null;
    readonly lastUsedAddress: string | null;
    readonly lastUsedAgent: string | null;
    readonly lastUsedSurface: string | null;
  };

export const toTokenSummary = (row: TokenRow): TokenSummary => ({
  ...row,
  clientId: ClientId.parse(row.clientId),
  scope: Scope.parse(row.scope),
  surfaces: Surfaces.parse(row.surfaces),
});

export function toTokenDetails(row: TokenDetailsRow): TokenDetails {
  const { revokedFor, lastUsedAt, lastUsedAddress, lastUsedAgent, lastUsedSurface, ...own } = row;
  return {
    ...own,
    clientId: ClientId.parse(row.clientId),
    scope: Scope.parse(row.scope),
    surfaces: Surfaces.parse(row.surfaces),
    revokedFor: Reason.parse(revokedFor),
    lastUse:
      lastUsedAt === null
        ? null
        : {
            at: lastUsedAt,
            address: lastUsedAddress ?? "",
            agent: lastUsedAgent ?? "",
            surface: lastUsedSurface ?? "",
          },
  };
}

import "server-only";
import type { AuditOrigin } from "@silhouette/core/audit";
import type { Client } from "@silhouette/core/client";
import type { Actor } from "@silhouette/core/permission";
import { createToken, type TokenScope, type TokenSummary } from "@silhouette/core/token";
import { lifetimeEnd } from "@silhouette/core/token-issue";
import { OVERLAPS, type Overlap } from "@silhouette/core/token-rotation";
import type { Dependencies } from "./dependencies";

/** A token at birth: the only moment at which its text is known. */
export type IssuedToken = { readonly text: string; readonly token: TokenSummary };

/**
 * Makes the account's new token of a scope (`profile_api` unless said), for as long as the client's `tokenLifetimeDays`.
 * The one before it stops working after the overlap; without one, after the client's grace.
 */
export async function issueToken(
  { stores, now, random }: Dependencies,
  client: Client,
  actor: Actor,
  origin: AuditOrigin,
  options: { readonly scope?: TokenScope; readonly overlap?: Overlap | undefined } = {},
): Promise<IssuedToken> {
  const issuedAt = now();
  const made = createToken(random);
  const token = await stores.tokens.issue(
    actor,
    made,
    lifetimeEnd(client.settings.tokenLifetimeDays, issuedAt),
    origin,
    issuedAt,
    {
      scope: options.scope,
      overlapSeconds: options.overlap === undefined ? undefined : OVERLAPS[options.overlap],
    },
  );
  return { text: made.text, token };
}

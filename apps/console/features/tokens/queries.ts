import "server-only";
import type { TokenUse } from "@silhouette/core/call-count";
import type { Client } from "@silhouette/core/client";
import type { Notice } from "@silhouette/core/notice";
import type { TokenCursor, TokenDetails, TokenFilter, TokenOverlap } from "@silhouette/core/token-administration";
import { type TokenState, tokenState } from "@silhouette/core/token-state";
import type { Dependencies } from "@/server/dependencies";

/** A token and what it is at this moment. */
export type StatedToken = { readonly token: TokenDetails; readonly state: TokenState };

/** At most `limit` of the client's tokens after a place: what works first, then what has ended, newest first. */
export async function listTokens(
  { stores, now }: Dependencies,
  client: Client,
  filter: TokenFilter,
  page: { readonly after: TokenCursor | null; readonly limit: number },
): Promise<readonly StatedToken[]> {
  const at = now();
  const tokens = await stores.tokenAdministration.list(client.id, filter, page, at);
  return tokens.map((token) => ({ token, state: tokenState(token, at) }));
}

/** Null for an unknown id and another client's. */
export async function readToken(
  { stores, now }: Dependencies,
  client: Client,
  id: string,
): Promise<StatedToken | null> {
  const token = await stores.tokenAdministration.find(client.id, id);
  return token && { token, state: tokenState(token, now()) };
}

export type TokenUsage = StatedToken & {
  readonly use: TokenUse;
  /** The tokens before it that still work, with who still calls with them. */
  readonly overlaps: readonly TokenOverlap[];
};

/** How a token was used in so many days, today among them, and who still calls with the ones that it has replaced. */
export async function readTokenUsage(
  dependencies: Dependencies,
  client: Client,
  id: string,
  days: number,
): Promise<TokenUsage | null> {
  const { stores, now } = dependencies;
  const stated = await readToken(dependencies, client, id);
  if (stated === null) return null;
  const [use, overlaps] = await Promise.all([
    stores.callCounts.readTokenUse(client.id, id, days, now()),
    stores.tokenAdministration.readOverlaps(client.id, id, now()),
  ]);
  return { ...stated, use, overlaps };
}

/** Newest first. @param filter.isOpen only what still asks for something to be done. */
export const listNotices = (
  { notices, now }: Dependencies,
  client: Client,
  filter: { readonly isOpen: boolean },
  page: { readonly before: string | null; readonly limit: number },
): Promise<readonly Notice[]> => notices.list(client.id, filter, page, now());

import type { TokenDetails } from "@silhouette/core/token-administration";
import { isInOverlap } from "@silhouette/core/token-state";
import type { Transaction } from "./prisma-client.ts";
import { TOKEN_DETAILS, toTokenDetails } from "./tokens-row.ts";

/** Null for an unknown id and another client's alike. */
export async function findToken(database: Transaction, clientId: string, id: string): Promise<TokenDetails | null> {
  const row = await database.profileToken.findUnique({ where: { id, clientId }, select: TOKEN_DETAILS });
  return row && toTokenDetails(row);
}

/** The token that this one took the place of. */
export const findReplaced = async (
  database: Transaction,
  { clientId, replacesId }: TokenDetails,
): Promise<TokenDetails | null> => (replacesId === null ? null : findToken(database, clientId, replacesId));

/** A replaced token and those before it, as long as each still works: nobody rotates often within one overlap. */
export async function findOverlaps(
  database: Transaction,
  replaced: TokenDetails | null,
  now: Date,
): Promise<readonly TokenDetails[]> {
  const found: TokenDetails[] = [];
  let token = replaced;
  while (token !== null && isInOverlap(token, now)) {
    found.push(token);
    token = await findReplaced(database, token);
  }
  return found;
}

import type { AuditEvent, AuditOrigin } from "@silhouette/core/audit";
import { matchesSecret, parseToken } from "@silhouette/core/token";
import type { TokenDetails } from "@silhouette/core/token-administration";
import { isInOverlap } from "@silhouette/core/token-state";
import { appendAudit } from "./audit.ts";
import type { Transaction } from "./prisma-client.ts";
import { TOKEN_DETAILS, toTokenDetails } from "./tokens-row.ts";

/** Null for an unknown id and another client's alike. */
export async function findToken(database: Transaction, clientId: string, id: string): Promise<TokenDetails | null> {
  const row = await database.profileToken.findUnique({ where: { id, clientId }, select: TOKEN_DETAILS });
  return row && toTokenDetails(row);
}

/** The token with this text, whosever it is; null for a text that is none and a wrong secret alike. */
export async function findByText(database: Transaction, text: string): Promise<TokenDetails | null> {
  const parsed = parseToken(text);
  if (parsed === null) return null;
  const row = await database.profileToken.findUnique({
    where: { publicId: parsed.publicId },
    select: { ...TOKEN_DETAILS, secretHash: true },
  });
  if (row === null || !matchesSecret(parsed.secret, row.secretHash)) return null;
  const { secretHash: _, ...token } = row;
  return toTokenDetails(token);
}

/** That somebody had the text of a token belongs into the log of the token's client, whoever it was. */
export function tellOfFinding(
  database: Transaction,
  actor: AuditEvent["actor"],
  { id, clientId, publicId }: TokenDetails,
  origin: AuditOrigin,
  now: Date,
): Promise<void> {
  const event = { clientId, actor, action: "token.found", target: id, detail: { publicId }, origin } as const;
  return appendAudit(database, event, now);
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

import { timingSafeEqual } from "node:crypto";
import { hashSecret, parseToken, publicIdIn, TOKEN_CACHE_TTL_MILLIS } from "@silhouette/core/token";

/** What a token's text says: where its record is, and the hash that the record must have. */
export type ReadToken = { readonly publicId: string; readonly secretHash: Uint8Array };

/** Null when the text cannot be a token's. */
export type TokenReader = (text: string) => ReadToken | null;

/** Texts that are remembered at once: more than tokens are in use, bounded all the same. */
const TEXTS_MAX = 10_000;

/**
 * Reads tokens, and remembers for less than `TOKEN_CACHE_TTL_MILLIS` what it has read: a caller sends the same text with
 * every call, and its two hashes took longer than all the rest of the check. What is remembered is true of the text for
 * ever, whatever becomes of the token; it is forgotten so soon only because nobody is to find secrets in the memory
 * (docs/decisions/0037-read-tokens-are-remembered.md).
 */
export function createTokenReader(): TokenReader {
  const known = new Map<string, { readonly bytes: Buffer; readonly token: ReadToken }>();
  const forget = () => {
    for (const { bytes } of known.values()) bytes.fill(0);
    known.clear();
  };
  return (text) => {
    const place = publicIdIn(text);
    const earlier = known.get(place);
    if (earlier !== undefined && isSame(text, earlier.bytes)) return earlier.token;
    const parsed = parseToken(text);
    if (parsed === null) return null;
    const token = { publicId: parsed.publicId, secretHash: hashSecret(parsed.secret) };
    if (known.size === 0) setTimeout(forget, TOKEN_CACHE_TTL_MILLIS - 1).unref();
    if (known.size < TEXTS_MAX) known.set(place, { bytes: Buffer.from(text), token });
    return token;
  };
}

/** In constant time, as far as the length is the same. */
function isSame(text: string, bytes: Buffer): boolean {
  const own = Buffer.from(text);
  return own.length === bytes.length && timingSafeEqual(own, bytes);
}

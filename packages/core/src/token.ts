import { createHash, timingSafeEqual } from "node:crypto";
import type { ClientId } from "./ids.ts";
import { type Result, refuse, succeed } from "./result.ts";

/** Life of the account's token in the original, in seconds: 90 days. Source: contract section 7.2. Here: `tokenLifetimeDays`. */
export const TOKEN_LIFETIME_SECONDS = 90 * 24 * 60 * 60;

/** Longest time a node accepts a token after it was revoked, in milliseconds. Source: U-25, docs/decisions/0006-token-cache.md. */
export const TOKEN_CACHE_TTL_MILLIS = 1000;

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const PUBLIC_ID_LENGTH = 16;
/** 43 characters of 62 hold 256 random bits. */
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
const TOKEN_TEXT = new RegExp(
  `^(sil_([0-9A-Za-z]{${PUBLIC_ID_LENGTH}})_([0-9A-Za-z]{${SECRET_LENGTH}}))_([0-9A-Za-z]{${CHECKSUM_LENGTH}})$`,
);

/** What a token is for (contract section 7). Only `profile_api` opens the Profile API; nothing here asks for the other. */
export const TOKEN_SCOPES = ["profile_api", "debug_tools"] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** Parts of the Profile API that a token can be made for: reading, single updates, batches with their status. */
export const TOKEN_SURFACES = ["fetch", "single", "bulk"] as const;
export type TokenSurface = (typeof TOKEN_SURFACES)[number];

/** What is kept of a profile token. Times decide whether it is live; nothing here opens anything. */
export type TokenRecord = {
  readonly id: string;
  readonly clientId: ClientId;
  readonly publicId: string;
  readonly scope: TokenScope;
  readonly secretHash: Uint8Array;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly expiresAt: Date;
  /** When it was replaced or withdrawn. A node refuses it then whatever its own clock says, but for the grace. */
  readonly revokedAt: Date | null;
  /** Until when a replaced token works all the same (U-25); null without a grace. */
  readonly graceEndsAt: Date | null;
  /** Null for the account's own token; a named one lives beside it. */
  readonly name: string | null;
  /** The parts of the Profile API that it opens. */
  readonly surfaces: readonly TokenSurface[];
};

/** What people may see of a token. Only the data plane's directory reads the hash. */
export type TokenSummary = Omit<TokenRecord, "secretHash">;

/** A new token: `text` is shown once and never stored. */
export type NewToken = { readonly text: string; readonly publicId: string; readonly secretHash: Uint8Array };

/** Why a token was refused. For the log and the counts alone: a caller sees one answer for all of them (U-09). */
export const TOKEN_REFUSALS = [
  "missing",
  "malformed",
  "unknown",
  "wrong-secret",
  "revoked",
  "expired",
  "other-client",
  "wrong-scope",
  "wrong-surface",
] as const;
export type TokenRefusal = (typeof TOKEN_REFUSALS)[number];

/** Finds tokens by their public id. */
export interface TokenDirectory {
  find(publicId: string): Promise<TokenRecord | null>;
}

/**
 * Makes the text `sil_<publicId>_<secret>_<checksum>`: the prefix and the checksum let secret scanners tell a real
 * token from a look-alike without asking a server.
 * @param random fills a buffer with cryptographically strong random bytes.
 */
export function createToken(random: (bytes: number) => Uint8Array): NewToken {
  const publicId = randomText(PUBLIC_ID_LENGTH, random);
  const secret = randomText(SECRET_LENGTH, random);
  const body = `sil_${publicId}_${secret}`;
  return { text: `${body}_${checksum(body)}`, publicId, secretHash: hashSecret(secret) };
}

/** Reads a token's text; null when it cannot be one, so that garbage never reaches the database. */
export function parseToken(text: string): { readonly publicId: string; readonly secret: string } | null {
  const match = TOKEN_TEXT.exec(text);
  if (match === null) return null;
  const [, body = "", publicId = "", secret = "", check] = match;
  return checksum(body) === check ? { publicId, secret } : null;
}

/** Where the public id stands in a token's text; of any other text it is nothing in particular. */
export const publicIdIn = (text: string): string => text.slice("sil_".length, "sil_".length + PUBLIC_ID_LENGTH);

/** SHA-256 is enough here, unlike for a password: the secret is 256 random bits, so there is nothing to guess. */
export const hashSecret = (secret: string): Uint8Array => createHash("sha256").update(secret).digest();

/** Compares a secret with a stored hash in constant time. */
export const matchesSecret = (secret: string, hash: Uint8Array): boolean => timingSafeEqual(hashSecret(secret), hash);

/** Whether a secret of this hash opens this part of the Profile API of this client at this moment. */
export function checkToken(
  record: TokenRecord,
  secretHash: Uint8Array,
  clientId: ClientId,
  surface: TokenSurface,
  now: Date,
): Result<TokenRecord, TokenRefusal> {
  if (!timingSafeEqual(secretHash, record.secretHash)) return refuse("wrong-secret");
  if (record.clientId !== clientId) return refuse("other-client");
  if (record.scope !== "profile_api") return refuse("wrong-scope");
  if (record.revokedAt !== null && !isInGrace(record, now)) return refuse("revoked");
  if (record.expiresAt <= now) return refuse("expired");
  if (!record.surfaces.includes(surface)) return refuse("wrong-surface");
  return succeed(record);
}

const isInGrace = ({ graceEndsAt }: TokenRecord, now: Date): boolean => graceEndsAt !== null && graceEndsAt > now;

/** Whole seconds until a token expires, never negative. */
export const secondsLeft = (record: Pick<TokenRecord, "expiresAt">, now: Date): number =>
  Math.max(0, Math.floor((record.expiresAt.getTime() - now.getTime()) / 1000));

/** Random text over the alphabet, without modulo bias: bytes of 248 and above are thrown away (248 = 4 * 62). */
export function randomText(length: number, random: (bytes: number) => Uint8Array): string {
  let text = "";
  while (text.length < length) {
    for (const byte of random(length - text.length)) {
      if (byte < 248) text += ALPHABET[byte % 62];
    }
  }
  return text;
}

function checksum(body: string): string {
  let value = createHash("sha256").update(body).digest().readUIntBE(0, 5);
  let text = "";
  for (let index = 0; index < CHECKSUM_LENGTH; index++) {
    text = ALPHABET[value % 62] + text;
    value = Math.floor(value / 62);
  }
  return text;
}

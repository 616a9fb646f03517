import { createCipheriv, createDecipheriv, createHash } from "node:crypto";

/** Bytes of a key: AES-256. */
export const SEAL_KEY_BYTES = 32;

const CIPHER = "aes-256-gcm";
const VERSION = 1;
const KEY_ID_BYTES = 4;
/** Nonce and tag as NIST SP 800-38D recommends them. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + KEY_ID_BYTES;

/**
 * Encrypts a text for one place: `version, key id, nonce, tag, ciphertext`. The place (the id of a row) is authenticated
 * with it, so a sealed text that is copied into another row does not open there.
 * @param random fills a buffer with cryptographically strong random bytes.
 */
export function sealText(
  text: string,
  place: string,
  key: Uint8Array,
  random: (bytes: number) => Uint8Array,
): Uint8Array {
  const head = Buffer.concat([Uint8Array.of(VERSION), keyId(key)]);
  const nonce = random(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.concat([head, Buffer.from(place, "utf8")]));
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([head, nonce, cipher.getAuthTag(), body]);
}

/** The text; null when it was sealed under another key, for another place, or is damaged. */
export function openSealedText(sealed: Uint8Array, place: string, key: Uint8Array): string | null {
  const bytes = Buffer.from(sealed);
  const head = bytes.subarray(0, HEAD_BYTES);
  if (bytes.length < HEAD_BYTES + NONCE_BYTES + TAG_BYTES || head[0] !== VERSION) return null;
  if (!head.subarray(1).equals(keyId(key))) return null;
  const nonceEnd = HEAD_BYTES + NONCE_BYTES;
  const tagEnd = nonceEnd + TAG_BYTES;
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(HEAD_BYTES, nonceEnd), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.concat([head, Buffer.from(place, "utf8")]));
  decipher.setAuthTag(bytes.subarray(nonceEnd, tagEnd));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(tagEnd)), decipher.final()]).toString("utf8");
  } catch {
    // node reports a tag that does not match by throwing; to the caller it is one more text that does not open.
    return null;
  }
}

/** Tells keys apart without telling anything of them. */
const keyId = (key: Uint8Array): Buffer =>
  createHash("sha256").update("silhouette seal key").update(key).digest().subarray(0, KEY_ID_BYTES);

import { createHmac } from "node:crypto";

/** Codes that stand in for a lost second factor: as many as fit on a slip of paper. A guess. */
export const RECOVERY_CODES_COUNT = 10;

/** 16 characters of 32 hold 80 random bits. */
const CODE_CHARACTERS = 16;
const GROUP_CHARACTERS = 4;

/** Digits and lower-case letters without those that look alike on paper: i, l, o, u (Crockford's base 32). */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * A new recovery code, as people read it: `0123-4567-89ab-cdef`.
 * @param random fills a buffer with cryptographically strong random bytes.
 */
export function createRecoveryCode(random: (bytes: number) => Uint8Array): string {
  // 256 is a multiple of 32, so no letter is likelier than another.
  const letters = [...random(CODE_CHARACTERS)].map((byte) => ALPHABET[byte % ALPHABET.length]);
  return inGroups(letters.join(""));
}

/** A code in its one form, whatever case, hyphens and blanks it was typed with; null when it cannot be one. */
export function parseRecoveryCode(text: string): string | null {
  const letters = text.toLowerCase().replaceAll(/[\s-]/g, "").replaceAll("o", "0").replaceAll(/[il]/g, "1");
  const isCode = letters.length === CODE_CHARACTERS && [...letters].every((letter) => ALPHABET.includes(letter));
  return isCode ? inGroups(letters) : null;
}

/**
 * What is stored of a code. NIST SP 800-63B-4, section 3.1.2.1, wants codes of fewer than 112 bits salted: the key, kept apart
 * from the database, does more than a salt. The member's id keeps a stored code from being moved to somebody else.
 * @param code in the form of `parseRecoveryCode`.
 */
export const hashRecoveryCode = (code: string, userId: string, key: Uint8Array): Uint8Array =>
  createHmac("sha256", key).update(`recovery code\0${userId}\0${code}`).digest();

const inGroups = (letters: string): string =>
  (letters.match(new RegExp(`.{${GROUP_CHARACTERS}}`, "g")) ?? []).join("-");

import { randomBytes } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import { normalizePassword, PASSWORD_CHARACTERS_MAX } from "@silhouette/core/password";
import { randomText } from "@silhouette/core/token";

/** 43 characters of 62 hold 256 random bits. */
const SECRET_CHARACTERS = 43;

/** argon2id, the default of the library: 19 MiB (in KiB here), two passes, one lane. Source: OWASP Password Storage Cheat Sheet. About 18 ms here. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The hash of a text that nobody kept, made with the parameters above: what an unknown account is compared with. */
const HASH_OF_NOTHING =
  "$argon2id$v=19$m=19456,t=2,p=1$dY0zQmeddCFo3HjDF0kWlQ$ILm4LLXbtuhYp3TjTpP/NvwVNdyE4fr0MQLguL80DsY";

/** Opaque text of 256 random bits, for what is compared by its SHA-256: sessions and set-up codes. */
export const createSecret = (): string => randomText(SECRET_CHARACTERS, randomBytes);

/** Hashes a secret that a person chose, as a PHC string: slow on purpose, since such secrets can be guessed. */
export const hashChosenSecret = (secret: string): Promise<string> => hash(normalizePassword(secret), ARGON2);

/**
 * Compares a chosen secret with its hash. Null stands for an account that does not exist and is refused after the same
 * work, so that time does not tell who has an account. Texts too long to be a secret are refused without any.
 */
export async function matchesChosenSecret(secret: string, storedHash: string | null): Promise<boolean> {
  if (secret.length > 2 * PASSWORD_CHARACTERS_MAX) return false;
  const matches = await verify(storedHash ?? HASH_OF_NOTHING, normalizePassword(secret));
  return matches && storedHash !== null;
}

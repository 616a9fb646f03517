import { randomBytes } from "node:crypto";
import type { AuditOrigin } from "@silhouette/core/audit";
import { hashRecoveryCode, parseRecoveryCode } from "@silhouette/core/recovery-code";
import { openSealedText, sealText } from "@silhouette/core/sealed-text";
import { auditPerson } from "./audit-of-people.ts";
import type { Transaction } from "./prisma-client.ts";
import { matchTotpStep } from "./totp.ts";

/** Seals secrets of authenticators and hashes recovery codes: `deriveKey(authSecret, "second factor")`. */
export type SecondFactorKey = Uint8Array;

type Owner = { readonly id: string; readonly email: string };

/**
 * Takes a code of the member's authenticator, or a recovery code, and uses it up: of two callers at once, one gets it.
 * False for a wrong or used code, and for a secret that was sealed under another key.
 */
export async function useCode(
  transaction: Transaction,
  user: Owner,
  code: string,
  key: SecondFactorKey,
  origin: AuditOrigin,
  now: Date,
): Promise<boolean> {
  const recoveryCode = parseRecoveryCode(code);
  if (recoveryCode !== null) return useRecoveryCode(transaction, user, recoveryCode, key, origin, now);
  const row = await transaction.user.findUniqueOrThrow({
    where: { id: user.id },
    select: { sealedTotpSecret: true, totpLastStep: true },
  });
  const secret = row.sealedTotpSecret === null ? null : openTotpSecret(row.sealedTotpSecret, user.id, key);
  const step = secret === null ? null : matchTotpStep(secret, code, row.totpLastStep, now);
  return step !== null && (await takeStep(transaction, user.id, step));
}

/** Notes that the code of a time step was used; false when it, or a later one, was already. */
export async function takeStep(transaction: Transaction, userId: string, step: number): Promise<boolean> {
  const taken = await transaction.user.updateMany({
    where: { id: userId, OR: [{ totpLastStep: null }, { totpLastStep: { lt: step } }] },
    data: { totpLastStep: step },
  });
  return taken.count === 1;
}

/** The secret opens for its member alone: a sealed one that is copied to another row does not. */
export const sealTotpSecret = (secret: string, userId: string, key: SecondFactorKey) =>
  new Uint8Array(sealText(secret, placeOf(userId), key, randomBytes));

export const openTotpSecret = (sealed: Uint8Array, userId: string, key: SecondFactorKey): string | null =>
  openSealedText(sealed, placeOf(userId), key);

const placeOf = (userId: string): string => `second factor of ${userId}`;

async function useRecoveryCode(
  transaction: Transaction,
  user: Owner,
  code: string,
  key: SecondFactorKey,
  origin: AuditOrigin,
  now: Date,
): Promise<boolean> {
  const codeHash = new Uint8Array(hashRecoveryCode(code, user.id, key));
  const used = await transaction.recoveryCode.updateMany({
    where: { userId: user.id, codeHash, usedAt: null },
    data: { usedAt: now },
  });
  if (used.count !== 1) return false;
  const left = await transaction.recoveryCode.count({ where: { userId: user.id, usedAt: null } });
  const actor = { kind: "member", id: user.id, name: user.email } as const;
  const event = { actor, action: "recoveryCode.used", target: user.id, detail: { left }, origin } as const;
  await auditPerson(transaction, user.id, event, now);
  return true;
}

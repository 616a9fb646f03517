import { randomBytes } from "node:crypto";
import type { AuditEvent, AuditOrigin } from "@silhouette/core/audit";
import type { UserId } from "@silhouette/core/ids";
import { isLastSysadmin, mayManageAccount } from "@silhouette/core/member-rules";
import { normalizePassword, PASSWORD_CHARACTERS_MIN } from "@silhouette/core/password";
import { createRecoveryCode, hashRecoveryCode, RECOVERY_CODES_COUNT } from "@silhouette/core/recovery-code";
import { refuse, succeed } from "@silhouette/core/result";
import type { SecondFactorStatus, SecondFactorStore } from "@silhouette/core/second-factor";
import { secondFactorLimits } from "@silhouette/core/sign-in";
import { v7 as uuid } from "uuid";
import { auditPerson } from "./audit-of-people.ts";
import { lockInstallation } from "./installation-lock.ts";
import { findAccount } from "./member-listing.ts";
import { ofIssuer, readSysadmins } from "./member-writes.ts";
import type { Database, Transaction } from "./prisma-client.ts";
import { openTotpSecret, type SecondFactorKey, sealTotpSecret, takeStep } from "./second-factor-code.ts";
import { matchesChosenSecret } from "./secrets.ts";
import { closeSessions, tellOfClosing } from "./sessions.ts";
import { countAttempt, forgive, toThrottleLimit } from "./sign-in-throttle.ts";
import { createTotpSecret, matchTotpStep, toEnrolment } from "./totp.ts";

/** Everything that makes a second factor, gone. */
const NO_SECOND_FACTOR = { sealedTotpSecret: null, totpConfirmedAt: null, totpLastStep: null };

const FACTORS = { id: true, email: true, passwordHash: true, sealedTotpSecret: true, totpConfirmedAt: true } as const;

export function createSecondFactorStore(
  prisma: Database,
  key: SecondFactorKey,
  oidcIssuer: string | null,
): SecondFactorStore {
  const read = (userId: UserId) => prisma.user.findUniqueOrThrow({ where: { id: userId }, select: FACTORS });

  /** Counts an attempt that shows a code or the password; the success is the caller's to forgive. */
  const count = async (account: string, now: Date) => {
    const limits = secondFactorLimits({ account, knownDevice: null }).map(toThrottleLimit);
    const isOpen = (await countAttempt(prisma, limits, now)) === "open";
    return { isOpen, forgive: () => forgive(prisma, limits[0]?.key ?? null) };
  };

  return {
    async read(userId) {
      const row = await read(userId);
      const [recoveryCodesLeft, identities] = await Promise.all([
        prisma.recoveryCode.count({ where: { userId, usedAt: null } }),
        prisma.userIdentity.count({ where: { userId, ...ofIssuer(oidcIssuer) } }),
      ]);
      const hasPassword = row.passwordHash !== null;
      return { hasPassword, secondFactor: statusOf(row), recoveryCodesLeft, hasIdentity: identities > 0 };
    },

    async begin(userId) {
      const row = await read(userId);
      if (row.passwordHash === null) return refuse("no-password");
      const begun = await prisma.user.updateMany({
        where: { id: userId, totpConfirmedAt: null, passwordHash: { not: null } },
        data: { sealedTotpSecret: sealTotpSecret(createTotpSecret(), userId, key), totpLastStep: null },
      });
      return begun.count === 1 ? succeed(null) : refuse("already-on");
    },

    async readPending(userId) {
      const row = await read(userId);
      if (row.sealedTotpSecret === null || row.totpConfirmedAt !== null) return null;
      const secret = openTotpSecret(row.sealedTotpSecret, userId, key);
      return secret === null ? null : toEnrolment(secret, row.email);
    },

    async confirm(userId, code, current, origin, now) {
      const row = await read(userId);
      if (row.sealedTotpSecret === null || row.totpConfirmedAt !== null) return refuse("not-begun");
      const attempt = await count(row.email, now);
      if (!attempt.isOpen) return refuse("throttled");
      const secret = openTotpSecret(row.sealedTotpSecret, userId, key);
      const step = secret === null ? null : matchTotpStep(secret, code, null, now);
      if (step === null) return refuse("wrong-code");
      const { sealedTotpSecret } = row;
      const codes = await prisma.$transaction(async (transaction) => {
        const confirmed = await transaction.user.updateMany({
          where: { id: userId, totpConfirmedAt: null, sealedTotpSecret },
          data: { totpConfirmedAt: now },
        });
        if (confirmed.count === 0 || !(await takeStep(transaction, userId, step))) return null;
        // Who had the password alone until now has no second factor to show, and may have been the reason for one.
        const closed = await closeSessions(transaction, { userId, exceptId: current, method: "password" }, now);
        const texts = await replaceRecoveryCodes(transaction, userId, key);
        await auditOwn(transaction, row, "secondFactor.enabled", origin, now);
        const actor = { kind: "member", id: userId, name: row.email } as const;
        await tellOfClosing(transaction, userId, closed, actor, origin, now);
        return texts;
      });
      if (codes === null) return refuse("not-begun");
      await attempt.forgive();
      return succeed(codes);
    },

    renewRecoveryCodes: (userId, origin, now) =>
      prisma.$transaction(async (transaction) => {
        const row = await transaction.user.findUniqueOrThrow({ where: { id: userId }, select: FACTORS });
        if (row.totpConfirmedAt === null) return refuse("off");
        const texts = await replaceRecoveryCodes(transaction, userId, key);
        await auditOwn(transaction, row, "recoveryCodes.renewed", origin, now);
        return succeed(texts);
      }),

    async turnOff(userId, password, origin, now) {
      const row = await read(userId);
      if (row.totpConfirmedAt === null) return refuse("off");
      const attempt = await count(row.email, now);
      if (!attempt.isOpen) return refuse("throttled");
      if (!(await matchesChosenSecret(password, row.passwordHash))) return refuse("wrong-password");
      await attempt.forgive();
      if ([...normalizePassword(password)].length < PASSWORD_CHARACTERS_MIN) return refuse("password-too-short");
      const { passwordHash } = row;
      return prisma.$transaction(async (transaction) => {
        // The password that was looked at is still the one, or it may have become a shorter one meanwhile.
        const turnedOff = await transaction.user.updateMany({
          where: { id: userId, totpConfirmedAt: { not: null }, passwordHash },
          data: NO_SECOND_FACTOR,
        });
        if (turnedOff.count === 0) return refuse("off");
        await transaction.recoveryCode.deleteMany({ where: { userId } });
        await auditOwn(transaction, row, "secondFactor.disabled", origin, now);
        return succeed(null);
      });
    },

    reset: (userId, by, origin, now) =>
      prisma.$transaction(async (transaction) => {
        await lockInstallation(transaction);
        const row = await transaction.user.findUnique({ where: { id: userId }, select: FACTORS });
        if (row === null) return refuse("unknown-member");
        if (by.id === userId) return refuse("oneself");
        const account = await findAccount(transaction, row.email);
        if (account === null || !mayManageAccount(by, account.held)) return refuse("beyond-reach");
        if (row.totpConfirmedAt === null) return refuse("off");
        if (by.kind === "member" && isLastSysadmin(userId, await readSysadmins(transaction, oidcIssuer))) {
          return refuse("last-sysadmin");
        }
        const data = { ...NO_SECOND_FACTOR, passwordHash: null, passwordChangedAt: now };
        await transaction.user.update({ where: { id: userId }, data, select: { id: true } });
        await transaction.recoveryCode.deleteMany({ where: { userId } });
        const closed = await closeSessions(transaction, { userId, exceptId: null }, now);
        const event = { actor: by, action: "secondFactor.reset", target: userId, origin } as const;
        await auditPerson(transaction, userId, { ...event, detail: { email: row.email } }, now);
        await tellOfClosing(transaction, userId, closed, by, origin, now);
        return succeed(null);
      }),
  };
}

function statusOf(row: { sealedTotpSecret: Uint8Array | null; totpConfirmedAt: Date | null }): SecondFactorStatus {
  if (row.totpConfirmedAt !== null) return "on";
  return row.sealedTotpSecret === null ? "off" : "pending";
}

/** Ends the earlier codes and returns the texts of new ones, of which only hashes are kept. */
async function replaceRecoveryCodes(
  transaction: Transaction,
  userId: UserId,
  key: SecondFactorKey,
): Promise<readonly string[]> {
  const codes = Array.from({ length: RECOVERY_CODES_COUNT }, () => createRecoveryCode(randomBytes));
  await transaction.recoveryCode.deleteMany({ where: { userId } });
  await transaction.recoveryCode.createMany({
    data: codes.map((code) => ({
      id: uuid(),
      userId,
      codeHash: new Uint8Array(hashRecoveryCode(code, userId, key)),
    })),
  });
  return codes;
}

function auditOwn(
  transaction: Transaction,
  { id, email }: { readonly id: string; readonly email: string },
  action: AuditEvent["action"],
  origin: AuditOrigin,
  now: Date,
): Promise<void> {
  const actor = { kind: "member", id, name: email } as const;
  return auditPerson(transaction, id, { actor, action, target: id, detail: {}, origin }, now);
}

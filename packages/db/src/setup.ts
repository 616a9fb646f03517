import type { SetupStore } from "@silhouette/core/control-plane";
import { refuse, succeed } from "@silhouette/core/result";
import { hashSecret } from "@silhouette/core/token";
import { v7 as uuid } from "uuid";
import { appendAudit } from "./audit.ts";
import { lockInstallation } from "./installation-lock.ts";
import { hasSysadmin, insertMember } from "./members.ts";
import { type Database, isUniqueBreach, type Transaction } from "./prisma-client.ts";
import { createSecret, hashChosenSecret } from "./secrets.ts";

/** Life of a set-up code, in seconds: 24 h. A guess at how long a first start may wait for its operator; a restart prints a new one. */
export const SETUP_CODE_SECONDS = 24 * 60 * 60;

/** The set-up has nobody signed in yet: whoever holds the code acts. */
const SETUP_ACTOR = { kind: "system", id: "setup", name: "one-time set-up" } as const;

export function createSetupStore(prisma: Database): SetupStore {
  return {
    createCode: (now) =>
      prisma.$transaction(async (transaction) => {
        await lockInstallation(transaction);
        return insertSetupCode(transaction, now);
      }),

    async complete(code, admin, origin, now) {
      // Asked first without a lock, so that guessing codes does not buy the work of hashing a password.
      const early = await refusalOf(prisma, code, now);
      if (early !== null) return refuse(early);
      const passwordHash = await hashChosenSecret(admin.password);
      try {
        return await prisma.$transaction(async (transaction) => {
          await lockInstallation(transaction);
          const late = await refusalOf(transaction, code, now);
          if (late !== null) return refuse(late);
          await transaction.setupLink.updateMany({ where: { usedAt: null }, data: { usedAt: now } });
          const { email, name } = admin;
          const grant = { role: "sysadmin", clientId: null, workspaceId: null } as const;
          const member = await insertMember(
            transaction,
            { email, name, passwordHash, ...grant },
            SETUP_ACTOR,
            origin,
            now,
          );
          const event = {
            clientId: null,
            actor: SETUP_ACTOR,
            action: "setup.completed",
            target: member.id,
            detail: {},
            origin,
          } as const;
          await appendAudit(transaction, event, now);
          return succeed(member);
        });
      } catch (error) {
        if (isUniqueBreach(error)) return refuse("exists");
        throw error;
      }
    },
  };
}

/** Makes the one valid code, or null once there is a Sysadmin. Call it under the installation's lock. */
export async function insertSetupCode(transaction: Transaction, now: Date): Promise<string | null> {
  await transaction.setupLink.deleteMany({ where: { usedAt: null } });
  if (await hasSysadmin(transaction)) return null;
  const code = createSecret();
  const expiresAt = new Date(now.getTime() + SETUP_CODE_SECONDS * 1000);
  await transaction.setupLink.create({
    data: { id: uuid(), secretHash: new Uint8Array(hashSecret(code)), createdAt: now, expiresAt },
    select: { id: true },
  });
  return code;
}

/** Why the set-up cannot go on; null when it can. */
async function refusalOf(
  database: Transaction,
  code: string,
  now: Date,
): Promise<"already-set-up" | "invalid-code" | null> {
  if (await hasSysadmin(database)) return "already-set-up";
  const link = await database.setupLink.findUnique({
    where: { secretHash: new Uint8Array(hashSecret(code)), usedAt: null, expiresAt: { gt: now } },
    select: { id: true },
  });
  return link === null ? "invalid-code" : null;
}

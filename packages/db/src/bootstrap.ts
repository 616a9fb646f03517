import type { AuditOrigin } from "@silhouette/core/audit";
import type { Environment } from "@silhouette/core/environment";
import {
  checkPassword,
  PASSWORD_CHARACTERS_MAX,
  PASSWORD_CHARACTERS_MIN,
  type PasswordRefusal,
} from "@silhouette/core/password";
import { chainEarlierEvents } from "./audit-first-chain.ts";
import { insertClient } from "./clients.ts";
import { ensureSysadminCredential } from "./credentials.ts";
import { lockInstallation } from "./installation-lock.ts";
import { hasSysadmin, insertMember } from "./members.ts";
import { createPrisma, type Database, isUniqueBreach, type Transaction } from "./prisma-client.ts";
import { hashChosenSecret } from "./secrets.ts";
import { insertSetupCode } from "./setup.ts";

/** What a start found or made. */
export type BootstrapOutcome = {
  /** Opens the one-time set-up page; null once a Sysadmin exists. The newest start's code is the valid one. */
  readonly setupCode: string | null;
  /** A client to show to the operator: the one of the settings, or the oldest. */
  readonly clientCode: string;
  readonly createdClient: boolean;
};

type Start = { readonly databaseUrl: string; readonly environment: Pick<Environment, "bootstrap">; readonly now: Date };

const STARTER = { kind: "system", id: "bootstrap", name: "first start" } as const;
const ORIGIN: AuditOrigin = { address: "", requestId: "bootstrap" };

const FAULTS: Readonly<Record<PasswordRefusal, string>> = {
  "too-short": `must have at least ${PASSWORD_CHARACTERS_MIN} characters`,
  "too-long": `must have at most ${PASSWORD_CHARACTERS_MAX} characters`,
  repetitive: "must not repeat the same few characters",
  common: "must not be made of well-known words, or of the name or address of its owner",
};

/**
 * Prepares a migrated database at the start of a program: the chains of an audit log that an earlier version has
 * written, then the first client, the first Sysadmin, the credential for automation. Safe to repeat and to run on
 * several nodes at once: one node at a time. Throws an error that names the variable when a setting cannot be used;
 * then nothing but the chains was written.
 */
export async function bootstrap({ databaseUrl, environment, now }: Start): Promise<BootstrapOutcome> {
  await chainEarlierEvents(databaseUrl);
  const prisma = createPrisma(databaseUrl, { poolMax: 1 });
  try {
    return await prepare(prisma, environment.bootstrap, now);
  } finally {
    await prisma.$disconnect();
  }
}

async function prepare(prisma: Database, settings: Environment["bootstrap"], now: Date): Promise<BootstrapOutcome> {
  // Nodes that start together wait for each other here, so this transaction may take longer than others.
  const patience = { maxWait: 10_000, timeout: 30_000 };
  return prisma.$transaction(async (transaction) => {
    await lockInstallation(transaction);
    const client = await ensureClient(transaction, settings, now);
    if (settings.admin !== null) await ensureSysadmin(transaction, settings.admin, now);
    if (settings.apiCredential !== null) {
      await ensureSysadminCredential(transaction, settings.apiCredential, STARTER, ORIGIN, now);
    }
    return { ...client, setupCode: await insertSetupCode(transaction, now) };
  }, patience);
}

async function ensureClient(
  transaction: Transaction,
  { clientCode, imsOrgId }: Environment["bootstrap"],
  now: Date,
): Promise<{ clientCode: string; createdClient: boolean }> {
  const known = await transaction.client.findMany({ select: { code: true }, orderBy: { createdAt: "asc" } });
  const [oldest] = known;
  if (oldest !== undefined) {
    const named = known.find(({ code }) => code === clientCode.toLowerCase());
    return { clientCode: (named ?? oldest).code, createdClient: false };
  }
  const made = await insertClient(transaction, { code: clientCode, name: clientCode, imsOrgId }, STARTER, ORIGIN, now);
  return { clientCode: made.code, createdClient: true };
}

/** The variables count until there is a Sysadmin; afterwards people and their passwords are the console's affair. */
async function ensureSysadmin(
  transaction: Transaction,
  { email, password }: { readonly email: string; readonly password: string },
  now: Date,
): Promise<void> {
  if (await hasSysadmin(transaction)) return;
  const [name = email] = email.split("@");
  const accepted = checkPassword(password, { email, name });
  if (!accepted.ok) throw new Error(`BOOTSTRAP_ADMIN_PASSWORD ${FAULTS[accepted.refusal]}`);
  const passwordHash = await hashChosenSecret(accepted.value);
  const grant = { role: "sysadmin", clientId: null, workspaceId: null } as const;
  try {
    await insertMember(transaction, { email, name, passwordHash, ...grant }, STARTER, ORIGIN, now);
  } catch (cause) {
    if (!isUniqueBreach(cause)) throw cause;
    throw new Error("BOOTSTRAP_ADMIN_EMAIL belongs to somebody who is not a Sysadmin", { cause });
  }
}

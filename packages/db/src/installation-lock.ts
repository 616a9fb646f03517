import type { Transaction } from "./prisma-client.ts";

/** Any number will do, as long as nothing else in this database locks on it. */
export const INSTALLATION_LOCK = 7_364_501;

/**
 * Lets one transaction of the installation pass at a time, until it ends: "is there a first client, a first Sysadmin?"
 * is asked of rows that are not there yet, so there is no row to lock. The lock belongs to the transaction and not to
 * the session, so it works through a transaction pooler.
 */
export async function lockInstallation(transaction: Transaction): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${INSTALLATION_LOCK}::bigint)`;
}

import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "./generated/client.ts";

/** Longest wait for a connection and longest life of a transaction, in milliseconds; both guesses, far above the usual few. */
const TRANSACTION_WAIT_MILLIS = 5_000;
const TRANSACTION_MILLIS = 10_000;

/**
 * Opens the control plane's way to the database; it connects with the first query. Hashes of secrets are left out of
 * every answer unless a query names them. The caller ends it with `$disconnect()`.
 * @param options.poolMax most connections at once.
 */
export function createPrisma(databaseUrl: string, { poolMax }: { readonly poolMax: number }) {
  return new PrismaClient({
    adapter: new PrismaPg({ connectionString: databaseUrl, max: poolMax }),
    omit: {
      user: { passwordHash: true, sealedTotpSecret: true },
      userLink: { secretHash: true },
      recoveryCode: { codeHash: true },
      session: { secretHash: true },
      setupLink: { secretHash: true },
      clientSettings: { sealedWebhookSecret: true },
      idempotentReply: { sealedReply: true },
      adminCredential: { secretHash: true, previousSecretHash: true },
      profileToken: { secretHash: true, sealedText: true },
    },
    transactionOptions: { maxWait: TRANSACTION_WAIT_MILLIS, timeout: TRANSACTION_MILLIS },
  });
}

export type Database = ReturnType<typeof createPrisma>;

/** What a step inside a transaction gets: it can neither connect nor start another transaction. */
export type Transaction = Omit<Database, "$connect" | "$disconnect" | "$on" | "$use" | "$extends" | "$transaction">;

/** What people type is looked for as it stands, whatever its case: `%` and `_` would be wildcards otherwise. */
export const containing = (text: string) => ({
  contains: text.replace(/[\\%_]/g, "\\$&"),
  mode: "insensitive" as const,
});

/** Whether the database refused a second row of the same unique value. */
export const isUniqueBreach = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "P2002";

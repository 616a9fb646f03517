import type { Client } from "@silhouette/core/client";
import { createPrisma } from "@silhouette/db/prisma-client";

export type WaitingBatch = {
  readonly id: string;
  /** As if a worker had applied so many of its rows. */
  apply(rows: number): Promise<void>;
};

/**
 * A batch that moves only when the test says so: its last attempt has failed far in the future, so that every worker
 * leaves it alone.
 */
export async function makeWaitingBatch(client: Client, rows: number): Promise<WaitingBatch> {
  const id = `${client.code}-waiting`;
  const later = new Date("2999-01-01T00:00:00Z");
  await withPrisma((prisma) =>
    prisma.batch.create({
      data: {
        ...{ id, clientId: client.id, apiVersion: 2, state: "queued" },
        header: { idKind: "thirdPartyId", columns: ["tier"], line: "thirdPartyId,tier" },
        ...{ chunkCount: 1, rowsTotal: rows, receivedAt: new Date(), submittedAt: new Date() },
        ...{ attempts: 4, lastError: "It waits for a test", progressedAt: later },
      },
    }),
  );
  return {
    id,
    apply: (rowsSucceeded) =>
      withPrisma(async (prisma) => {
        await prisma.batch.update({ where: { id }, data: { rowsSucceeded } });
      }),
  };
}

async function withPrisma<Value>(act: (prisma: ReturnType<typeof createPrisma>) => Promise<Value>): Promise<Value> {
  const prisma = createPrisma(process.env.E2E_DATABASE_URL ?? "", { poolMax: 1 });
  try {
    return await act(prisma);
  } finally {
    await prisma.$disconnect();
  }
}

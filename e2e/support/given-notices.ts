import { randomUUID } from "node:crypto";
import type { Client } from "@silhouette/core/client";
import { createPrisma } from "@silhouette/db/prisma-client";

/** So far ahead that every worker leaves what is due then alone. */
const later = new Date("2999-01-01T00:00:00Z");

/** A client's own token with two notices, as if a worker had posted the earlier one and failed with the later. */
export async function giveNotices(client: Client, createdBy: string): Promise<void> {
  const prisma = createPrisma(process.env.E2E_DATABASE_URL ?? "", { poolMax: 1 });
  try {
    const [id, clientId, now] = [randomUUID(), client.id, new Date()];
    await prisma.profileToken.create({
      data: { id, clientId, publicId: id, secretHash: new Uint8Array(32), createdAt: now, createdBy, expiresAt: later },
    });
    const lastError = "webhook: the receiver answered 500";
    await prisma.notice.createMany({
      data: [
        { daysBefore: 14, createdAt: new Date(now.getTime() - 1000), postedAt: now },
        { daysBefore: 7, createdAt: now, dueAt: later, lastError },
      ].map((notice) => ({ id: randomUUID(), clientId, tokenId: id, ...notice })),
    });
  } finally {
    await prisma.$disconnect();
  }
}

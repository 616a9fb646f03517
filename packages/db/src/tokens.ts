import type { AuditEvent } from "@silhouette/core/audit";
import type { TokenStore, TokenSummary } from "@silhouette/core/control-plane";
import { ClientId } from "@silhouette/core/ids";
import { v7 as uuid } from "uuid";
import { appendAudit } from "./audit.ts";
import { lockSettings } from "./clients.ts";
import type { Database } from "./prisma-client.ts";

const TOKEN = {
  id: true,
  clientId: true,
  publicId: true,
  createdAt: true,
  createdBy: true,
  expiresAt: true,
  revokedAt: true,
} as const;

export function createTokenStore(prisma: Database): TokenStore {
  return {
    async findCurrent(clientId, now) {
      const row = await prisma.profileToken.findFirst({
        where: { clientId, revokedAt: null, expiresAt: { gt: now } },
        orderBy: [{ createdAt: "desc" }, { id: "desc" }],
        select: TOKEN,
      });
      return row && toTokenSummary(row);
    },

    issue: (actor, { publicId, secretHash }, expiresAt, origin, now) =>
      prisma.$transaction(async (transaction) => {
        const { clientId } = actor;
        // Whoever issues at the same time waits here, and then sees and revokes the token of the one before.
        await lockSettings(transaction, clientId);
        const audit = (action: AuditEvent["action"], target: string, detail: AuditEvent["detail"]) =>
          appendAudit(transaction, { clientId, actor, action, target, detail, origin }, now);

        // Expired ones too: on a node whose clock is behind they would still be live.
        const replaced = await transaction.profileToken.updateManyAndReturn({
          where: { clientId, revokedAt: null },
          data: { revokedAt: now, revokedBy: actor.name },
          select: { id: true, publicId: true, expiresAt: true },
        });
        for (const old of replaced) {
          await audit("token.revoked", old.id, {
            publicId: old.publicId,
            expiresAt: old.expiresAt,
            reason: "replaced",
          });
        }
        const row = await transaction.profileToken.create({
          data: {
            id: uuid(),
            clientId,
            publicId,
            secretHash: new Uint8Array(secretHash),
            createdAt: now,
            createdBy: actor.name,
            expiresAt,
          },
          select: TOKEN,
        });
        await audit("token.issued", row.id, { publicId, expiresAt, replaces: replaced.map((old) => old.id) });
        return toTokenSummary(row);
      }),
  };
}

const toTokenSummary = (row: Omit<TokenSummary, "clientId"> & { readonly clientId: string }): TokenSummary => ({
  ...row,
  clientId: ClientId.parse(row.clientId),
});

import { randomBytes } from "node:crypto";
import type { AuditEvent } from "@silhouette/core/audit";
import type { TokenStore, TokenSummary } from "@silhouette/core/control-plane";
import { ClientId } from "@silhouette/core/ids";
import { openSealedText, sealText } from "@silhouette/core/sealed-text";
import { TOKEN_SCOPES, TOKEN_SURFACES, type TokenScope } from "@silhouette/core/token";
import { v7 as uuid } from "uuid";
import { z } from "zod";
import { appendAudit } from "./audit.ts";
import { lockSettings } from "./clients.ts";
import type { Database, Transaction } from "./prisma-client.ts";

const TOKEN = {
  id: true,
  clientId: true,
  publicId: true,
  scope: true,
  createdAt: true,
  createdBy: true,
  expiresAt: true,
  revokedAt: true,
  graceEndsAt: true,
  name: true,
  surfaces: true,
} as const;

/** @param sealKey encrypts the texts of new tokens so that they can be read again; null keeps none (U-25). */
export function createTokenStore(prisma: Database, sealKey: Uint8Array | null): TokenStore {
  return {
    keepsTexts: sealKey !== null,

    async findCurrent(clientId, now, scope = "profile_api") {
      const row = await prisma.profileToken.findFirst({
        where: { clientId, scope, revokedAt: null, expiresAt: { gt: now } },
        orderBy: [{ createdAt: "desc" }, { id: "desc" }],
        select: TOKEN,
      });
      return row && toTokenSummary(row);
    },

    async readText({ id, clientId }) {
      if (sealKey === null) return null;
      const row = await prisma.profileToken.findUnique({ where: { id, clientId }, select: { sealedText: true } });
      return row?.sealedText == null ? null : openSealedText(row.sealedText, id, sealKey);
    },

    async findGraceEnd(clientId, now) {
      const row = await prisma.profileToken.findFirst({
        where: { clientId, scope: "profile_api", graceEndsAt: { gt: now } },
        orderBy: { graceEndsAt: "desc" },
        select: { graceEndsAt: true },
      });
      return row?.graceEndsAt ?? null;
    },

    issue: (actor, { text, publicId, secretHash }, expiresAt, origin, now, scope = "profile_api") =>
      prisma.$transaction(async (transaction) => {
        const { clientId } = actor;
        // Whoever issues at the same time waits here, and then sees and revokes the token of the one before.
        await lockSettings(transaction, clientId);
        const audit = (action: AuditEvent["action"], target: string, detail: AuditEvent["detail"]) =>
          appendAudit(transaction, { clientId, actor, action, target, detail, origin }, now);

        const graceEndsAt = await readGraceEnd(transaction, clientId, now);
        await transaction.profileToken.updateMany({
          where: { clientId, scope, graceEndsAt: { gt: graceEndsAt ?? now } },
          data: { graceEndsAt },
        });
        // Expired ones too: on a node whose clock is behind they would still be live.
        const replaced = await transaction.profileToken.updateManyAndReturn({
          where: { clientId, scope, revokedAt: null },
          // Only the current token is ever read again: the copy of a former one is of no use to anybody but a thief.
          data: { revokedAt: now, revokedBy: actor.name, sealedText: null },
          select: { id: true, publicId: true, expiresAt: true },
        });
        for (const old of replaced) {
          // A grace never makes a token live longer than it would have.
          const oldGraceEnd = graceEndsAt === null || old.expiresAt > graceEndsAt ? graceEndsAt : old.expiresAt;
          await transaction.profileToken.update({ where: { id: old.id }, data: { graceEndsAt: oldGraceEnd } });
          await audit("token.revoked", old.id, {
            publicId: old.publicId,
            expiresAt: old.expiresAt,
            reason: "replaced",
            ...(oldGraceEnd === null ? {} : { worksUntil: oldGraceEnd }),
          });
        }
        const id = uuid();
        const row = await transaction.profileToken.create({
          data: {
            id,
            clientId,
            publicId,
            scope,
            secretHash: new Uint8Array(secretHash),
            sealedText: sealKey === null ? null : new Uint8Array(sealText(text, id, sealKey, randomBytes)),
            createdAt: now,
            createdBy: actor.name,
            expiresAt,
          },
          select: TOKEN,
        });
        await audit("token.issued", row.id, { publicId, scope, expiresAt, replaces: replaced.map((old) => old.id) });
        return toTokenSummary(row);
      }),
  };
}

/** Until when a token that is replaced now goes on working; null when it ends at once. */
async function readGraceEnd(transaction: Transaction, clientId: ClientId, now: Date): Promise<Date | null> {
  const { tokenGraceSeconds } = await transaction.clientSettings.findUniqueOrThrow({
    where: { clientId },
    select: { tokenGraceSeconds: true },
  });
  return tokenGraceSeconds === 0 ? null : new Date(now.getTime() + tokenGraceSeconds * 1000);
}

const Scope: z.ZodType<TokenScope> = z.enum(TOKEN_SCOPES);

const Surfaces: z.ZodType<TokenSummary["surfaces"]> = z.array(z.enum(TOKEN_SURFACES));

type TokenRow = Omit<TokenSummary, "clientId" | "scope" | "surfaces"> & {
  readonly clientId: string;
  readonly scope: string;
  readonly surfaces: readonly string[];
};

const toTokenSummary = (row: TokenRow): TokenSummary => ({
  ...row,
  clientId: ClientId.parse(row.clientId),
  scope: Scope.parse(row.scope),
  surfaces: Surfaces.parse(row.surfaces),
});

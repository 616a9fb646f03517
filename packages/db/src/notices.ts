import { randomBytes } from "node:crypto";
import type { Notice, NoticeStore } from "@silhouette/core/notice";
import { refuse, succeed } from "@silhouette/core/result";
import { sealText } from "@silhouette/core/sealed-text";
import { appendAudit } from "./audit.ts";
import { lockSettings } from "./clients.ts";
import type { Database } from "./prisma-client.ts";
import { parseStamps, toStampRow } from "./stamp-row.ts";

const NOTICE = {
  id: true,
  tokenId: true,
  daysBefore: true,
  createdAt: true,
  mailedAt: true,
  postedAt: true,
  lastError: true,
  dueAt: true,
  dismissedAt: true,
  dismissedBy: true,
} as const;

/** The secret among the settings whose last change is noted. */
const SECRET_STAMP = "webhookSecret";

const TOKEN = { id: true, publicId: true, name: true, expiresAt: true, revokedAt: true } as const;

/** @param sealKey derived for `webhook secret`; the worker opens with the same. */
export function createNoticeStore(prisma: Database, sealKey: Uint8Array): NoticeStore {
  return {
    async list(clientId, { isOpen }, { before, limit }, now) {
      const last = before === null ? null : await prisma.notice.findUnique({ where: { id: before, clientId } });
      if (before !== null && last === null) return [];
      const tokens = await findTokens(prisma, clientId, isOpen ? now : null);
      const rows = await prisma.notice.findMany({
        where: {
          clientId,
          ...(isOpen ? { dismissedAt: null, tokenId: { in: [...tokens.keys()] } } : {}),
          ...(last === null
            ? {}
            : { OR: [{ createdAt: { lt: last.createdAt } }, { createdAt: last.createdAt, id: { lt: last.id } }] }),
        },
        orderBy: [{ createdAt: "desc" }, { id: "desc" }],
        take: limit,
        select: NOTICE,
      });
      return rows.flatMap((row) => toNotice(row, tokens.get(row.tokenId), now));
    },

    dismiss: (actor, id, origin, now) =>
      prisma.$transaction(async (transaction) => {
        const { clientId } = actor;
        const data = { dismissedAt: now, dismissedBy: actor.name };
        const { count } = await transaction.notice.updateMany({ where: { id, clientId, dismissedAt: null }, data });
        const row = await transaction.notice.findUnique({ where: { id, clientId }, select: NOTICE });
        if (row === null) return refuse("not-found");
        if (count === 1) {
          const detail = { tokenId: row.tokenId, daysBefore: row.daysBefore };
          await appendAudit(
            transaction,
            { clientId, actor, action: "notice.dismissed", target: id, detail, origin },
            now,
          );
        }
        const token = await transaction.profileToken.findUnique({
          where: { id: row.tokenId, clientId },
          select: TOKEN,
        });
        const [notice] = toNotice(row, token ?? undefined, now);
        return notice === undefined ? refuse("not-found") : succeed(notice);
      }),

    async readWebhookState(clientId) {
      const row = await prisma.clientSettings.findUniqueOrThrow({
        where: { clientId },
        select: { noticeWebhookUrl: true, sealedWebhookSecret: true, lastChanges: true },
      });
      const hasSecret = row.sealedWebhookSecret !== null;
      const secretMade = hasSecret ? (parseStamps(row.lastChanges)[SECRET_STAMP] ?? null) : null;
      return { url: row.noticeWebhookUrl, hasSecret, secretMade };
    },

    replaceWebhookSecret: (actor, secret, origin, now, { onlyFirst = false } = {}) =>
      prisma.$transaction(async (transaction) => {
        const { clientId } = actor;
        await lockSettings(transaction, clientId);
        const before = await transaction.clientSettings.findUniqueOrThrow({
          where: { clientId },
          select: { sealedWebhookSecret: true, lastChanges: true },
        });
        const isFirst = before.sealedWebhookSecret === null;
        if (onlyFirst && !isFirst) return refuse("exists");
        const stamps = { ...parseStamps(before.lastChanges), [SECRET_STAMP]: { at: now, by: actor.name } };
        await transaction.clientSettings.update({
          where: { clientId },
          data: {
            sealedWebhookSecret: new Uint8Array(sealText(secret, clientId, sealKey, randomBytes)),
            lastChanges: toStampRow(stamps),
          },
          select: { clientId: true },
        });
        const detail = { isFirst };
        await appendAudit(
          transaction,
          { clientId, actor, action: "webhookSecret.replaced", target: clientId, detail, origin },
          now,
        );
        return succeed(null);
      }),
  };
}

type TokenRow = {
  readonly id: string;
  readonly publicId: string;
  readonly name: string | null;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
};

/** The client's tokens that notices may be about. @param liveAt null for all of them. */
async function findTokens(
  prisma: Database,
  clientId: string,
  liveAt: Date | null,
): Promise<ReadonlyMap<string, TokenRow>> {
  const where = { clientId, ...(liveAt === null ? {} : { revokedAt: null, expiresAt: { gt: liveAt } }) };
  const rows = await prisma.profileToken.findMany({ where, select: TOKEN });
  return new Map(rows.map((row) => [row.id, row]));
}

type NoticeRow = Omit<Notice, "token" | "isOpen"> & { readonly tokenId: string };

/** Nothing where the token is gone, with its client. */
function toNotice({ tokenId: _, ...row }: NoticeRow, token: TokenRow | undefined, now: Date): readonly Notice[] {
  if (token === undefined) return [];
  const { revokedAt, ...shown } = token;
  const isOpen = row.dismissedAt === null && revokedAt === null && token.expiresAt > now;
  return [{ ...row, token: shown, isOpen }];
}

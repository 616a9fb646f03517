import { refuse, succeed } from "@silhouette/core/result";
import type { TokenAdministration, TokenCursor, TokenFilter } from "@silhouette/core/token-administration";
import { isLive } from "@silhouette/core/token-state";
import { v7 as uuid } from "uuid";
import { appendAudit } from "./audit.ts";
import { lockSettings } from "./clients.ts";
import type { Prisma } from "./generated/client.ts";
import type { Database, Transaction } from "./prisma-client.ts";
import { findByText, findToken, tellOfFinding } from "./tokens-find.ts";
import { auditToken } from "./tokens-news.ts";
import { readOverlaps } from "./tokens-overlaps.ts";
import { createTokenRotation } from "./tokens-rotation.ts";
import { TOKEN_DETAILS, toTokenDetails } from "./tokens-row.ts";

/** @param sealKey as for `createTokenStore`: a rotation of the account's own token keeps its text where that is asked for. */
export function createTokenAdministration(prisma: Database, sealKey: Uint8Array | null): TokenAdministration {
  return {
    ...createTokenRotation(prisma, sealKey),

    async list(clientId, filter, { after, limit }, now) {
      const select = (hasEnded: boolean, place: TokenCursor | null, take: number) =>
        prisma.profileToken.findMany({
          where: { AND: [{ clientId }, matching(filter), hasEnded ? ENDED(now) : WORKING(now), olderThan(place)] },
          orderBy: [{ createdAt: "desc" }, { id: "desc" }],
          take,
          select: TOKEN_DETAILS,
        });
      const isBeyond = after?.hasEnded === true || filter.state === "ended";
      const working = isBeyond ? [] : await select(false, after, limit);
      const isFull = working.length >= limit || filter.state === "working";
      const ended = isFull ? [] : await select(true, after?.hasEnded === true ? after : null, limit - working.length);
      return [...working, ...ended].map(toTokenDetails);
    },

    find: (clientId, id) => findToken(prisma, clientId, id),

    create: (actor, { name, note, surfaces, workspaceId }, { made, expiresAt }, origin, now) =>
      prisma.$transaction(async (transaction) => {
        const { clientId } = actor;
        await lockSettings(transaction, clientId);
        if (!(await hasWorkspace(transaction, clientId, workspaceId))) return refuse("unknown-workspace");
        if (await isNameTaken(transaction, clientId, name, now)) return refuse("name-taken");
        const row = await transaction.profileToken.create({
          data: {
            id: uuid(),
            clientId,
            publicId: made.publicId,
            secretHash: new Uint8Array(made.secretHash),
            createdAt: now,
            createdBy: actor.name,
            expiresAt,
            name,
            note,
            surfaces: [...surfaces],
            workspaceId,
          },
          select: TOKEN_DETAILS,
        });
        const detail = { publicId: made.publicId, name, surfaces, workspaceId, expiresAt };
        await auditToken(transaction, actor, "token.issued", row.id, detail, origin, now);
        return succeed(toTokenDetails(row));
      }),

    describe: (actor, id, { name, note }, origin, now) =>
      prisma.$transaction(async (transaction) => {
        await lockSettings(transaction, actor.clientId);
        const token = await findToken(transaction, actor.clientId, id);
        if (token === null) return refuse("not-found");
        if (token.name === null) return refuse("not-named");
        if (!isLive(token, now)) return refuse("not-live");
        const before = { name: token.name, note: token.note };
        const after = { name: name ?? token.name, note: note ?? token.note };
        if (after.name === before.name && after.note === before.note) return succeed(token);
        if (after.name !== before.name && (await isNameTaken(transaction, actor.clientId, after.name, now))) {
          return refuse("name-taken");
        }
        const row = await transaction.profileToken.update({ where: { id }, data: after, select: TOKEN_DETAILS });
        await auditToken(transaction, actor, "token.changed", id, { before, after }, origin, now);
        return succeed(toTokenDetails(row));
      }),

    async findByText(actor, text, origin, now) {
      const token = await findByText(prisma, text);
      if (token === null || token.clientId !== actor.clientId) return null;
      await tellOfFinding(prisma, actor, token, origin, now);
      return token;
    },

    async findAnywhere(by, text, origin, now) {
      const token = await findByText(prisma, text);
      if (token === null) {
        const event = {
          clientId: null,
          actor: by,
          action: "token.notFound",
          target: "unknown token",
          detail: {},
          origin,
        } as const;
        await appendAudit(prisma, event, now);
        return null;
      }
      const where = { id: token.clientId };
      const client = await prisma.client.findUniqueOrThrow({ where, select: { code: true, name: true } });
      await tellOfFinding(prisma, by, token, origin, now);
      return { token, client };
    },

    readOverlaps: (clientId, id, now) => readOverlaps(prisma, clientId, id, now),
  };
}

/** Tokens that still open something: as `tokenState` says, in the words of the database. */
const WORKING = (now: Date): Prisma.ProfileTokenWhereInput => ({
  expiresAt: { gt: now },
  OR: [{ revokedAt: null }, { graceEndsAt: { gt: now } }],
});

const ENDED = (now: Date): Prisma.ProfileTokenWhereInput => ({
  OR: [
    { expiresAt: { lte: now } },
    { revokedAt: { not: null }, OR: [{ graceEndsAt: null }, { graceEndsAt: { lte: now } }] },
  ],
});

function matching({ workspaceId, text }: TokenFilter): Prisma.ProfileTokenWhereInput {
  return {
    ...(workspaceId === null ? {} : { workspaceId }),
    ...(text === ""
      ? {}
      : {
          OR: [
            { name: { contains: escapeLike(text), mode: "insensitive" } },
            { publicId: { startsWith: escapeLike(text) } },
          ],
        }),
  };
}

/** Prisma hands these to LIKE, where they stand for anything. */
const escapeLike = (text: string): string => text.replace(/[\\%_]/g, "\\$&");

const olderThan = (place: TokenCursor | null): Prisma.ProfileTokenWhereInput =>
  place === null
    ? {}
    : { OR: [{ createdAt: { lt: place.createdAt } }, { createdAt: place.createdAt, id: { lt: place.id } }] };

/** A name is free again once its token has been replaced, withdrawn or has expired. */
async function isNameTaken(transaction: Transaction, clientId: string, name: string, now: Date): Promise<boolean> {
  const where = { clientId, name, revokedAt: null, expiresAt: { gt: now } };
  return (await transaction.profileToken.findFirst({ where, select: { id: true } })) !== null;
}

async function hasWorkspace(transaction: Transaction, clientId: string, id: string | null): Promise<boolean> {
  if (id === null) return true;
  return (await transaction.workspace.findUnique({ where: { id, clientId }, select: { id: true } })) !== null;
}

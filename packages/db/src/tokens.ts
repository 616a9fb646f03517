import { randomBytes } from "node:crypto";
import type { AuditOrigin } from "@silhouette/core/audit";
import type { TokenStore } from "@silhouette/core/control-plane";
import type { ClientId } from "@silhouette/core/ids";
import type { Actor } from "@silhouette/core/permission";
import { refuse, succeed } from "@silhouette/core/result";
import { openSealedText, sealText } from "@silhouette/core/sealed-text";
import type { TokenScope, TokenSummary } from "@silhouette/core/token";
import type { IssuedText } from "@silhouette/core/token-administration";
import { overlapEnd } from "@silhouette/core/token-rotation";
import { v7 as uuid } from "uuid";
import { lockSettings } from "./clients.ts";
import type { Database, Transaction } from "./prisma-client.ts";
import { type TokenNews, tellOfTokens, worksUntil } from "./tokens-news.ts";
import { shortenOverlap } from "./tokens-overlaps.ts";
import { TOKEN, toTokenSummary } from "./tokens-row.ts";

/** @param sealKey encrypts the texts of new tokens so that they can be read again; null keeps none (U-25). */
export function createTokenStore(prisma: Database, sealKey: Uint8Array | null): TokenStore {
  return {
    keepsTexts: sealKey !== null,

    findCurrent: (clientId, now, scope = "profile_api") => findCurrent(prisma, clientId, now, scope),

    async readText({ id, clientId }) {
      if (sealKey === null) return null;
      const row = await prisma.profileToken.findUnique({ where: { id, clientId }, select: { sealedText: true } });
      return row?.sealedText == null ? null : openSealedText(row.sealedText, id, sealKey);
    },

    async findGraceEnd(clientId, now) {
      const row = await prisma.profileToken.findFirst({
        where: { clientId, scope: "profile_api", name: null, graceEndsAt: { gt: now } },
        orderBy: { graceEndsAt: "desc" },
        select: { graceEndsAt: true },
      });
      return row?.graceEndsAt ?? null;
    },

    issue: (actor, made, expiresAt, origin, now, { scope = "profile_api", overlapSeconds } = {}) =>
      prisma.$transaction(async (transaction) => {
        // Whoever issues at the same time waits here, and then sees and revokes the token of the one before.
        await lockSettings(transaction, actor.clientId);
        return issue(transaction, actor, { made, expiresAt }, { scope, overlapSeconds, sealKey }, origin, now);
      }),

    issueIf: (actor, made, expiresAt, confirmedPublicId, origin, now) =>
      prisma.$transaction(async (transaction) => {
        await lockSettings(transaction, actor.clientId);
        const scope = "profile_api";
        const current = await findCurrent(transaction, actor.clientId, now, scope);
        if (current !== null && current.publicId !== confirmedPublicId) return refuse("not-confirmed");
        return succeed(await issue(transaction, actor, { made, expiresAt }, { scope, sealKey }, origin, now));
      }),
  };
}

async function findCurrent(
  database: Transaction,
  clientId: ClientId,
  now: Date,
  scope: TokenScope,
): Promise<TokenSummary | null> {
  const row = await database.profileToken.findFirst({
    where: { clientId, scope, name: null, revokedAt: null, expiresAt: { gt: now } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: TOKEN,
  });
  return row && toTokenSummary(row);
}

/** Under the client's lock: with the client's own overlap unless one is chosen. */
async function issue(
  transaction: Transaction,
  actor: Actor,
  text: IssuedText,
  { overlapSeconds, ...options }: Omit<AccountTokenOptions, "overlapSeconds"> & { overlapSeconds?: number | undefined },
  origin: AuditOrigin,
  now: Date,
): Promise<TokenSummary> {
  const overlap = overlapSeconds ?? (await readGraceSeconds(transaction, actor.clientId));
  const chosen = { ...options, overlapSeconds: overlap };
  const id = await issueAccountToken(transaction, actor, text, chosen, origin, now);
  return toTokenSummary(await transaction.profileToken.findUniqueOrThrow({ where: { id }, select: TOKEN }));
}

type AccountTokenOptions = {
  readonly scope: TokenScope;
  readonly overlapSeconds: number;
  readonly sealKey: Uint8Array | null;
};

/** Puts a new token of the account in the place of the one before. Call it under the client's lock. @returns its id */
export async function issueAccountToken(
  transaction: Transaction,
  actor: Actor,
  { made: { text, publicId, secretHash }, expiresAt }: IssuedText,
  { scope, overlapSeconds, sealKey }: AccountTokenOptions,
  origin: AuditOrigin,
  now: Date,
): Promise<string> {
  const { clientId } = actor;
  const own = { clientId, scope, name: null };
  const news: TokenNews[] = [];
  for (const old of await transaction.profileToken.findMany({
    where: { ...own, graceEndsAt: { gt: now } },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    select: { id: true, publicId: true, name: true, expiresAt: true, graceEndsAt: true },
  })) {
    news.push(...(await shortenOverlap(transaction, actor, old, overlapSeconds, now)));
  }
  // Expired ones too: on a node whose clock is behind they would still be live.
  const replaced = await transaction.profileToken.updateManyAndReturn({
    where: { ...own, revokedAt: null },
    data: { revokedAt: now, revokedBy: actor.name, revokedFor: "replaced" },
    select: { id: true, publicId: true, createdAt: true, expiresAt: true },
  });
  for (const old of replaced) {
    const graceEndsAt = overlapEnd(old, overlapSeconds, now);
    // The copy of a token that works on stays: undoing makes it the current one again. Of any other it is of no use to
    // anybody but a thief.
    const copy = graceEndsAt === null ? { sealedText: null } : {};
    await transaction.profileToken.update({
      where: { id: old.id },
      data: { graceEndsAt, ...copy },
      select: { id: true },
    });
    const { publicId } = old;
    const detail = { publicId, expiresAt: old.expiresAt, reason: "replaced", ...worksUntil(graceEndsAt) };
    news.push({ action: "token.revoked", target: old.id, detail });
  }
  const id = uuid();
  const former = replaced.filter((old) => old.expiresAt > now).sort((one, other) => +other.createdAt - +one.createdAt);
  await transaction.profileToken.create({
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
      replacesId: former[0]?.id ?? null,
    },
    select: { id: true },
  });
  const detail = { publicId, scope, expiresAt, replaces: replaced.map((old) => old.id) };
  news.push({ action: "token.issued", target: id, detail });
  await tellOfTokens(transaction, actor, news, origin, now);
  return id;
}

/** How long a replaced token works on where nobody chose. */
export async function readGraceSeconds(transaction: Transaction, clientId: ClientId): Promise<number> {
  const { tokenGraceSeconds } = await transaction.clientSettings.findUniqueOrThrow({
    where: { clientId },
    select: { tokenGraceSeconds: true },
  });
  return tokenGraceSeconds;
}

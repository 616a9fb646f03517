import type { AuditOrigin } from "@silhouette/core/audit";
import type { ClientId } from "@silhouette/core/ids";
import type { Actor } from "@silhouette/core/permission";
import { refuse, succeed } from "@silhouette/core/result";
import type { IssuedText, TokenAdministration, TokenDetails } from "@silhouette/core/token-administration";
import { finish, overlapEnd, replace, revoke, undo } from "@silhouette/core/token-rotation";
import { isInOverlap } from "@silhouette/core/token-state";
import { v7 as uuid } from "uuid";
import { lockSettings } from "./clients.ts";
import type { Database, Transaction } from "./prisma-client.ts";
import { issueAccountToken } from "./tokens.ts";
import { findOverlaps, findReplaced, findToken } from "./tokens-find.ts";
import { auditToken, type TokenNews, tellOfTokens, worksUntil } from "./tokens-news.ts";
import { shortenOverlap } from "./tokens-overlaps.ts";
import { TOKEN_DETAILS, toTokenDetails } from "./tokens-row.ts";

/** Each step takes the client's lock first, reads what is there then, and lets core/token-rotation decide. */
export function createTokenRotation(
  prisma: Database,
  sealKey: Uint8Array | null,
): Pick<TokenAdministration, "rotate" | "finishRotation" | "undoRotation" | "revoke"> {
  return {
    rotate: (actor, id, text, overlapSeconds, origin, now) =>
      prisma.$transaction(async (transaction) => {
        await lockSettings(transaction, actor.clientId);
        const old = await findToken(transaction, actor.clientId, id);
        if (old === null) return refuse("not-found");
        const change = replace(old, overlapSeconds, now);
        if (!change.ok) return change;
        const newId =
          old.name === null
            ? await issueAccountToken(
                transaction,
                actor,
                text,
                { scope: old.scope, overlapSeconds, sealKey },
                origin,
                now,
              )
            : await replaceNamed(transaction, actor, old, text, overlapSeconds, origin, now);
        return succeed(await readToken(transaction, newId));
      }),

    finishRotation: (actor, id, origin, now) =>
      prisma.$transaction(async (transaction) => {
        const pair = await lockAndFindPair(transaction, actor.clientId, id, now);
        if (pair === null) return refuse("not-found");
        const overlaps = await findOverlaps(transaction, pair.replaced, now);
        if (overlaps.length === 0) return refuse("no-overlap");
        for (const old of overlaps) {
          const change = finish(old, now);
          if (!change.ok) continue;
          const data = { ...change.value, revokedBy: actor.name, sealedText: null };
          await transaction.profileToken.update({ where: { id: old.id }, data, select: { id: true } });
          const detail = { publicId: old.publicId, reason: "finished", workedUntil: old.graceEndsAt };
          await auditToken(transaction, actor, "token.revoked", old.id, detail, origin, now);
        }
        return succeed(await readToken(transaction, pair.current.id));
      }),

    undoRotation: (actor, id, origin, now) =>
      prisma.$transaction(async (transaction) => {
        const pair = await lockAndFindPair(transaction, actor.clientId, id, now);
        if (pair === null) return refuse("not-found");
        const { current, replaced } = pair;
        const change = undo(current, replaced, now);
        if (!change.ok) return change;
        if (replaced === null) return refuse("no-overlap");
        await transaction.profileToken.update({
          where: { id: current.id },
          data: { ...change.value.current, revokedBy: actor.name, sealedText: null },
          select: { id: true },
        });
        // The labels may have been changed meanwhile; with the newer ones no live token has the name already.
        const { name, note } = current;
        const row = await transaction.profileToken.update({
          where: { id: replaced.id },
          data: { ...change.value.replaced, revokedBy: null, name, note },
          select: TOKEN_DETAILS,
        });
        const detail = { publicId: current.publicId, reason: "undone" };
        await auditToken(transaction, actor, "token.revoked", current.id, detail, origin, now);
        const restored = { publicId: replaced.publicId, expiresAt: replaced.expiresAt, instead: current.id };
        await auditToken(transaction, actor, "token.restored", replaced.id, restored, origin, now);
        return succeed(toTokenDetails(row));
      }),

    revoke: (actor, id, reason, origin, now) =>
      prisma.$transaction(async (transaction) => {
        await lockSettings(transaction, actor.clientId);
        const token = await findToken(transaction, actor.clientId, id);
        if (token === null) return refuse("not-found");
        const change = revoke(token, reason, now);
        if (!change.ok) return change;
        const row = await transaction.profileToken.update({
          where: { id },
          data: { ...change.value, revokedBy: actor.name, sealedText: null },
          select: TOKEN_DETAILS,
        });
        const { publicId, name, expiresAt } = token;
        const detail = { publicId, expiresAt, reason, ...(name === null ? {} : { name }) };
        await auditToken(transaction, actor, "token.revoked", id, detail, origin, now);
        return succeed(toTokenDetails(row));
      }),
  };
}

/** @returns the id of the successor */
async function replaceNamed(
  transaction: Transaction,
  actor: Actor,
  old: TokenDetails,
  { made, expiresAt }: IssuedText,
  overlapSeconds: number,
  origin: AuditOrigin,
  now: Date,
): Promise<string> {
  const { clientId, name, note, surfaces, workspaceId } = old;
  const news: TokenNews[] = [];
  // As for the account's own token: the older ones end with this overlap at the latest.
  for (const older of await findOverlaps(transaction, await findReplaced(transaction, old), now)) {
    news.push(...(await shortenOverlap(transaction, actor, older, overlapSeconds, now)));
  }
  const end = overlapEnd(old, overlapSeconds, now);
  await transaction.profileToken.update({
    where: { id: old.id },
    data: { revokedAt: now, graceEndsAt: end, revokedBy: actor.name, revokedFor: "replaced" },
    select: { id: true },
  });
  const ended = { publicId: old.publicId, name, reason: "replaced", ...worksUntil(end) };
  news.push({ action: "token.revoked", target: old.id, detail: ended });
  const id = uuid();
  await transaction.profileToken.create({
    data: {
      id,
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
      replacesId: old.id,
    },
    select: { id: true },
  });
  const detail = { publicId: made.publicId, name, surfaces, workspaceId, expiresAt, replaces: [old.id] };
  news.push({ action: "token.issued", target: id, detail });
  await tellOfTokens(transaction, actor, news, origin, now);
  return id;
}

type Pair = { readonly current: TokenDetails; readonly replaced: TokenDetails | null };

/** The two tokens of a rotation, by the id of either: people hold on to the one that they know. */
async function lockAndFindPair(
  transaction: Transaction,
  clientId: ClientId,
  id: string,
  now: Date,
): Promise<Pair | null> {
  await lockSettings(transaction, clientId);
  const token = await findToken(transaction, clientId, id);
  if (token === null) return null;
  if (!isInOverlap(token, now)) return { current: token, replaced: await findReplaced(transaction, token) };
  const successor = await transaction.profileToken.findFirst({
    where: { clientId, replacesId: id },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: TOKEN_DETAILS,
  });
  return successor === null
    ? { current: token, replaced: null }
    : { current: toTokenDetails(successor), replaced: token };
}

const readToken = async (transaction: Transaction, id: string): Promise<TokenDetails> =>
  toTokenDetails(await transaction.profileToken.findUniqueOrThrow({ where: { id }, select: TOKEN_DETAILS }));

import { CALL_SURFACES, isCovered, TOKEN_CALLERS_MAX, type TokenCaller } from "@silhouette/core/call-count";
import type { ClientId } from "@silhouette/core/ids";
import type { Actor } from "@silhouette/core/permission";
import type { TokenDetails, TokenOverlap } from "@silhouette/core/token-administration";
import { overlapEnd } from "@silhouette/core/token-rotation";
import { z } from "zod";
import type { Database, Transaction } from "./prisma-client.ts";
import { findOverlaps, findReplaced, findToken } from "./tokens-find.ts";
import { type TokenNews, worksUntil } from "./tokens-news.ts";

const DAY_MILLIS = 86_400_000;

const Surface = z.enum(CALL_SURFACES.filter((surface) => isCovered("all", surface)));

/** Who still calls with the tokens that this one has replaced, as the data plane has noted it (`token_use`). */
export async function readOverlaps(
  prisma: Database,
  clientId: ClientId,
  id: string,
  now: Date,
): Promise<readonly TokenOverlap[]> {
  const token = await findToken(prisma, clientId, id);
  if (token === null) return [];
  const overlaps = await findOverlaps(prisma, await findReplaced(prisma, token), now);
  return Promise.all(
    overlaps.map(async (old) => ({
      token: old,
      until: old.graceEndsAt ?? now,
      callers: await readCallersSince(prisma, old.id, old.revokedAt ?? now),
    })),
  );
}

/**
 * Lets an earlier overlap end with a new one at the latest: who wants the last token gone at once wants the older ones
 * gone. Whoever rotates has then ended the older token too. Call it under the client's lock.
 * @returns what is to be told; nothing when the overlap ends soon enough by itself
 */
export async function shortenOverlap(
  transaction: Transaction,
  actor: Actor,
  old: Pick<TokenDetails, "id" | "publicId" | "name" | "expiresAt" | "graceEndsAt">,
  overlapSeconds: number,
  now: Date,
): Promise<readonly TokenNews[]> {
  const end = overlapEnd(old, overlapSeconds, now);
  if (old.graceEndsAt === null || (end !== null && old.graceEndsAt <= end)) return [];
  await transaction.profileToken.update({
    where: { id: old.id },
    // An end that is now is no end to compare clocks with: the token is dead.
    data: { graceEndsAt: end, revokedBy: actor.name, ...(end === null ? { revokedAt: now, sealedText: null } : {}) },
    select: { id: true },
  });
  const { publicId, name, graceEndsAt: workedUntil } = old;
  const named = name === null ? {} : { name };
  const detail = { publicId, ...named, reason: "replaced", workedUntil, ...worksUntil(end) };
  return [{ action: "token.revoked", target: old.id, detail }];
}

async function readCallersSince(prisma: Database, tokenId: string, since: Date): Promise<readonly TokenCaller[]> {
  // A row counts the calls of a UTC day, so those of the first day may be older than the moment.
  const day = new Date(since.getTime() - (since.getTime() % DAY_MILLIS));
  const rows = await prisma.tokenUse.groupBy({
    by: ["surface", "address", "agent"],
    where: { tokenId, day: { gte: day }, lastUsedAt: { gte: since } },
    _sum: { calls: true },
    _max: { lastUsedAt: true },
    orderBy: [{ _max: { lastUsedAt: "desc" } }, { surface: "asc" }, { address: "asc" }, { agent: "asc" }],
    take: TOKEN_CALLERS_MAX,
  });
  return rows.map(({ surface, address, agent, _sum, _max }) => ({
    surface: Surface.parse(surface),
    address,
    agent,
    calls: _sum.calls ?? 0,
    lastUsedAt: _max.lastUsedAt ?? since,
  }));
}

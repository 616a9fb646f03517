import { CALL_SURFACES, isCovered, TOKEN_CALLERS_MAX, type TokenCaller } from "@silhouette/core/call-count";
import type { ClientId } from "@silhouette/core/ids";
import type { TokenOverlap } from "@silhouette/core/token-administration";
import { z } from "zod";
import type { Database } from "./prisma-client.ts";
import { findOverlaps, findReplaced, findToken } from "./tokens-find.ts";

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

import {
  CALL_SURFACES,
  type CallCountStore,
  type CallSurface,
  IMPACT_CALLERS_MAX,
  isCovered,
  TOKEN_CALLERS_MAX,
  type TokenCallSurface,
} from "@silhouette/core/call-count";
import { TOKEN_REFUSALS } from "@silhouette/core/token";
import { z } from "zod";
import type { Database } from "./prisma-client.ts";

const HOUR_MILLIS = 3_600_000;
const DAY_MILLIS = 24 * HOUR_MILLIS;

const Surface: z.ZodType<CallSurface> = z.enum(CALL_SURFACES);
const TOKEN_CALL_SURFACES = CALL_SURFACES.filter((surface) => isCovered("all", surface));
const TokenSurface: z.ZodType<TokenCallSurface> = z.enum(TOKEN_CALL_SURFACES);
const Reason = z.enum(TOKEN_REFUSALS);

/** What the data plane has counted (`createCallMeter`), as the console and its API read it. */
export const createCallCountStore = (prisma: Database): CallCountStore => ({
  async readImpact(clientId, now) {
    const from = new Date(startOfHour(now.getTime() - DAY_MILLIS));
    const ofHours = { clientId, hour: { gte: from } };
    const [all, refused, callers] = await Promise.all([
      prisma.callMinute.groupBy({
        by: ["surface"],
        where: { clientId, minute: { gte: from } },
        _sum: { calls: true },
      }),
      prisma.unauthenticatedCall.groupBy({ by: ["surface"], where: ofHours, _sum: { calls: true } }),
      prisma.unauthenticatedCall.groupBy({
        by: ["surface", "reason", "address", "agent"],
        where: ofHours,
        _sum: { calls: true },
        _max: { lastAt: true },
        orderBy: [
          { _sum: { calls: "desc" } },
          { surface: "asc" },
          { reason: "asc" },
          { address: "asc" },
          { agent: "asc" },
        ],
        take: IMPACT_CALLERS_MAX + 1,
      }),
    ]);
    const callsOf = (rows: readonly { surface: string; _sum: { calls: number | null } }[], surface: CallSurface) =>
      rows.find((row) => row.surface === surface)?._sum.calls ?? 0;
    return {
      from,
      to: now,
      surfaces: TOKEN_CALL_SURFACES.map((surface) => {
        const withoutToken = callsOf(refused, surface);
        // The two tables are written together and read one after the other: the whole is never less than its part.
        return { surface, calls: Math.max(callsOf(all, surface), withoutToken), withoutToken };
      }),
      callers: callers.slice(0, IMPACT_CALLERS_MAX).map(({ surface, reason, address, agent, _sum, _max }) => ({
        surface: TokenSurface.parse(surface),
        reason: Reason.parse(reason),
        address,
        agent,
        calls: _sum.calls ?? 0,
        lastAt: _max.lastAt ?? from,
      })),
      hasMoreCallers: callers.length > IMPACT_CALLERS_MAX,
    };
  },

  async readTokenUse(clientId, tokenId, days, now) {
    const token = await prisma.profileToken.findUnique({ where: { id: tokenId, clientId }, select: { id: true } });
    if (token === null) return { days: [], callers: [] };
    const today = now.getTime() - (now.getTime() % DAY_MILLIS);
    const where = { tokenId, day: { gte: new Date(today - (days - 1) * DAY_MILLIS), lte: new Date(today) } };
    const [byDay, callers] = await Promise.all([
      prisma.tokenUse.groupBy({ by: ["day"], where, _sum: { calls: true }, orderBy: { day: "asc" } }),
      prisma.tokenUse.groupBy({
        by: ["surface", "address", "agent"],
        where,
        _sum: { calls: true },
        _max: { lastUsedAt: true },
        orderBy: [{ _max: { lastUsedAt: "desc" } }, { surface: "asc" }, { address: "asc" }, { agent: "asc" }],
        take: TOKEN_CALLERS_MAX,
      }),
    ]);
    return {
      days: byDay.map(({ day, _sum }) => ({ day: day.toISOString().slice(0, 10), calls: _sum.calls ?? 0 })),
      callers: callers.map(({ surface, address, agent, _sum, _max }) => ({
        surface: TokenSurface.parse(surface),
        address,
        agent,
        calls: _sum.calls ?? 0,
        lastUsedAt: _max.lastUsedAt ?? now,
      })),
    };
  },

  async readCallsPerMinute(clientId, from, to) {
    const rows = await prisma.callMinute.findMany({
      where: { clientId, minute: { gte: from, lt: to } },
      orderBy: [{ minute: "asc" }, { surface: "asc" }],
      select: { minute: true, surface: true, calls: true, failed: true },
    });
    return rows.map((row) => ({ ...row, surface: Surface.parse(row.surface) }));
  },
});

const startOfHour = (millis: number): number => millis - (millis % HOUR_MILLIS);

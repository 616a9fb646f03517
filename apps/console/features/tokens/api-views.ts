import "server-only";
import { TOKEN_CALLERS_MAX } from "@silhouette/core/call-count";
import { NOTICE_DAYS, type Notice } from "@silhouette/core/notice";
import { TOKEN_SCOPES, TOKEN_SURFACES } from "@silhouette/core/token";
import { REVOCATION_REASONS } from "@silhouette/core/token-state";
import { z } from "zod";
import { Time } from "@/server/api-schema";
import type { StatedToken, TokenUsage } from "./queries";

/** States in the words of this API. */
export const TokenStateWord = z.enum(["live", "inOverlap", "expired", "revoked"]);

export const TokenView = z
  .object({
    tokenId: z.string(),
    publicId: z.string().describe("The part of the text that may be shown: `sil_<publicId>_…`"),
    name: z.string().nullable().describe("null for the account's own token"),
    note: z.string(),
    scope: z.enum(TOKEN_SCOPES),
    surfaces: z.array(z.enum(TOKEN_SURFACES)).describe("The parts of the Profile API that it opens"),
    workspaceId: z.string().nullable(),
    state: TokenStateWord.describe("`inOverlap`: replaced, and working until `worksUntil`"),
    worksUntil: Time.nullable().describe("When it ends, as things stand; null once it has ended"),
    createdAt: Time,
    createdBy: z.string(),
    expiresAt: Time,
    endedAt: Time.nullable(),
    endedBy: z.string().nullable().describe("null when it expired"),
    endedFor: z.enum(["expired", ...REVOCATION_REASONS]).nullable(),
    replaces: z.string().nullable().describe("The `tokenId` of the token whose place it took"),
    lastUse: z.object({ at: Time, address: z.string(), agent: z.string(), surface: z.string() }).nullable(),
  })
  .meta({ id: "Token" });

export const FoundTokenView = z
  .object({
    client: z.object({ code: z.string().describe("For the paths of its calls"), name: z.string() }),
    token: TokenView,
  })
  .meta({ id: "FoundToken" });

/** What is known of a token, in the words of this API; never its text. */
export function toTokenView({ token, state }: StatedToken): z.infer<typeof TokenView> {
  const ended =
    state.kind === "expired"
      ? { endedAt: state.at.toISOString(), endedBy: null, endedFor: "expired" as const }
      : state.kind === "revoked"
        ? { endedAt: state.at.toISOString(), endedBy: state.by, endedFor: state.reason }
        : { endedAt: null, endedBy: null, endedFor: null };
  const worksUntil = state.kind === "live" ? token.expiresAt : state.kind === "in-overlap" ? state.until : null;
  return {
    tokenId: token.id,
    publicId: token.publicId,
    name: token.name,
    note: token.note,
    scope: token.scope,
    surfaces: [...token.surfaces],
    workspaceId: token.workspaceId,
    state: state.kind === "in-overlap" ? "inOverlap" : state.kind,
    worksUntil: worksUntil?.toISOString() ?? null,
    createdAt: token.createdAt.toISOString(),
    createdBy: token.createdBy,
    expiresAt: token.expiresAt.toISOString(),
    ...ended,
    replaces: token.replacesId,
    lastUse: token.lastUse && { ...token.lastUse, at: token.lastUse.at.toISOString() },
  };
}

const CallerView = z.object({
  address: z.string(),
  agent: z.string(),
  surface: z.string(),
  calls: z.int(),
  lastUsedAt: Time,
});

export const TokenUsageView = z
  .object({
    tokenId: z.string(),
    lastUse: TokenView.shape.lastUse,
    days: z
      .array(z.object({ day: z.iso.date(), calls: z.int() }))
      .describe("Days of UTC, oldest first; a day without calls is absent"),
    callers: z.array(CallerView).describe(`Latest use first, at most ${TOKEN_CALLERS_MAX}`),
    overlaps: z
      .array(z.object({ tokenId: z.string(), publicId: z.string(), worksUntil: Time, callers: z.array(CallerView) }))
      .describe("Replaced tokens that still work, and who has called with them since they were replaced"),
  })
  .meta({ id: "TokenUsage" });

type Callers = TokenUsage["use"]["callers"];

export const toUsageView = ({ token, use, overlaps }: TokenUsage): z.infer<typeof TokenUsageView> => ({
  tokenId: token.id,
  lastUse: token.lastUse && { ...token.lastUse, at: token.lastUse.at.toISOString() },
  days: [...use.days],
  callers: toCallerViews(use.callers),
  overlaps: overlaps.map(({ token: { id, publicId }, until, callers }) => ({
    tokenId: id,
    publicId,
    worksUntil: until.toISOString(),
    callers: toCallerViews(callers),
  })),
});

const toCallerViews = (callers: Callers): z.infer<typeof CallerView>[] =>
  callers.map(({ lastUsedAt, ...caller }) => ({ ...caller, lastUsedAt: lastUsedAt.toISOString() }));

export const NoticeView = z
  .object({
    noticeId: z.string(),
    token: TokenView.pick({ tokenId: true, publicId: true, name: true, expiresAt: true }),
    daysBefore: z.union(NOTICE_DAYS.map((days) => z.literal(days))),
    isOpen: z.boolean().describe("Neither dismissed nor about a token that was replaced, revoked or has expired"),
    createdAt: Time,
    mailedAt: Time.nullable(),
    postedAt: Time.nullable(),
    nextAttemptAt: Time.nullable().describe("null when nothing is left to send, or sending was given up"),
    lastError: z.string().nullable(),
    dismissedAt: Time.nullable(),
    dismissedBy: z.string().nullable(),
  })
  .meta({ id: "Notice" });

export function toNoticeView(notice: Notice): object {
  const { id, token, dueAt, ...others } = notice;
  const { id: tokenId, ...shown } = token;
  return { noticeId: id, token: { tokenId, ...shown }, ...others, nextAttemptAt: dueAt };
}

import "server-only";
import type { ListedBatch } from "@silhouette/core/batch-list";
import type { CallMinute, CallSurface } from "@silhouette/core/call-count";
import type { Client } from "@silhouette/core/client";
import type { MemberQuery } from "@silhouette/core/member";
import { type Actor, can } from "@silhouette/core/permission";
import type { ProfileCount } from "@silhouette/core/profile-count";
import type { TokenCursor, TokenDetails } from "@silhouette/core/token-administration";
import type { Dependencies } from "@/server/dependencies";

/** Minutes that the charts go back. */
const chartMinutes = 60;
/** Days before its end from which a token is shown here: as the first notice. */
const expiringDays = 30;
/** Tokens that are read at once. */
const pageTokens = 100;
const minuteMillis = 60_000;

/** Calls of one minute, of all the surfaces of a chart together. */
export type ChartMinute = { readonly minute: Date; readonly calls: number };

/** What a new installation still lacks, in the order in which it is done. */
export type SetupStep = { readonly step: "profile" | "token" | "authentication" | "people"; readonly isDone: boolean };

export type OverviewView = {
  readonly profiles: ProfileCount;
  readonly updates: readonly ChartMinute[];
  readonly fetches: readonly ChartMinute[];
  readonly batchesAtWork: readonly ListedBatch[];
  readonly expiringTokens: readonly TokenDetails[];
  /** Null once everything is done, and for who could not do it. */
  readonly steps: readonly SetupStep[] | null;
};

const UPDATES: readonly CallSurface[] = ["single", "bulk", "delivery"];
const FETCHES: readonly CallSurface[] = ["fetch"];

/** Whether there is anybody beside the one who looks. */
const TWO_MEMBERS: MemberQuery = { text: null, role: null, workspaceId: null, state: null, after: null, limit: 2 };

/** What is going on in the client, and what to do next. */
export async function readOverview(
  { stores, batchList, countProfiles, now }: Dependencies,
  actor: Actor,
  client: Client,
): Promise<OverviewView> {
  const at = now();
  const to = new Date(Math.ceil((at.getTime() + 1) / minuteMillis) * minuteMillis);
  const from = new Date(to.getTime() - chartMinutes * minuteMillis);
  const [profiles, calls, batchesAtWork, tokens, members] = await Promise.all([
    countProfiles(client.id),
    stores.callCounts.readCallsPerMinute(client.id, from, to),
    batchList.list(client.id, { state: "queued", after: null, limit: 5 }),
    listWorkingTokens(stores, client, at),
    stores.memberAdministration.list(actor, TWO_MEMBERS),
  ]);
  const soon = new Date(at.getTime() + expiringDays * 24 * 60 * minuteMillis);
  const steps: readonly SetupStep[] = [
    { step: "profile", isDone: profiles.count > 0 },
    { step: "authentication", isDone: client.settings.requireAuthentication },
    { step: "token", isDone: tokens.length > 0 },
    { step: "people", isDone: (members?.length ?? 0) > 1 },
  ];
  const maySetUp = can(actor, "settings:write", client.id);
  return {
    profiles,
    updates: chartOf(calls, UPDATES, from),
    fetches: chartOf(calls, FETCHES, from),
    batchesAtWork,
    expiringTokens: tokens
      .filter(({ expiresAt, revokedAt }) => revokedAt === null && expiresAt <= soon)
      .sort((one, other) => one.expiresAt.getTime() - other.expiresAt.getTime()),
    steps: maySetUp && steps.some(({ isDone }) => !isDone) ? steps : null,
  };
}

/** Every token that works. The list has the newest first, and those that end soon are seldom among them. */
async function listWorkingTokens(
  { tokenAdministration }: Dependencies["stores"],
  client: Client,
  at: Date,
): Promise<readonly TokenDetails[]> {
  const filter = { state: "working", workspaceId: null, text: "" } as const;
  const tokens: TokenDetails[] = [];
  let after: TokenCursor | null = null;
  do {
    const page = await tokenAdministration.list(client.id, filter, { after, limit: pageTokens }, at);
    tokens.push(...page);
    const last = page.length < pageTokens ? undefined : page.at(-1);
    after = last === undefined ? null : { hasEnded: false, createdAt: last.createdAt, id: last.id };
  } while (after !== null);
  return tokens;
}

/** Every minute of the chart, those without calls too. */
function chartOf(calls: readonly CallMinute[], surfaces: readonly CallSurface[], from: Date): readonly ChartMinute[] {
  const sums = new Map<number, number>();
  for (const { minute, surface, calls: count } of calls) {
    if (surfaces.includes(surface)) sums.set(minute.getTime(), (sums.get(minute.getTime()) ?? 0) + count);
  }
  return Array.from({ length: chartMinutes }, (_, index) => {
    const minute = from.getTime() + index * minuteMillis;
    return { minute: new Date(minute), calls: sums.get(minute) ?? 0 };
  });
}

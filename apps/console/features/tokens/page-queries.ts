import "server-only";
import { TOKEN_USE_DAYS } from "@silhouette/core/call-count";
import type { Client } from "@silhouette/core/client";
import type { Notice } from "@silhouette/core/notice";
import { type Actor, can } from "@silhouette/core/permission";
import type { TokenCursor } from "@silhouette/core/token-administration";
import type { WorkspaceChoice } from "@silhouette/core/workspace";
import { z } from "zod";
import type { Dependencies } from "@/server/dependencies";
import { pageQuery, toPage } from "@/server/page";
import { listNotices, listTokens, readTokenUsage, type StatedToken, type TokenUsage } from "./queries";

const pageEntries = 25;
/** Open notices that are shown at once; more are one line of text. */
const shownNotices = 5;
/** Days that the chart of a token goes back. */
const chartDays = 30;
const DAY_MILLIS = 24 * 60 * 60 * 1000;

const Text = z
  .string()
  .trim()
  .max(64)
  .refine((text) => !text.includes("\0"));

const ListQuery = z.object({
  ...pageQuery(
    z.object({
      hasEnded: z.boolean(),
      createdAt: z.iso.datetime().transform((text) => new Date(text)),
      id: Text,
    }),
  ),
  state: z.enum(["working", "ended"]).nullable().catch(null),
  workspace: Text.min(1).nullable().catch(null),
  q: Text.catch(""),
});

export type TokenListFilter = {
  readonly state: "working" | "ended" | null;
  readonly workspaceId: string | null;
  readonly text: string;
};

export type TokenListView = {
  readonly tokens: readonly StatedToken[];
  readonly filter: TokenListFilter;
  readonly workspaces: readonly WorkspaceChoice[];
  readonly isFirstPage: boolean;
  readonly next: string | null;
};

/** A page of the client's tokens, as the query of an address asks for it; what cannot be understood narrows nothing. */
export async function readTokenList(
  dependencies: Dependencies,
  client: Client,
  query: ReadonlyMap<string, string>,
): Promise<TokenListView> {
  const asked = {
    state: query.get("state") ?? null,
    workspace: query.get("workspace") ?? null,
    q: query.get("q") ?? "",
  };
  const parsed = ListQuery.safeParse({ ...asked, cursor: query.get("after") });
  const { state, workspace: workspaceId, q: text, cursor } = parsed.success ? parsed.data : ListQuery.parse(asked);
  const filter = { state, workspaceId, text };
  const [found, workspaces] = await Promise.all([
    listTokens(dependencies, client, filter, { after: cursor, limit: pageEntries + 1 }),
    dependencies.stores.workspaces.listChoices(client.id),
  ]);
  const { items, next } = toPage(found, pageEntries, toPlace);
  return { tokens: items, filter, workspaces, isFirstPage: cursor === null, next };
}

const toPlace = ({ token: { createdAt, id }, state: { kind } }: StatedToken): TokenCursor => ({
  hasEnded: kind === "expired" || kind === "revoked",
  createdAt,
  id,
});

/** The calls of one day of UTC. */
export type ChartDay = { readonly day: Date; readonly calls: number };

export type TokenPageView = TokenUsage & {
  readonly days: readonly ChartDay[];
  readonly workspaceName: string | null;
  /** The token that has taken its place; null where none has, or where that one has ended as well. */
  readonly successorId: string | null;
  readonly mayIssue: boolean;
  readonly mayRevoke: boolean;
};

/** One token with all that its page shows; null for an unknown one. */
export async function readTokenPage(
  dependencies: Dependencies,
  actor: Actor,
  client: Client,
  id: string,
): Promise<TokenPageView | null> {
  if (id === "" || id.includes("\0")) return null;
  const usage = await readTokenUsage(dependencies, client, id, TOKEN_USE_DAYS);
  if (usage === null) return null;
  const { stores, now } = dependencies;
  const { workspaceId, name } = usage.token;
  const [workspace, working] = await Promise.all([
    workspaceId === null ? null : stores.workspaces.find(client.id, workspaceId, now()),
    usage.state.kind === "live"
      ? []
      : listTokens(
          dependencies,
          client,
          { state: "working", workspaceId: null, text: name ?? "" },
          { after: null, limit: 100 },
        ),
  ]);
  return {
    ...usage,
    days: chartOf(usage.use.days, now()),
    workspaceName: workspace?.name ?? null,
    successorId: working.find(({ token }) => token.replacesId === id)?.token.id ?? null,
    mayIssue: can(actor, "token:issue", client.id),
    mayRevoke: can(actor, "token:revoke", client.id),
  };
}

/** Every day of the chart up to today, those without calls too. */
function chartOf(counted: TokenUsage["use"]["days"], now: Date): readonly ChartDay[] {
  const calls = new Map(counted.map((one) => [one.day, one.calls]));
  const today = Math.floor(now.getTime() / DAY_MILLIS) * DAY_MILLIS;
  return Array.from({ length: chartDays }, (_, index) => {
    const day = new Date(today - (chartDays - 1 - index) * DAY_MILLIS);
    return { day, calls: calls.get(day.toISOString().slice(0, 10)) ?? 0 };
  });
}

export type NoticesView = {
  readonly notices: readonly Notice[];
  readonly hasMore: boolean;
  readonly mayDismiss: boolean;
};

/** What is to be heeded now: the latest notices of tokens about to expire, the most urgent one of each token. */
export async function readOpenNotices(dependencies: Dependencies, actor: Actor, client: Client): Promise<NoticesView> {
  const found = await listNotices(dependencies, client, { isOpen: true }, { before: null, limit: 100 });
  const latest = found.filter(({ token }, index) => found.findIndex((other) => other.token.id === token.id) === index);
  return {
    notices: latest.slice(0, shownNotices),
    hasMore: latest.length > shownNotices,
    mayDismiss: can(actor, "token:issue", client.id),
  };
}

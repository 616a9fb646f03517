import "server-only";
import { TOKEN_USE_DAYS } from "@silhouette/core/call-count";
import { refuse, succeed } from "@silhouette/core/result";
import { TOKEN_SURFACES } from "@silhouette/core/token";
import { type TokenExpiry, TokenName, TokenNote, TokenSurfaces } from "@silhouette/core/token-issue";
import { OVERLAP_NAMES } from "@silhouette/core/token-rotation";
import { tokenState } from "@silhouette/core/token-state";
import { z } from "zod";
import type { AdminProblem } from "@/server/admin-problem";
import { type AnyAdminRoute, adminRoute } from "@/server/admin-route";
import type { Dependencies } from "@/server/dependencies";
import { pageQuery, toPage } from "@/server/page";
import { TOKEN_DOCUMENTATION } from "./api-documentation";
import { toTokenView, toUsageView } from "./api-views";
import {
  createNamedToken,
  describeToken,
  finishRotation,
  type NewTokenDetails,
  replaceAccountToken,
  revokeToken,
  rotateToken,
  undoRotation,
} from "./commands";
import { findApiRoutes } from "./find-api-routes";
import { noticeApiRoutes } from "./notice-api-routes";
import { listTokens, readToken, readTokenUsage } from "./queries";

const LIST_PATH = "/tokens";
const PATH = "/tokens/{tokenId}";

const NoQuery = z.object({});
/** An id that cannot be one is as unknown as one that is none. */
const Parameters = z.object({ tokenId: z.string().refine((id) => !id.includes("\0")) });

/** What our own API says to each refusal. */
const PROBLEMS = {
  "not-found": { code: "Resource.NotFound" },
  "name-taken": { code: "Token.NameTaken" },
  "not-named": { code: "Token.NotNamed" },
  "not-live": { code: "Token.NotLive" },
  "no-overlap": { code: "Token.NoOverlap" },
  "unknown-workspace": invalid("workspaceId", "workspaceId is not a workspace of this client"),
  "expiry-past": invalid("expiresAt", "expiresAt must be in the future"),
  "expiry-too-late": invalid("expiresAt", "The token would live longer than the client's tokenLifetimeDays"),
} as const satisfies Record<string, AdminProblem>;

function invalid(parameter: string, message: string): AdminProblem {
  return { code: "Parameter.Invalid", message, meta: { parameter } };
}

const refused = (refusal: keyof typeof PROBLEMS) => refuse([PROBLEMS[refusal]] as const);

const list = adminRoute({
  method: "GET",
  path: LIST_PATH,
  permission: "settings:read",
  query: z.object({
    ...pageQuery(
      z.object({
        hasEnded: z.boolean(),
        createdAt: z.iso.datetime().transform((text) => new Date(text)),
        id: z.string().refine((id) => !id.includes("\0")),
      }),
    ),
    state: z.enum(["working", "ended"]).optional(),
    workspace: z.string().max(64).optional(),
    q: z.string().max(64).default(""),
  }),
  body: null,
  documentation: TOKEN_DOCUMENTATION.list,
  handle: async ({ client, query }, dependencies) => {
    const { state = null, workspace = null, q: text, cursor, limit } = query;
    if ([workspace, text].some((given) => given?.includes("\0"))) {
      return succeed({ status: 200, body: { tokens: [], next: null } });
    }
    const filter = { state, workspaceId: workspace, text };
    const found = await listTokens(dependencies, client, filter, { after: cursor, limit: limit + 1 });
    const { items, next } = toPage(found, limit, ({ token: { createdAt, id }, state: { kind } }) => ({
      hasEnded: kind === "expired" || kind === "revoked",
      createdAt,
      id,
    }));
    return succeed({ status: 200, body: { tokens: items.map(toTokenView), next } });
  },
});

const create = adminRoute({
  method: "POST",
  path: LIST_PATH,
  permission: "token:issue",
  isIdempotent: true,
  query: NoQuery,
  body: z
    .strictObject({
      name: TokenName,
      note: TokenNote.default(""),
      surfaces: TokenSurfaces.default(TOKEN_SURFACES),
      workspaceId: z
        .string()
        .refine((id) => !id.includes("\0"))
        .nullable()
        .default(null),
      expiresInDays: z.int().min(1).max(366).optional(),
      expiresAt: z.iso.datetime({ offset: true }).optional(),
    })
    .refine(({ expiresInDays, expiresAt }) => expiresInDays === undefined || expiresAt === undefined, {
      path: ["expiresAt"],
    }),
  documentation: TOKEN_DOCUMENTATION.create,
  handle: async ({ body: { expiresInDays, expiresAt, ...token }, ...acting }, dependencies) => {
    const created = await createNamedToken(dependencies, acting, token, toExpiry(expiresInDays, expiresAt));
    return created.ok
      ? succeed({ status: 201, body: toIssuedView(created.value, dependencies) })
      : refused(created.refusal);
  },
});

function toExpiry(days: number | undefined, date: string | undefined): TokenExpiry {
  if (days !== undefined) return { kind: "days", days };
  return date === undefined ? { kind: "maximum" } : { kind: "date", at: new Date(date) };
}

const toIssuedView = ({ text, token }: NewTokenDetails, { now }: Dependencies) => ({
  ...toTokenView({ token, state: tokenState(token, now()) }),
  text,
});

const read = adminRoute({
  method: "GET",
  path: PATH,
  permission: "settings:read",
  params: Parameters,
  query: NoQuery,
  body: null,
  documentation: TOKEN_DOCUMENTATION.read,
  handle: async ({ client, params }, dependencies) => {
    const stated = await readToken(dependencies, client, params.tokenId);
    return stated === null ? refused("not-found") : succeed({ status: 200, body: toTokenView(stated) });
  },
});

const describe = adminRoute({
  method: "PATCH",
  path: PATH,
  permission: "token:issue",
  params: Parameters,
  query: NoQuery,
  body: z.strictObject({ name: TokenName.optional(), note: TokenNote.optional() }),
  documentation: TOKEN_DOCUMENTATION.describe,
  handle: async ({ params, body, ...acting }, dependencies) => {
    const changed = await describeToken(dependencies, acting, params.tokenId, body);
    return changed.ok ? succeed(toReply(changed.value, dependencies)) : refused(changed.refusal);
  },
});

const toReply = (token: NewTokenDetails["token"], { now }: Dependencies) =>
  ({ status: 200, body: toTokenView({ token, state: tokenState(token, now()) }) }) as const;

const OverlapBody = z.strictObject({ overlap: z.enum(OVERLAP_NAMES).optional() });

const rotate = adminRoute({
  method: "POST",
  path: `${PATH}/rotate`,
  permission: "token:issue",
  isIdempotent: true,
  params: Parameters,
  query: NoQuery,
  body: OverlapBody,
  documentation: TOKEN_DOCUMENTATION.rotate,
  handle: async ({ params, body, ...acting }, dependencies) => {
    const rotated = await rotateToken(dependencies, acting, params.tokenId, body.overlap);
    return rotated.ok
      ? succeed({ status: 201, body: toIssuedView(rotated.value, dependencies) })
      : refused(rotated.refusal);
  },
});

const finish = adminRoute({
  method: "POST",
  path: `${PATH}/finish-rotation`,
  permission: "token:issue",
  isIdempotent: true,
  params: Parameters,
  query: NoQuery,
  body: null,
  documentation: TOKEN_DOCUMENTATION.finish,
  handle: async ({ params, ...acting }, dependencies) => {
    const finished = await finishRotation(dependencies, acting, params.tokenId);
    return finished.ok ? succeed(toReply(finished.value, dependencies)) : refused(finished.refusal);
  },
});

const undo = adminRoute({
  method: "POST",
  path: `${PATH}/undo-rotation`,
  permission: "token:issue",
  isIdempotent: true,
  params: Parameters,
  query: NoQuery,
  body: null,
  documentation: TOKEN_DOCUMENTATION.undo,
  handle: async ({ params, ...acting }, dependencies) => {
    const undone = await undoRotation(dependencies, acting, params.tokenId);
    return undone.ok ? succeed(toReply(undone.value, dependencies)) : refused(undone.refusal);
  },
});

const revoke = adminRoute({
  method: "POST",
  path: `${PATH}/revoke`,
  permission: "token:revoke",
  isIdempotent: true,
  params: Parameters,
  query: NoQuery,
  body: z.strictObject({ reason: z.enum(["revoked", "leaked"]).default("revoked") }),
  documentation: TOKEN_DOCUMENTATION.revoke,
  handle: async ({ params, body, ...acting }, dependencies) => {
    const revoked = await revokeToken(dependencies, acting, params.tokenId, body.reason);
    return revoked.ok ? succeed(toReply(revoked.value, dependencies)) : refused(revoked.refusal);
  },
});

const usage = adminRoute({
  method: "GET",
  path: `${PATH}/usage`,
  permission: "settings:read",
  params: Parameters,
  query: z.object({ days: z.coerce.number().int().min(1).max(TOKEN_USE_DAYS).default(30) }),
  body: null,
  documentation: TOKEN_DOCUMENTATION.usage,
  handle: async ({ client, params, query }, dependencies) => {
    const used = await readTokenUsage(dependencies, client, params.tokenId, query.days);
    return used === null ? refused("not-found") : succeed({ status: 200, body: toUsageView(used) });
  },
});

const replaceAccount = adminRoute({
  method: "POST",
  path: "/account-token",
  permission: "token:issue",
  isIdempotent: true,
  query: NoQuery,
  body: OverlapBody,
  documentation: TOKEN_DOCUMENTATION.account,
  handle: async ({ body, ...acting }, dependencies) => {
    const issued = await replaceAccountToken(dependencies, acting, body.overlap);
    return succeed({ status: 201, body: toIssuedView(issued, dependencies) });
  },
});

/** Everything about tokens below `/api/v1/clients/{code}`, the notices of their end, and `/api/v1/tokens/find`. */
export const tokenApiRoutes: readonly AnyAdminRoute[] = [
  list,
  create,
  ...findApiRoutes,
  read,
  describe,
  rotate,
  finish,
  undo,
  revoke,
  usage,
  replaceAccount,
  ...noticeApiRoutes,
];

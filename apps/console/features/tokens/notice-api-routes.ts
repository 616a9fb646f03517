import "server-only";
import { refuse, succeed } from "@silhouette/core/result";
import { z } from "zod";
import { type AnyAdminRoute, adminRoute } from "@/server/admin-route";
import { pageQuery, toPage } from "@/server/page";
import { TOKEN_DOCUMENTATION } from "./api-documentation";
import { toNoticeView } from "./api-views";
import { dismissNotice, replaceWebhookSecret } from "./commands";
import { listNotices } from "./queries";

const NoQuery = z.object({});
const NoticeId = z.string().refine((id) => !id.includes("\0"));

const list = adminRoute({
  method: "GET",
  path: "/notices",
  permission: "settings:read",
  query: z.object({ ...pageQuery(z.object({ id: NoticeId })), state: z.enum(["open", "all"]).default("all") }),
  body: null,
  documentation: TOKEN_DOCUMENTATION.notices,
  handle: async ({ client, query: { state, cursor, limit } }, dependencies) => {
    const page = { before: cursor?.id ?? null, limit: limit + 1 };
    const found = await listNotices(dependencies, client, { isOpen: state === "open" }, page);
    const { items, next } = toPage(found, limit, ({ id }) => ({ id }));
    return succeed({ status: 200, body: { notices: items.map(toNoticeView), next } });
  },
});

const dismiss = adminRoute({
  method: "POST",
  path: "/notices/{noticeId}/dismiss",
  permission: "token:issue",
  params: z.object({ noticeId: NoticeId }),
  query: NoQuery,
  body: null,
  documentation: TOKEN_DOCUMENTATION.dismiss,
  handle: async ({ params, ...acting }, dependencies) => {
    const dismissed = await dismissNotice(dependencies, acting, params.noticeId);
    return dismissed.ok
      ? succeed({ status: 200, body: toNoticeView(dismissed.value) })
      : refuse([{ code: "Resource.NotFound" }]);
  },
});

/** As every other setting: who may say where notices go may say how they are signed. */
const replaceSecret = adminRoute({
  method: "POST",
  path: "/notices/webhook-secret",
  permission: "settings:write",
  isIdempotent: true,
  query: NoQuery,
  body: null,
  documentation: TOKEN_DOCUMENTATION.webhookSecret,
  handle: async (acting, dependencies) =>
    succeed({ status: 201, body: { secret: await replaceWebhookSecret(dependencies, acting) } }),
});

/** Notices of tokens that are about to expire, below `/api/v1/clients/{code}`. */
export const noticeApiRoutes: readonly AnyAdminRoute[] = [list, dismiss, replaceSecret];

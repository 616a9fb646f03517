import "server-only";
import { refuse, succeed } from "@silhouette/core/result";
import type { TokenDetails } from "@silhouette/core/token-administration";
import { tokenState } from "@silhouette/core/token-state";
import { z } from "zod";
import { type AnyAdminRoute, adminRoute } from "@/server/admin-route";
import type { Dependencies } from "@/server/dependencies";
import { TOKEN_DOCUMENTATION } from "./api-documentation";
import { toTokenView } from "./api-views";
import { findTokenAnywhere, findTokenByText } from "./commands";

const PATH = "/tokens/find";

const NoQuery = z.object({});
const TokenText = z.string().max(1024);

const notFound = () => refuse([{ code: "Resource.NotFound" }] as const);
const toView = (token: TokenDetails, { now }: Dependencies) => toTokenView({ token, state: tokenState(token, now()) });

const find = adminRoute({
  method: "POST",
  path: PATH,
  permission: "token:revoke",
  query: NoQuery,
  body: z.strictObject({ text: TokenText, revoke: z.boolean().default(false) }),
  documentation: TOKEN_DOCUMENTATION.find,
  handle: async ({ body, ...acting }, dependencies) => {
    const token = await findTokenByText(dependencies, acting, body.text, body.revoke);
    return token === null ? notFound() : succeed({ status: 200, body: toView(token, dependencies) });
  },
});

/** Which clients there are is for who looks after all of them. */
const findAnywhere = adminRoute({
  method: "POST",
  scope: "installation",
  path: PATH,
  permission: "client:manage",
  query: NoQuery,
  body: z.strictObject({ text: TokenText }),
  documentation: TOKEN_DOCUMENTATION.findAnywhere,
  handle: async ({ body, actor, origin }, dependencies) => {
    const found = await findTokenAnywhere(dependencies, actor, body.text, origin);
    if (found === null) return notFound();
    return succeed({ status: 200, body: { client: found.client, token: toView(found.token, dependencies) } });
  },
});

/** From the text of a token to the token: in one client, and in all of them. The text comes in the body alone. */
export const findApiRoutes: readonly AnyAdminRoute[] = [find, findAnywhere];

import "server-only";
import { succeed } from "@silhouette/core/result";
import { z } from "zod";
import { type AnyAdminRoute, adminRoute } from "@/server/admin-route";

/** Names of profile attributes that calls have written, and nothing of what they hold. */
const listAttributeNames = adminRoute({
  method: "GET",
  path: "/profileattributes/mbox",
  permission: "settings:read",
  query: z.object({}),
  body: null,
  handle: async ({ client }, { stores }) =>
    succeed({ status: 200, body: { mboxProfileAttributes: await stores.attributeNames.list(client.id) } }),
});

/** `GET /{tenant}/target/profileattributes/mbox` (contract section 13). */
export const attributeNameRoutes: readonly AnyAdminRoute[] = [listAttributeNames];

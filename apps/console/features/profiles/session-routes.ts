import "server-only";
import { toProfileDocument } from "@silhouette/core/privacy";
import { sessionRoute } from "@/server/session-route";
import { findProfile } from "./commands";
import { toVisitor } from "./queries";

/** All that is known of a visitor, in the form of a fetched profile: what the visitor may ask for (contract section 11). */
export const exportProfile = sessionRoute({
  method: "GET",
  path: "/api/console/{code}/profile.json",
  permission: "profile:delete",
  handle: async ({ request, actor, client, origin }, dependencies) => {
    const { searchParams } = new URL(request.url);
    const visitor = toVisitor(searchParams.get("by") ?? undefined, searchParams.get("id") ?? undefined);
    if (visitor === null) return null;
    const profile = await findProfile(dependencies, actor, client, visitor, origin, "profile.exported");
    if (profile === null) return null;
    const body = JSON.stringify(toProfileDocument(client.code, visitor.id, profile), null, 2);
    return new Response(`${body}\n`, {
      headers: {
        "Content-Type": "application/json;charset=UTF-8",
        "Content-Disposition": 'attachment; filename="profile.json"',
      },
    });
  },
});

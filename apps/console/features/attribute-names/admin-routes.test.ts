import { ROLES } from "@silhouette/core/permission";
import { expect, test } from "vitest";
import { serveAdminRoutes } from "@/server/admin-route";
import { fakeDependencies, grant, makeClient, makeCredential, now } from "@/test/fake-dependencies";
import { attributeNameRoutes } from "./admin-routes";

const acme = makeClient({ code: "acme" });

test.each(ROLES)("whoever reaches the client reads which names there are: %s", async (role) => {
  const credentials = [makeCredential(grant(role, acme))];
  const { dependencies } = fakeDependencies({ clients: [acme], credentials, attributeNames: ["city", "tier"] });
  const authorization = `Bearer ${await dependencies.accessTokens.issue("credential-1", now)}`;
  const request = new Request("http://console.example/acme/target/profileattributes/mbox", {
    headers: { authorization },
  });
  const handle = serveAdminRoutes(attributeNameRoutes, () => dependencies);
  const reply = await handle(request, { params: Promise.resolve({ tenant: "acme" }) });
  expect([reply.status, await reply.json()]).toEqual([200, { mboxProfileAttributes: ["city", "tier"] }]);
});

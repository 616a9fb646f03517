import { toActor } from "@silhouette/core/permission";
import type { TokenDetails } from "@silhouette/core/token-administration";
import { expect, test } from "vitest";
import type { Dependencies } from "@/server/dependencies";
import { fakeDependencies, grant, makeClient, now } from "@/test/fake-dependencies";
import { readOverview } from "./queries";

const DAY_MILLIS = 86_400_000;
const client = makeClient({ code: "acme" });
const token = (index: number, lifeDays: number): TokenDetails => ({
  id: `token-${index}`,
  clientId: client.id,
  publicId: `public-${index}`,
  name: `t${index}`,
  note: "",
  scope: "profile_api",
  surfaces: [],
  workspaceId: null,
  replacesId: null,
  lastUse: null,
  createdAt: new Date(now.getTime() - index),
  createdBy: "ada@example.com",
  expiresAt: new Date(now.getTime() + lifeDays * DAY_MILLIS),
  revokedAt: null,
  revokedBy: null,
  revokedFor: null,
  graceEndsAt: null,
});

test("a token that ends soon is found behind however many newer ones, and the next to end stands first", async () => {
  const tokens = [...Array.from({ length: 250 }, (_, index) => token(index, 90)), token(250, 20), token(251, 5)];
  const { dependencies } = fakeDependencies({ clients: [client] });
  const list: Dependencies["stores"]["tokenAdministration"]["list"] = async (_client, _filter, { after, limit }) => {
    const from = after === null ? 0 : tokens.findIndex(({ id }) => id === after.id) + 1;
    return tokens.slice(from, from + limit);
  };
  const stores = {
    ...dependencies.stores,
    callCounts: { ...dependencies.stores.callCounts, readCallsPerMinute: async () => [] },
    memberAdministration: { ...dependencies.stores.memberAdministration, list: async () => [] },
    tokenAdministration: { ...dependencies.stores.tokenAdministration, list },
  };
  const actor = toActor(
    { kind: "member", id: "user-1", name: "Ada" },
    [grant("approver", client)],
    client.id,
    "approver",
  );
  const view = await readOverview({ ...dependencies, stores }, actor, client);
  expect(view.expiringTokens.map(({ name }) => name)).toEqual(["t251", "t250"]);
});

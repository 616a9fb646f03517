import { MemoryStores } from "@silhouette/core/testing";
import { describe, expect, test } from "vitest";
import { batchRefusal, refusal, submit, valuesOf } from "./calls.ts";
import { createHandlerTarget } from "./handler-target.ts";
import { describeTargets } from "./targets.ts";

describeTargets((target) => {
  const update = (segment: string, query: string, headers: Record<string, string> = {}) =>
    target.call(`/m2/${segment}/profile/update?mbox3rdPartyId=crm-1&profile.tier=gold${query}`, { headers });

  /** Two clients that each know `crm-1`. */
  async function makeClients() {
    const imsOrgId = `${crypto.randomUUID()}@AdobeOrg`;
    const [client, neighbour] = [await target.createClient({ imsOrgId }), await target.createClient()];
    for (const each of [client, neighbour]) await each.putProfile("tp:crm-1", { tier: "basic" });
    const tiers = async () => [
      (await valuesOf(target, client, "thirdPartyId/crm-1"))?.tier,
      (await valuesOf(target, neighbour, "thirdPartyId/crm-1"))?.tier,
    ];
    return { client, neighbour, imsOrgId, tiers };
  }

  describe("200: the client is named (U-01)", () => {
    test.each<[string, (code: string, imsOrgId: string) => Parameters<typeof update>]>([
      ["by the path", (code) => [code, ""]],
      ["by the path, in capitals", (code) => [code.toUpperCase(), ""]],
      ["by the query beside the literal word", (code) => ["client", `&client=${code}`]],
      ["by imsOrgId beside the literal word", (_, org) => ["client", `&imsOrgId=${encodeURIComponent(org)}`]],
      ["by the host beside the literal word", (code) => ["client", "", { Host: `${code}.tt.example.test` }]],
      ["by the host's first label and a port", (code) => ["client", "", { Host: `${code}:8080` }]],
      ["by the host as a proxy noted it", (code) => ["client", "", { "X-Forwarded-Host": `${code}.example.test` }]],
      ["by the host beside an unknown segment", (code) => ["no-such-client", "", { Host: `${code}.example.test` }]],
      ["by all of them", (code) => [code, `&client=${code}`, { Host: `${code}.example.test` }]],
    ])("%s", async (_, hints) => {
      const { client, imsOrgId, tiers } = await makeClients();
      const reply = await update(...hints(client.code, imsOrgId));
      expect([reply.status, reply.headers.get("x-profile-result")]).toEqual([200, "applied"]);
      expect(await tiers()).toEqual(["gold", "basic"]);
    });
  });

  describe("400", () => {
    test.each<[string, (code: string, other: string) => Parameters<typeof update>]>([
      ["path and query", (code, other) => [code, `&client=${other}`]],
      ["path and host", (code, other) => [code, "", { Host: `${other}.example.test` }]],
      ["query and host", (code, other) => ["client", `&client=${code}`, { Host: `${other}.example.test` }]],
    ])("%s name different clients: neither is changed (U-01)", async (_, hints) => {
      const { client, neighbour, tiers } = await makeClients();
      const reply = await update(...hints(client.code, neighbour.code));
      expect([reply.status, reply.text]).toEqual([400, expect.stringContaining("<success>false</success>")]);
      expect(await tiers()).toEqual(["basic", "basic"]);
    });

    test("nobody is named, and there are several clients (U-01)", async () => {
      const reply = await update("no-such-client", "");
      expect([reply.status, reply.text]).toEqual([400, refusal("Invalid client: no-such-client")]);
    });

    test("a submission for an unknown client is refused as submissions are", async () => {
      const nobody = { ...(await target.createClient()), code: "no-such-client" };
      const reply = await submit(target, nobody, "batch=pcId,a\n1,x\n");
      expect([reply.status, reply.text]).toEqual([400, batchRefusal("Invalid client: no-such-client")]);
    });

    test("an unknown client's name is repeated as text", async () => {
      const reply = await update("client", `&client=${encodeURIComponent("<b>&")}`);
      expect([reply.status, reply.text]).toEqual([400, refusal("Invalid client: &lt;b&gt;&amp;")]);
    });
  });
});

describe("an installation with one client", () => {
  test("takes every call that names nobody for that client's (U-01)", async () => {
    const stores = new MemoryStores();
    const target = createHandlerTarget(stores);
    stores.clients.splice(0);
    const client = await target.createClient();
    await client.putProfile("tp:crm-1", { tier: "basic" });
    const path = "profile/update?mbox3rdPartyId=crm-1&profile.tier=";
    for (const [segment, tier] of [
      ["client", "gold"],
      ["no-such-client", "silver"],
    ]) {
      expect((await target.call(`/m2/${segment}/${path}${tier}`)).status).toBe(200);
      expect((await target.call("/rest/v1/profiles/thirdPartyId/crm-1")).text).toContain(`"value":"${tier}"`);
    }
    expect((await target.call("/rest/v1/profiles/thirdPartyId/crm-1?client=nobody")).status).toBe(400);
  });
});

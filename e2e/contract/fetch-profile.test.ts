import { describe, expect, test } from "vitest";
import { deliver, JSON_TYPE, SUBMITTED } from "./calls.ts";
import { describeTargets } from "./targets.ts";

/** ISO 8601 with milliseconds and a numeric offset (U-03). */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$/;

describeTargets((target) => {
  const notFound = (code: string, what: string) =>
    `{"status":404,"message":"No profile found for client ${code} with ${what}"}`;

  describe("200", () => {
    test("by thirdPartyId, in the shape and order of the contract (U-02, U-03)", async () => {
      const client = await target.createClient();
      await client.putProfile("tp:crm-1001", { tier: "gold" });
      const reply = await target.call(`/rest/v1/profiles/thirdPartyId/crm-1001?client=${client.code}`);
      expect(reply.status).toBe(200);
      expect(reply.headers.get("content-type")).toBe(JSON_TYPE);
      const { modifiedAt } = JSON.parse(reply.text);
      expect(modifiedAt).toMatch(TIME);
      expect(reply.text).toBe(
        `{"client":"${client.code}","visitorId":"crm-1001","thirdPartyId":"crm-1001","modifiedAt":"${modifiedAt}","profileAttributes":{"tier":{"value":"gold","modifiedAt":"${modifiedAt}"}}}`,
      );
    });

    test("by tntId, with mboxPC instead (U-03)", async () => {
      const client = await target.createClient();
      await client.putProfile("pc:111492025094307-353046", { tier: "gold" });
      const reply = await target.call(`/rest/v1/profiles/111492025094307-353046?client=${client.code}`);
      expect(Object.keys(JSON.parse(reply.text))).toEqual([
        "client",
        "visitorId",
        "mboxPC",
        "modifiedAt",
        "profileAttributes",
      ]);
      expect(JSON.parse(reply.text)).toMatchObject({
        visitorId: "111492025094307-353046",
        mboxPC: "111492025094307-353046",
      });
    });

    test("by ECID, with that key alone (U-03)", async () => {
      const client = await target.createClient();
      const id = { marketingCloudVisitorId: "03229487632918700324", thirdPartyId: "crm-1" };
      const page = { pageLoad: { profileParameters: { tier: "gold" } } };
      expect((await deliver(target, client, { id, execute: page })).status).toBe(200);
      const path = `/rest/v1/profiles/marketingCloudVisitorId/03229487632918700324?client=${client.code}`;
      const { status, text } = await target.call(path);
      expect(status).toBe(200);
      const { modifiedAt } = JSON.parse(text);
      expect(text).toBe(
        `{"client":"${client.code}","visitorId":"03229487632918700324","marketingCloudVisitorId":"03229487632918700324","modifiedAt":"${modifiedAt}","profileAttributes":{"tier":{"value":"gold","modifiedAt":"${modifiedAt}"}}}`,
      );
    });

    test("by tntId with any location suffix; visitorId repeats the id as it was asked for (U-03, U-05)", async () => {
      const client = await target.createClient();
      await client.putProfile("pc:1389936436794-710059", { tier: "gold" });
      for (const id of ["1389936436794-710059", "1389936436794-710059.19_36", "1389936436794-710059.17_05"]) {
        const { status, text } = await target.call(`/rest/v1/profiles/${id}?client=${client.code}`);
        expect([status, JSON.parse(text).visitorId]).toEqual([200, id]);
      }
    });

    test.each([
      ["crm%201", "crm 1"],
      ["%EA%B3%A0%EA%B0%9D-1", "고객-1"],
      ["a%25b", "a%b"],
      ["a%3Fb%23c%26d", "a?b#c&d"],
      ["client", "client"],
      ["__proto__", "__proto__"],
      ["crm.19_36", "crm.19_36"],
      ["a:b@c,d;e=f", "a:b@c,d;e=f"],
    ])("the id %s in a path is %j", async (path, id) => {
      const client = await target.createClient();
      await client.putProfile(`tp:${id}`, { tier: "gold" });
      const { status, text } = await target.call(`/rest/v1/profiles/thirdPartyId/${path}?client=${client.code}`);
      expect([status, JSON.parse(text).visitorId]).toEqual([200, id]);
    });

    test("values and names are text as it was written, in any script", async () => {
      const client = await target.createClient();
      const values = {
        도시: '서울 "중구"',
        quote: "a\\b\n\u2028",
        emoji: "🎿",
        "address.city": "Malmö",
        number: "0.0",
      };
      await client.putProfile("tp:crm-1", values);
      const { text } = await target.call(`/rest/v1/profiles/thirdPartyId/crm-1?client=${client.code}`);
      const { profileAttributes } = JSON.parse(text);
      for (const [name, value] of Object.entries(values)) expect(profileAttributes[name].value).toBe(value);
    });

    test("each attribute keeps the time of its own last change", async () => {
      const client = await target.createClient();
      await client.putProfile("tp:crm-1", { old: "1", tier: "silver" });
      const read = async () =>
        JSON.parse((await target.call(`/rest/v1/profiles/thirdPartyId/crm-1?client=${client.code}`)).text);
      const before = await read();
      await new Promise((resolve) => setTimeout(resolve, 5));
      await target.call(`/m2/${client.code}/profile/update?mbox3rdPartyId=crm-1&profile.tier=gold`);
      const { modifiedAt, profileAttributes } = await read();
      expect(profileAttributes.old).toEqual(before.profileAttributes.old);
      expect(Date.parse(profileAttributes.tier.modifiedAt)).toBeGreaterThan(Date.parse(before.modifiedAt));
      expect(modifiedAt).toBe(profileAttributes.tier.modifiedAt);
    });

    test("what was acknowledged is in the next answer (U-30)", async () => {
      const client = await target.createClient();
      await client.putProfile("tp:crm-1", { turn: "0" });
      for (let turn = 1; turn <= 20; turn++) {
        const { text } = await target.call(
          `/m2/${client.code}/profile/update?mbox3rdPartyId=crm-1&profile.turn=${turn}`,
        );
        expect(text).toBe(SUBMITTED);
        const fetched = await target.call(`/rest/v1/profiles/thirdPartyId/crm-1?client=${client.code}`);
        expect(JSON.parse(fetched.text).profileAttributes.turn.value).toBe(String(turn));
      }
    });

    test("HEAD has the headers of GET and no body (U-39)", async () => {
      const client = await target.createClient();
      await client.putProfile("tp:crm-1", { tier: "gold" });
      const reply = await target.call(`/rest/v1/profiles/thirdPartyId/crm-1?client=${client.code}`, { method: "HEAD" });
      expect([reply.status, reply.text]).toEqual([200, ""]);
      expect(reply.headers.get("content-type")).toBe(JSON_TYPE);
    });

    test("a profile must not be kept by a cache", async () => {
      const client = await target.createClient();
      await client.putProfile("tp:crm-1", { tier: "gold" });
      const { headers } = await target.call(`/rest/v1/profiles/thirdPartyId/crm-1?client=${client.code}`);
      expect(headers.get("cache-control")).toContain("no-store");
    });
  });

  describe("400", () => {
    test.each(["nobody", "", "__proto__", "a.b", "%00"])("the client %j is unknown (U-04)", async (code) => {
      const { status, text, headers } = await target.call(`/rest/v1/profiles/thirdPartyId/crm-1?client=${code}`);
      expect([status, JSON.parse(text)]).toEqual([
        400,
        { status: 400, message: `Invalid client: ${decodeURIComponent(code)}` },
      ]);
      expect(headers.get("content-type")).toBe(JSON_TYPE);
    });

    test("no client is named and there are several (U-04)", async () => {
      const { status, text } = await target.call("/rest/v1/profiles/thirdPartyId/crm-1");
      expect([status, text]).toEqual([400, '{"status":400,"message":"Invalid client: "}']);
    });

    test.each([
      "/rest/v1/profiles/thirdPartyId/",
      "/rest/v1/profiles/thirdPartyId",
      "/rest/v1/profiles/marketingCloudVisitorId/",
      "/rest/v1/profiles/marketingCloudVisitorId",
      "/rest/v1/profiles/",
    ])("%s has no id (U-04)", async (path) => {
      const client = await target.createClient();
      const { status, text } = await target.call(`${path}?client=${client.code}`);
      expect([status, JSON.parse(text).status]).toEqual([400, 400]);
    });
  });

  describe("404", () => {
    test("an unknown thirdPartyId, in the words of the contract", async () => {
      const { code } = await target.createClient();
      const { status, text, headers } = await target.call(`/rest/v1/profiles/thirdPartyId/crm-404?client=${code}`);
      expect([status, text]).toEqual([404, notFound(code, "third party id=crm-404")]);
      expect(headers.get("content-type")).toBe(JSON_TYPE);
    });

    test("an unknown tntId, in the words of the contract", async () => {
      const { code } = await target.createClient();
      const { status, text } = await target.call(`/rest/v1/profiles/1368007744041-575948.01_00?client=${code}`);
      expect([status, text]).toEqual([404, notFound(code, "mboxPC=1368007744041-575948.01_00")]);
    });

    test.each(["ecid-404", "a".repeat(129)])("an unknown ECID, %s (U-04)", async (id) => {
      const { code } = await target.createClient();
      const { status, text } = await target.call(`/rest/v1/profiles/marketingCloudVisitorId/${id}?client=${code}`);
      expect([status, text]).toEqual([404, notFound(code, `marketingCloudVisitorId=${id}`)]);
    });

    test("an id that holds markup is repeated as text that is none", async () => {
      const { code } = await target.createClient();
      const { text } = await target.call(`/rest/v1/profiles/thirdPartyId/%3Cb%3E?client=${code}`);
      expect(text).not.toContain("<");
      expect(JSON.parse(text).message).toContain("third party id=<b>");
    });

    test("the kinds of id are different name spaces", async () => {
      const client = await target.createClient();
      await client.putProfile("tp:one", { tier: "gold" });
      await client.putProfile("pc:two", { tier: "gold" });
      expect((await target.call(`/rest/v1/profiles/one?client=${client.code}`)).status).toBe(404);
      expect((await target.call(`/rest/v1/profiles/thirdPartyId/two?client=${client.code}`)).status).toBe(404);
      for (const id of ["one", "two"]) {
        const path = `/rest/v1/profiles/marketingCloudVisitorId/${id}?client=${client.code}`;
        expect((await target.call(path)).status).toBe(404);
      }
    });

    test("another client's profile does not exist", async () => {
      const [client, neighbour] = [await target.createClient(), await target.createClient()];
      await client.putProfile("tp:crm-1", { tier: "gold" });
      const { status, text } = await target.call(`/rest/v1/profiles/thirdPartyId/crm-1?client=${neighbour.code}`);
      expect([status, text]).toEqual([404, notFound(neighbour.code, "third party id=crm-1")]);
    });

    test("ids and names are case-sensitive", async () => {
      const client = await target.createClient();
      await client.putProfile("tp:CRM-1", { tier: "gold" });
      expect((await target.call(`/rest/v1/profiles/thirdPartyId/crm-1?client=${client.code}`)).status).toBe(404);
    });

    test.each([
      ["an encoded slash, which is not a separator", "crm%2F1"],
      ["an encoded slash in small letters", "crm%2f1"],
      ["a plus sign", "crm+1"],
      ["NUL", "%00"],
      ["more than 256 characters", "a".repeat(257)],
    ])("an id that cannot exist: %s (U-38)", async (_, path) => {
      const { code } = await target.createClient();
      expect((await target.call(`/rest/v1/profiles/thirdPartyId/${path}?client=${code}`)).status).toBe(404);
    });

    test.each(["%FF", "100%", "%C0%AF"])("the id %s, which is not percent-encoded UTF-8", async (path) => {
      const { code } = await target.createClient();
      expect((await target.call(`/rest/v1/profiles/thirdPartyId/${path}?client=${code}`)).status).toBe(404);
    });
  });
});

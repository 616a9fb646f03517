import { describe, expect, test } from "vitest";
import { refusal, SUBMITTED, valuesOf, XML_TYPE } from "./calls.ts";
import type { CallOptions, TargetClient } from "./target.ts";
import { describeTargets } from "./targets.ts";

const FORM = { "Content-Type": "application/x-www-form-urlencoded" };
const JSON_BODY = { "Content-Type": "application/json" };

describeTargets((target) => {
  const update = ({ code }: TargetClient, query: string, options: CallOptions = {}) =>
    target.call(`/m2/${code}/profile/update${query}`, options);
  const post = (client: TargetClient, body: string, headers = FORM) =>
    update(client, "", { method: "POST", headers, body });
  const values = (client: TargetClient, id = "crm-1001") => valuesOf(target, client, `thirdPartyId/${id}`);

  /** A client with one profile, `crm-1001`. */
  async function makeClient(stored: Readonly<Record<string, string>> = { tier: "basic" }): Promise<TargetClient> {
    const client = await target.createClient();
    await client.putProfile("tp:crm-1001", stored);
    return client;
  }

  describe("200", () => {
    const attributes = "mbox3rdPartyId=crm-1001&profile.tier=gold&profile.address.city=New%20York";

    test.each<[string, (client: TargetClient) => ReturnType<typeof update>]>([
      ["a GET with a query", (client) => update(client, `?${attributes}`)],
      ["a POST with a query and no body", (client) => update(client, `?${attributes}`, { method: "POST" })],
      [
        "a POST with a query and an empty body",
        (client) => update(client, `?${attributes}`, { method: "POST", body: "" }),
      ],
      ["a POST with a form", (client) => post(client, attributes)],
      [
        "a POST with JSON",
        (client) =>
          post(
            client,
            '{"mbox3rdPartyId":"crm-1001","profile.tier":"gold","profile.address.city":"New York"}',
            JSON_BODY,
          ),
      ],
      [
        "the literal word client and a host that names it (U-01)",
        ({ code }) =>
          target.call("/m2/client/profile/update", {
            method: "POST",
            headers: { ...JSON_BODY, Host: `${code}.target.example.test` },
            body: '{"mbox3rdPartyId":"crm-1001","profile.tier":"gold","profile.address.city":"New York"}',
          }),
      ],
      ["blanks as +", (client) => update(client, `?${attributes.replace("%20", "+")}`)],
    ])("%s has the worked effect and answer (contract section 17)", async (_, send) => {
      const client = await makeClient({ tier: "basic", kept: "yes" });
      const reply = await send(client);
      expect([reply.status, reply.text]).toEqual([200, SUBMITTED]);
      expect(reply.headers.get("content-type")).toBe(XML_TYPE);
      expect(reply.headers.get("x-profile-result")).toBe("applied");
      expect(await values(client)).toEqual({ tier: "gold", "address.city": "New York", kept: "yes" });
    });

    test("the text of the answer reads as the manual prints it", async () => {
      const client = await makeClient();
      const { text } = await update(client, `?${attributes}`);
      expect(text.replace(/<[^>]*>/g, "")).toBe("trueRequest successfully submitted");
    });

    test("an unknown id gets the same answer and is not created (U-13)", async () => {
      const client = await makeClient();
      const reply = await update(client, "?mbox3rdPartyId=crm-404&profile.tier=gold");
      expect([reply.status, reply.text]).toEqual([200, SUBMITTED]);
      expect(reply.headers.get("x-profile-result")).toBe("not-found");
      expect(await values(client, "crm-404")).toBeNull();
    });

    test("another client's profile is unknown", async () => {
      const client = await makeClient();
      const neighbour = await target.createClient();
      const reply = await update(neighbour, "?mbox3rdPartyId=crm-1001&profile.tier=gold");
      expect(reply.headers.get("x-profile-result")).toBe("not-found");
      expect(await values(client)).toEqual({ tier: "basic" });
    });

    test("mboxPC names a visitor, with or without its location suffix (U-05)", async () => {
      const client = await target.createClient();
      await client.putProfile("pc:1368007744041-575948", { tier: "basic" });
      for (const [id, tier] of [
        ["1368007744041-575948.01_00", "gold"],
        ["1368007744041-575948", "silver"],
      ]) {
        await update(client, `?mboxPC=${id}&profile.tier=${tier}`);
        expect(await valuesOf(target, client, "1368007744041-575948")).toEqual({ tier });
      }
    });

    test("of both ids mbox3rdPartyId is the target, and nothing is linked (U-13, U-35)", async () => {
      const client = await makeClient();
      await client.putProfile("pc:visitor", { tier: "basic" });
      await update(client, "?mboxPC=visitor&mbox3rdPartyId=crm-1001&profile.tier=gold");
      expect(await values(client)).toEqual({ tier: "gold" });
      expect(await valuesOf(target, client, "visitor")).toEqual({ tier: "basic" });
    });

    test("mboxThirdPartyId is another name of mbox3rdPartyId (U-13)", async () => {
      const client = await makeClient();
      await update(client, "?mboxThirdPartyId=crm-1001&profile.tier=gold");
      expect(await values(client)).toEqual({ tier: "gold" });
    });

    test.each([
      "?mbox3rdPartyId=crm-1001",
      "?mbox3rdPartyId=crm-1001&tier=gold&Profile.tier=gold&profiletier=gold",
      "?mbox3rdPartyId=crm-1001&profile.tier=&profile.tier=null&profile.tier=",
    ])("%s changes nothing and succeeds (U-13)", async (query) => {
      const client = await makeClient();
      const reply = await update(client, query);
      expect([reply.status, reply.text]).toEqual([200, SUBMITTED]);
      expect(await values(client)).toEqual({ tier: "basic" });
    });

    test("the body's value wins over the same name in the query, the others are joined (U-13)", async () => {
      const client = await makeClient();
      await update(client, "?mbox3rdPartyId=crm-1001&profile.a=query&profile.b=query", {
        method: "POST",
        headers: FORM,
        body: "profile.b=body&profile.c=body",
      });
      expect(await values(client)).toEqual({ tier: "basic", a: "query", b: "body", c: "body" });
    });

    test("JSON numbers and booleans become text, null is an empty value", async () => {
      const client = await makeClient();
      await post(
        client,
        '{"mbox3rdPartyId":"crm-1001","profile.visits":4,"profile.rate":0.5,"profile.vip":false,"profile.tier":null}',
        JSON_BODY,
      );
      expect(await values(client)).toEqual({ tier: "basic", visits: "4", rate: "0.5", vip: "false" });
    });

    test("JSON is not percent-decoded", async () => {
      const client = await makeClient();
      await post(client, '{"mbox3rdPartyId":"crm-1001","profile.tier":"a%20b+c"}', JSON_BODY);
      expect(await values(client)).toEqual({ tier: "a%20b+c" });
    });

    test("names and values may be text in any script, and names are case-sensitive", async () => {
      const client = await makeClient();
      const wanted = { Tier: "GOLD", 도시: "서울 & 부산", "a=b": "c=d", emoji: "🎿" };
      const query = Object.entries(wanted).map(
        ([name, value]) => `profile.${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
      );
      await update(client, `?mbox3rdPartyId=crm-1001&${query.join("&")}`);
      expect(await values(client)).toEqual({ tier: "basic", ...wanted });
    });

    test("an invalid escape stays as text (U-15)", async () => {
      const client = await makeClient();
      await post(client, "mbox3rdPartyId=crm-1001&profile.tier=100%&profile.other=%zz");
      expect(await values(client)).toEqual({ tier: "100%", other: "%zz" });
    });

    test("reserved names are ignored with a warning, the rest is applied (U-20)", async () => {
      const client = await makeClient();
      const reply = await update(
        client,
        "?mbox3rdPartyId=crm-1001&profile.tier=gold&profile.user.visits=1&profile.browserTime=2&profile.mobile.os=3",
      );
      expect([reply.status, reply.text]).toEqual([200, SUBMITTED]);
      expect(reply.headers.get("x-profile-warnings")).toBeTruthy();
      expect(await values(client)).toEqual({ tier: "gold" });
    });

    test("names that trip objects up are attributes like others", async () => {
      const client = await makeClient();
      await post(client, '{"mbox3rdPartyId":"crm-1001","profile.__proto__":"1","profile.constructor":"2"}', JSON_BODY);
      const { text } = await target.call(`/rest/v1/profiles/thirdPartyId/crm-1001?client=${client.code}`);
      expect(text).toContain('"__proto__":{"value":"1"');
      expect(text).toContain('"constructor":{"value":"2"');
    });

    test("there is no limit on the number of attributes", async () => {
      const client = await makeClient();
      const names = Array.from({ length: 1000 }, (_, index) => `a${index}`);
      await post(client, `mbox3rdPartyId=crm-1001&${names.map((name) => `profile.${name}=1`).join("&")}`);
      expect(Object.keys((await values(client)) ?? {})).toHaveLength(1001);
    });

    test("many at once on one profile lose nothing", async () => {
      const client = await makeClient();
      const names = Array.from({ length: 50 }, (_, index) => `a${index}`);
      await Promise.all(names.map((name) => update(client, `?mbox3rdPartyId=crm-1001&profile.${name}=1`)));
      expect(await values(client)).toEqual({ tier: "basic", ...Object.fromEntries(names.map((name) => [name, "1"])) });
    });

    test("a request target of 8,192 characters and a body of 61,440 bytes pass (U-32)", async () => {
      const client = await makeClient();
      const start = `/m2/${client.code}/profile/update?mbox3rdPartyId=crm-1001&profile.tier=`;
      expect((await target.call(start.padEnd(8192, "x"))).status).toBe(200);
      expect((await post(client, "mbox3rdPartyId=crm-1001&profile.tier=".padEnd(61_440, "y"))).status).toBe(200);
      expect((await values(client))?.tier).toHaveLength(61_440 - "mbox3rdPartyId=crm-1001&profile.tier=".length);
    });
  });

  describe("400", () => {
    test.each(["", "?profile.tier=gold", "?mboxPC=&mbox3rdPartyId=&profile.tier=gold", "?mboxpc=1&profile.tier=gold"])(
      "%j names no visitor (U-13)",
      async (query) => {
        const client = await makeClient();
        const reply = await update(client, query);
        expect([reply.status, reply.text]).toEqual([400, refusal("mboxPC or mbox3rdPartyId is required")]);
        expect(reply.headers.get("content-type")).toBe(XML_TYPE);
      },
    );

    test.each([
      ["an encoded plus sign", "crm%2B1"],
      ["an encoded slash", "crm%2F1"],
      ["a slash", "crm/1"],
      ["NUL", "%00"],
      ["more than 256 characters", "a".repeat(257)],
    ])("a thirdPartyId with %s is none (U-38)", async (_, id) => {
      const client = await makeClient();
      const reply = await update(client, `?mbox3rdPartyId=${id}&profile.tier=gold`);
      expect([reply.status, reply.text]).toEqual([400, refusal("Invalid mbox3rdPartyId")]);
    });

    test.each([
      ["bytes that are not UTF-8", "mbox3rdPartyId=crm-1001&profile.tier=gold&profile.other=%FF", FORM],
      ["NUL", "mbox3rdPartyId=crm-1001&profile.tier=gold&profile.other=%00", FORM],
      ["broken JSON", '{"mbox3rdPartyId":"crm-1001","profile.tier":"gold"', JSON_BODY],
      ["JSON that is no object", '["crm-1001"]', JSON_BODY],
      ["nested JSON", '{"mbox3rdPartyId":"crm-1001","profile.tier":"gold","profile.x":{"y":1}}', JSON_BODY],
      [
        "a lone surrogate in JSON",
        '{"mbox3rdPartyId":"crm-1001","profile.tier":"gold","profile.x":"\\ud800"}',
        JSON_BODY,
      ],
    ])("%s: nothing of the call is applied", async (_, body, headers) => {
      const client = await makeClient();
      const { status, text } = await post(client, body, headers);
      expect([status, text]).toEqual([400, expect.stringMatching(/^<response><success>false<\/success><message>/)]);
      expect(await values(client)).toEqual({ tier: "basic" });
    });

    test("a profile that would exceed 64 KB stays as it was (U-23)", async () => {
      const stored = { tier: "basic", big: "x".repeat(60_000) };
      const client = await makeClient(stored);
      const rest = 65_536 - 60_000 - "tierbasicbig".length - "more".length;
      const refused = await post(
        client,
        `mbox3rdPartyId=crm-1001&profile.tier=basic&profile.more=${"y".repeat(rest + 1)}`,
      );
      expect([refused.status, refused.text]).toEqual([400, expect.stringContaining("<success>false</success>")]);
      expect(await values(client)).toEqual(stored);
      await post(client, `mbox3rdPartyId=crm-1001&profile.tier=basic&profile.more=${"y".repeat(rest)}`);
      expect(await values(client)).toEqual({ ...stored, more: "y".repeat(rest) });
    });
  });

  describe("413", () => {
    test("a body of 61,441 bytes does not pass (U-32)", async () => {
      const client = await makeClient();
      const reply = await post(client, "mbox3rdPartyId=crm-1001&profile.tier=".padEnd(61_441, "y"));
      expect([reply.status, reply.text]).toEqual([413, refusal("Request body exceeds 60 KB")]);
      expect(await values(client)).toEqual({ tier: "basic" });
    });
  });

  describe("414", () => {
    test.each([8193, 40_000])("a request target of %d characters does not pass (U-32)", async (length) => {
      const client = await makeClient();
      const start = `/m2/${client.code}/profile/update?mbox3rdPartyId=crm-1001&profile.tier=`;
      const reply = await target.call(start.padEnd(length, "x"));
      expect([reply.status, reply.text]).toEqual([414, refusal("Request URL exceeds 8 KB")]);
      expect(await values(client)).toEqual({ tier: "basic" });
    });
  });

  describe("415", () => {
    test.each(["multipart/form-data; boundary=x", "text/xml", "text/plain"])(
      "%s is no body of an update",
      async (type) => {
        const client = await makeClient();
        const reply = await post(client, "mbox3rdPartyId=crm-1001&profile.tier=gold", { "Content-Type": type });
        expect([reply.status, reply.text]).toEqual([415, refusal("Unsupported content type")]);
        expect(await values(client)).toEqual({ tier: "basic" });
      },
    );
  });
});

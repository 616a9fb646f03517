import { describe, expect, test } from "vitest";
import { deliver, JSON_TYPE, valuesOf } from "./calls.ts";
import type { CallOptions, Reply, Target } from "./target.ts";
import { describeTargets } from "./targets.ts";

/** A tntId that we issue (U-06). */
const TNT_ID = /^[0-9a-f]{32}$/;
const MINIMUM = '{"context":{"channel":"web"}}';

const parametersOf = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, "x"]));
const mboxesOf = (count: number) => Array.from({ length: count }, (_, index) => ({ index, name: `m${index}` }));
const pageLoad = (profileParameters: object) => ({ execute: { pageLoad: { profileParameters } } });

const post = (
  target: Target,
  query: string,
  body: CallOptions["body"] = MINIMUM,
  headers: CallOptions["headers"] = {},
) => target.call(`/rest/v1/delivery${query}`, { method: "POST", body, headers });

const idsOf = ({ status, text }: Reply): Record<string, unknown> & { tntId: string } => {
  expect([status, text]).toEqual([200, expect.any(String)]);
  return JSON.parse(text).id;
};

describeTargets((target) => {
  describe("200", () => {
    test("the documented example, with a tntId of 32 hexadecimal digits (U-06)", async () => {
      const imsOrgId = `${crypto.randomUUID()}@AdobeOrg`;
      const client = await target.createClient({ imsOrgId });
      const body =
        '{"requestId":"r-1","id":{"thirdPartyId":"crm-1001"},"context":{"channel":"web"},"execute":{"mboxes":[{"index":0,"name":"home","profileParameters":{"tier":"gold"}}]}}';
      const reply = await post(target, `?imsOrgId=${encodeURIComponent(imsOrgId)}&sessionId=s-1`, body);
      const { tntId } = idsOf(reply);
      expect(tntId).toMatch(TNT_ID);
      expect(reply.text).toBe(
        `{"status":200,"requestId":"r-1","client":"${client.code}","id":{"tntId":"${tntId}","thirdPartyId":"crm-1001"},"execute":{"mboxes":[{"index":0,"name":"home"}]}}`,
      );
      expect(reply.headers.get("content-type")).toBe(JSON_TYPE);
      expect(reply.headers.get("cache-control")).toContain("no-store");
      expect(await valuesOf(target, client, "thirdPartyId/crm-1001")).toEqual({ tier: "gold" });
    });

    test.each([
      ["application/json", "?client=CODE&sessionId=s-1"],
      ["text/plain", "?client=CODE&sessionId=s-1&version=2.11.4"],
      ["text/plain;charset=UTF-8", "/?client=CODE&sessionId=s-1"],
      ["application/x-www-form-urlencoded", `?sessionId=${"s".repeat(128)}&client=CODE`],
    ])("JSON is read whatever the content type: %s to %s (U-39)", async (type, query) => {
      const { code } = await target.createClient();
      const reply = await post(target, query.replace("CODE", code), MINIMUM, { "Content-Type": type });
      expect(idsOf(reply).tntId).toMatch(TNT_ID);
    });

    test("never asks for a token, whatever is required elsewhere", async () => {
      const client = await target.createClient({ settings: { requireAuthentication: true } });
      expect((await deliver(target, client)).status).toBe(200);
      expect((await deliver(target, client, {}, { Authorization: "Bearer anything" })).status).toBe(200);
    });

    test("ids come back as they went in, and the caller's tntId without its location suffix (U-05, U-06)", async () => {
      const client = await target.createClient();
      const customerIds = [{ id: "c-1", integrationCode: "crm", authenticatedState: "authenticated" }];
      const id = { tntId: "0a1b2c.28_20", thirdPartyId: "crm-1", marketingCloudVisitorId: "ecid-1", customerIds };
      expect(idsOf(await deliver(target, client, { id }))).toEqual({ ...id, tntId: "0a1b2c" });
      expect(await valuesOf(target, client, "0a1b2c.17_05")).toEqual({});
    });

    test("an empty id counts as none", async () => {
      const client = await target.createClient();
      const id = { tntId: "", thirdPartyId: "", marketingCloudVisitorId: null };
      const ids = idsOf(await deliver(target, client, { id }));
      expect(ids).toEqual({ tntId: expect.stringMatching(TNT_ID) });
    });

    test("what was asked for is mirrored, empty: pages, mboxes by index and name, views by name", async () => {
      const client = await target.createClient();
      const reply = await deliver(target, client, {
        execute: {
          pageLoad: {},
          mboxes: [
            { index: 1, name: "b", parameters: { x: "y" } },
            { index: 0, name: "a" },
          ],
        },
        prefetch: { views: [{ name: "home" }, {}], mboxes: [{ index: 2, name: "c" }] },
        notifications: [{ id: "n-1", type: "display", timestamp: 1772442927411, mbox: { name: "a" } }],
      });
      expect(JSON.parse(reply.text)).toMatchObject({
        execute: {
          pageLoad: {},
          mboxes: [
            { index: 1, name: "b" },
            { index: 0, name: "a" },
          ],
        },
        prefetch: { views: [{ name: "home" }], mboxes: [{ index: 2, name: "c" }] },
        notifications: [{ id: "n-1" }],
      });
    });

    test("a request id is echoed, else it is the call's own; no message and no edgeHost (U-06)", async () => {
      const client = await target.createClient();
      const reply = await deliver(target, client, {}, { "X-Request-Id": "call-1" });
      const body = JSON.parse(reply.text);
      expect(body).toEqual({ status: 200, requestId: "call-1", client: client.code, id: { tntId: expect.anything() } });
      expect(JSON.parse((await deliver(target, client, { requestId: "r-2" })).text).requestId).toBe("r-2");
    });

    test("keys that mean nothing here are accepted", async () => {
      const client = await target.createClient();
      const reply = await deliver(target, client, {
        context: { channel: "mobile", timeOffsetInMinutes: 60, address: { url: "https://www.example.com" } },
        telemetry: { entries: [{ requestId: "r", timestamp: 1, execution: 0.5 }] },
        experienceCloud: { analytics: { supplementalDataId: "x", logging: "server_side" } },
        trace: { authorizationToken: "x" },
        property: { token: "x" },
        qaMode: null,
      });
      expect(reply.status).toBe(200);
    });

    test("profile parameters count at every place; of a name in several, the last in the document", async () => {
      const client = await target.createClient();
      const at = (place: string) => ({ profileParameters: { [place]: "x", last: place } });
      const reply = await deliver(target, client, {
        id: { thirdPartyId: "crm-1" },
        prefetch: { mboxes: [{ name: "m", ...at("prefetched") }], views: [{ name: "v", ...at("view") }] },
        execute: { pageLoad: at("page"), mboxes: [{ name: "m", ...at("mbox") }] },
        notifications: [{ id: "n", type: "click", timestamp: 1, ...at("notification") }],
      });
      expect(reply.status).toBe(200);
      const places = ["prefetched", "view", "page", "mbox", "notification"];
      expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toEqual({
        ...Object.fromEntries(places.map((place) => [place, "x"])),
        last: "notification",
      });
    });

    test("names and values are text in any script, also names that objects inherit", async () => {
      const client = await target.createClient();
      const body = `{"context":{"channel":"web"},"id":{"thirdPartyId":"crm-1"},"execute":{"pageLoad":{"profileParameters":{"__proto__":"x","도시":"서울 🎿","n":1.5,"b":true}}}}`;
      expect((await post(target, `?client=${client.code}&sessionId=s`, body)).status).toBe(200);
      const expected = JSON.parse('{"__proto__":"x","도시":"서울 🎿","n":"1.5","b":"true"}');
      expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toEqual(expected);
    });

    test("reserved names are left out, the rest is applied, and a header tells how many (U-20)", async () => {
      const client = await target.createClient();
      const parameters = { tier: "gold", "user.x": "1", mobile: "1", "geolocation.city": "1", sessionCount: "1" };
      const reply = await deliver(target, client, { id: { thirdPartyId: "crm-1" }, ...pageLoad(parameters) });
      expect([reply.status, reply.headers.get("x-profile-warnings")]).toEqual([200, "ignored-parameters=4"]);
      expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toEqual({ tier: "gold" });
    });

    test("an empty value clears nothing", async () => {
      const client = await target.createClient();
      for (const tier of ["gold", ""]) {
        await deliver(target, client, { id: { thirdPartyId: "crm-1" }, ...pageLoad({ tier }) });
      }
      expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toEqual({ tier: "gold" });
    });

    test("a visit creates, and is readable by any of its ids in the next call (U-30, U-35)", async () => {
      const client = await target.createClient();
      const id = { thirdPartyId: "crm-1", marketingCloudVisitorId: "ecid-1" };
      const { tntId } = idsOf(await deliver(target, client, { id, ...pageLoad({ tier: "gold" }) }));
      for (const path of [tntId, `${tntId}.28_0`, "thirdPartyId/crm-1", "marketingCloudVisitorId/ecid-1"]) {
        expect(await valuesOf(target, client, path)).toEqual({ tier: "gold" });
      }
    });

    test("the request that carries both ids merges, and the thirdPartyId's own value stays (U-36)", async () => {
      const client = await target.createClient();
      const anonymous = await deliver(target, client, pageLoad({ category: "hats", page: "1" }));
      const { tntId } = idsOf(anonymous);
      const known = { category: "skis", store: "94103" };
      await deliver(target, client, { id: { thirdPartyId: "crm-1" }, ...pageLoad(known) });
      const linked = await deliver(target, client, { id: { tntId, thirdPartyId: "crm-1" } });
      expect(idsOf(linked)).toEqual({ tntId, thirdPartyId: "crm-1" });
      for (const path of [tntId, "thirdPartyId/crm-1"]) {
        expect(await valuesOf(target, client, path)).toEqual({ category: "skis", store: "94103", page: "1" });
      }
    });

    test("without a tntId a visitor keeps the one that was issued before", async () => {
      const client = await target.createClient();
      const visit = () => deliver(target, client, { id: { thirdPartyId: "crm-1" } });
      expect(idsOf(await visit()).tntId).toBe(idsOf(await visit()).tntId);
    });

    describe.each([
      { state: "authenticated", ecid: "ecid-1", counts: true },
      { state: "logged_out", ecid: "ecid-1", counts: false },
      { state: "unknown", ecid: "ecid-1", counts: false },
      { state: undefined, ecid: "ecid-1", counts: false },
      { state: "authenticated", ecid: undefined, counts: false },
    ])("customer ids of the state $state beside the ECID $ecid", ({ state, ecid, counts }) => {
      const effect = counts ? "the first that can be one stands in for the thirdPartyId" : "they mean nothing";
      test(`${effect} (contract section 10)`, async () => {
        const client = await target.createClient();
        const customerIds = ["not/possible", "crm-1", "crm-2"].map((id) => ({ id, authenticatedState: state }));
        const id = { marketingCloudVisitorId: ecid, customerIds };
        const reply = await deliver(target, client, { id, ...pageLoad({ tier: "gold" }) });
        expect(idsOf(reply).thirdPartyId).toBeUndefined();
        expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toEqual(counts ? { tier: "gold" } : null);
        expect(await valuesOf(target, client, "thirdPartyId/crm-2")).toBeNull();
      });
    });

    test("a thirdPartyId goes before customer ids", async () => {
      const client = await target.createClient();
      const customerIds = [{ id: "crm-2", authenticatedState: "authenticated" }];
      const id = { thirdPartyId: "crm-1", marketingCloudVisitorId: "ecid-1", customerIds };
      await deliver(target, client, { id, ...pageLoad({ tier: "gold" }) });
      expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toEqual({ tier: "gold" });
      expect(await valuesOf(target, client, "thirdPartyId/crm-2")).toBeNull();
    });

    test("visits of one visitor at once lose nothing", async () => {
      const client = await target.createClient();
      const names = Array.from({ length: 12 }, (_, index) => `a${index}`);
      const visits = names.map((name) =>
        deliver(target, client, { id: { thirdPartyId: "crm-1" }, ...pageLoad({ [name]: "x" }) }),
      );
      const tntIds = (await Promise.all(visits)).map((reply) => idsOf(reply).tntId);
      expect(new Set(tntIds).size).toBe(1);
      expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toEqual(
        Object.fromEntries(names.map((name) => [name, "x"])),
      );
    });

    test("one client's visitors are not another's", async () => {
      const [client, neighbour] = [await target.createClient(), await target.createClient()];
      const id = { tntId: "0a1b2c", thirdPartyId: "crm-1" };
      await deliver(target, client, { id, ...pageLoad({ tier: "gold" }) });
      expect(await valuesOf(target, neighbour, "0a1b2c")).toBeNull();
      expect(await valuesOf(target, neighbour, "thirdPartyId/crm-1")).toBeNull();
    });
  });

  test("204: a beacon is answered without a body, and counts", async () => {
    const client = await target.createClient();
    const reply = await deliver(target, client, {
      context: { channel: "web", beacon: true },
      id: { thirdPartyId: "crm-1" },
      notifications: [{ id: "n-1", type: "click", timestamp: 1, profileParameters: { clicked: "yes" } }],
    });
    expect([reply.status, reply.text]).toEqual([204, ""]);
    expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toEqual({ clicked: "yes" });
  });

  describe("400", () => {
    const expectRefusal = (reply: Reply, message: unknown = expect.any(String)) => {
      expect([reply.status, JSON.parse(reply.text)]).toEqual([400, { status: 400, message }]);
      expect(reply.headers.get("content-type")).toBe(JSON_TYPE);
    };

    test.each(["", "&sessionId=", "&sessionId=a%20b", "&sessionId=a%3Fb", "&sessionId=a/b", "&sessionId=%7Ba%7D"])(
      "a session id that is missing or cannot be: %s",
      async (more) => {
        const { code } = await target.createClient();
        expectRefusal(await post(target, `?client=${code}${more}`));
      },
    );

    test("a session id of 129 characters", async () => {
      const { code } = await target.createClient();
      expectRefusal(await post(target, `?client=${code}&sessionId=${"s".repeat(129)}`));
    });

    test.each([
      ["client=nobody", "nobody"],
      ["imsOrgId=nobody%40AdobeOrg", "nobody@AdobeOrg"],
      ["x=y", ""],
    ])("an unknown client: %s (U-01, U-04)", async (query, name) => {
      expectRefusal(await post(target, `?${query}&sessionId=s-1`), `Invalid client: ${name}`);
    });

    test.each(["", "{", "[]", "null", "client=acme", '{"context":{}}', '{"context":{"channel":"tv"}}', "{}"])(
      "a body that is no delivery request: %s",
      async (body) => {
        const { code } = await target.createClient();
        expectRefusal(await post(target, `?client=${code}&sessionId=s-1`, body));
      },
    );

    test("bytes that are not UTF-8", async () => {
      const { code } = await target.createClient();
      expectRefusal(await post(target, `?client=${code}&sessionId=s-1`, Buffer.from([0x7b, 0xff, 0x7d])));
    });

    test.each(["execute", "prefetch"])("more than 50 mboxes to %s, in the words of the original", async (section) => {
      const client = await target.createClient();
      expect((await deliver(target, client, { [section]: { mboxes: mboxesOf(50) } })).status).toBe(200);
      const reply = await deliver(target, client, { [section]: { mboxes: mboxesOf(51) } });
      expectRefusal(reply, "size must be between 0 and 50");
    });

    test.each<[string, object]>([
      ["51 of them", parametersOf(51)],
      ["a name of 129 characters", { ["a".repeat(129)]: "x" }],
      ["a name with its prefix", { "profile.tier": "gold" }],
      ["a value of 257 characters (U-22)", { a: "x".repeat(257) }],
      ["null (U-22)", { a: null }],
      ["NUL", { a: "\0" }],
    ])("profile parameters that cannot be, %s: nothing of the request is applied", async (_, profileParameters) => {
      const client = await target.createClient();
      const reply = await deliver(target, client, {
        id: { thirdPartyId: "crm-1" },
        execute: { pageLoad: { profileParameters: { tier: "gold" } }, mboxes: [{ name: "m", profileParameters }] },
      });
      expectRefusal(reply);
      expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toBeNull();
    });

    test("50 parameters with names of 128 and values of 256 characters are taken (U-22)", async () => {
      const client = await target.createClient();
      const name = (index: number) => `${index}`.padStart(128, "n");
      const parameters = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [name(index), "v".repeat(256)]));
      const reply = await deliver(target, client, { id: { thirdPartyId: "crm-1" }, ...pageLoad(parameters) });
      expect(reply.status).toBe(200);
      expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toEqual(parameters);
    });

    test.each<[string, object]>([
      ["no id", { type: "click", timestamp: 1 }],
      ["no type", { id: "n", timestamp: 1 }],
      ["another type", { id: "n", type: "hover", timestamp: 1 }],
      ["no timestamp", { id: "n", type: "click" }],
      ["a timestamp that is no number", { id: "n", type: "click", timestamp: "today" }],
    ])("one notification with %s refuses all", async (_, notification) => {
      const client = await target.createClient();
      const good = { id: "n-1", type: "click", timestamp: 1, profileParameters: { tier: "gold" } };
      const id = { thirdPartyId: "crm-1" };
      expectRefusal(await deliver(target, client, { id, notifications: [good, notification] }));
      expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toBeNull();
    });

    test.each<[string, object]>([
      ["Invalid mbox3rdPartyId", { thirdPartyId: "crm/1" }],
      ["Invalid mbox3rdPartyId", { thirdPartyId: "crm+1" }],
      ["Invalid mbox3rdPartyId", { thirdPartyId: "a".repeat(257) }],
      ["Invalid tntId", { tntId: "a".repeat(129) }],
      ["Invalid tntId", { tntId: "\0" }],
      ["Invalid tntId", { tntId: ".28_20" }],
      ["Invalid marketingCloudVisitorId", { marketingCloudVisitorId: "a".repeat(129) }],
    ])("%s: %o (U-38)", async (message, id) => {
      expectRefusal(await deliver(target, await target.createClient(), { id }), message);
    });

    test.each(["a.local_0", "a.1_2.3_4"])(
      "the tntId %s, which would send an SDK away from this server (U-06)",
      async (tntId) => {
        expectRefusal(await deliver(target, await target.createClient(), { id: { tntId } }), "Invalid tntId");
      },
    );

    test("a profile that would be over 64 KB stays as it was, and nothing is linked (U-23)", async () => {
      const client = await target.createClient();
      const values = Object.fromEntries(Array.from({ length: 15 }, (_, index) => [`big${index}`, "x".repeat(4300)]));
      await client.putProfile("tp:crm-1", values);
      const more = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`more${index}`, "x".repeat(256)]));
      const id = { tntId: "0a1b2c", thirdPartyId: "crm-1" };
      expectRefusal(await deliver(target, client, { id, ...pageLoad(more) }), "Profile exceeds 64 KB");
      expect(await valuesOf(target, client, "thirdPartyId/crm-1")).toEqual(values);
      expect(await valuesOf(target, client, "0a1b2c")).toBeNull();
    });
  });

  test("413: a body over 8 MB, declared or not", async () => {
    const client = await target.createClient();
    const reply = await deliver(target, client, { telemetry: "x".repeat(8 * 1024 * 1024) });
    expect([reply.status, JSON.parse(reply.text)]).toEqual([413, { status: 413, message: expect.any(String) }]);
    expect((await deliver(target, client, { telemetry: "x".repeat(7 * 1024 * 1024) })).status).toBe(200);
  });

  test("415: a compressed body", async () => {
    const client = await target.createClient();
    const reply = await deliver(target, client, {}, { "Content-Encoding": "gzip" });
    expect([reply.status, JSON.parse(reply.text)]).toEqual([415, { status: 415, message: expect.any(String) }]);
  });
});

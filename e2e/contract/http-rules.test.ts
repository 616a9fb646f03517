import { describe, expect, test } from "vitest";
import { JSON_TYPE, XML_TYPE } from "./calls.ts";
import { describeTargets } from "./targets.ts";

const M2 = [
  { path: "/m2/CODE/profile/update", allow: "GET, HEAD, POST" },
  { path: "/m2/CODE/profile/batchUpdate", allow: "POST" },
  { path: "/m2/CODE/v2/profile/batchUpdate", allow: "POST" },
  { path: "/m2/CODE/profile/batchStatus", allow: "GET, HEAD" },
  { path: "/m2/CODE/v2/profile/batchStatus", allow: "GET, HEAD" },
];
const FETCH = [
  { path: "/rest/v1/profiles/thirdPartyId/crm-1", allow: "GET, HEAD, OPTIONS" },
  { path: "/rest/v1/profiles/marketingCloudVisitorId/ecid-1", allow: "GET, HEAD, OPTIONS" },
  { path: "/rest/v1/profiles/visitor-1", allow: "GET, HEAD, OPTIONS" },
];
const DELIVERY = [
  { path: "/rest/v1/delivery", allow: "POST, OPTIONS" },
  { path: "/rest/v1/delivery/", allow: "POST, OPTIONS" },
];
const ALL = [...M2, ...FETCH, ...DELIVERY];

describeTargets((target) => {
  describe("404", () => {
    test.each([
      "/m2/CODE/profile/delete",
      "/m2/CODE/v2/profile/update",
      "/m2/CODE/v3/profile/batchStatus",
      "/m2/CODE/v3/profile/batchUpdate",
      "/m2/CODE/profile/update/more",
      "/m2/CODE",
    ])("%s is no address, said in XML", async (path) => {
      const { code } = await target.createClient();
      const { status, text, headers } = await target.call(path.replace("CODE", code));
      expect([status, text]).toEqual([404, expect.stringContaining("<success>false</success>")]);
      expect(headers.get("content-type")).toBe(XML_TYPE);
    });

    test.each([
      "/rest/v1/profiles/one/two/three",
      "/rest/v1/profiles/visitors/1",
      "/rest/v1/nothing",
      "/rest/v1/delivery/more",
    ])("%s is no address, said in JSON", async (path) => {
      const { code } = await target.createClient();
      const { status, text, headers } = await target.call(`${path}?client=${code}`);
      expect([status, JSON.parse(text).status]).toEqual([404, 404]);
      expect(headers.get("content-type")).toBe(JSON_TYPE);
    });
  });

  describe("405 (U-04, U-39)", () => {
    const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    const cases = ALL.flatMap(({ path, allow }) =>
      methods.filter((method) => !allow.includes(method)).map((method) => ({ method, path, allow })),
    );

    test.each(cases)(
      "$method $path is answered with the methods that are allowed: $allow",
      async ({ method, path, allow }) => {
        const { code } = await target.createClient();
        const reply = await target.call(`${path.replace("CODE", code)}?client=${code}`, { method });
        expect([reply.status, reply.headers.get("allow")]).toEqual([405, allow]);
        expect(reply.headers.get("content-type")).toBe(path.startsWith("/m2/") ? XML_TYPE : JSON_TYPE);
      },
    );
  });

  describe("every reply", () => {
    const paths = ALL.map(({ path }) => path);

    test.each(paths)("%s carries a request id: the caller's own where it is harmless", async (path) => {
      const { code } = await target.createClient();
      const call = (id?: string) =>
        target.call(`${path.replace("CODE", code)}?client=${code}`, {
          headers: id === undefined ? {} : { "X-Request-Id": id },
        });
      expect((await call("order-17.a_b")).headers.get("x-request-id")).toBe("order-17.a_b");
      const [first, second] = [await call(), await call("a b<script>")];
      expect(first.headers.get("x-request-id")).toMatch(/^[\w-]{8,}$/);
      expect(second.headers.get("x-request-id")).toMatch(/^[\w-]{8,}$/);
      expect(second.headers.get("x-request-id")).not.toBe(first.headers.get("x-request-id"));
    });

    test.each(paths)("%s opens itself to no other origin (U-37)", async (path) => {
      const { code } = await target.createClient();
      const reply = await target.call(`${path.replace("CODE", code)}?client=${code}`, {
        headers: { Origin: "https://evil.test" },
      });
      expect(reply.headers.get("access-control-allow-origin")).toBeNull();
    });
  });

  test("HEAD of a status and of an update is answered as GET is, without a body (U-39)", async () => {
    const { code } = await target.createClient();
    for (const [path, expected] of [
      [`/m2/${code}/profile/batchStatus?batchId=x`, 404],
      [`/m2/${code}/profile/update?mbox3rdPartyId=crm-1&profile.tier=gold`, 200],
    ] as const) {
      const reply = await target.call(path, { method: "HEAD" });
      expect([reply.status, reply.text]).toEqual([expected, ""]);
      expect(reply.headers.get("content-type")).toBe(XML_TYPE);
    }
  });
});

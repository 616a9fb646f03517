import { describe, expect, test } from "vitest";
import { deliver, submit } from "./calls.ts";
import type { Reply } from "./target.ts";
import { describeTargets } from "./targets.ts";

const ORIGIN = "https://www.example.com";
const page = { Origin: ORIGIN };

const expectOpen = ({ headers }: Reply) => {
  expect(headers.get("access-control-allow-origin")).toBe(ORIGIN);
  expect(headers.get("access-control-allow-credentials")).toBe("true");
  expect(headers.get("vary")).toContain("Origin");
};

const expectClosed = ({ headers }: Reply) => {
  for (const [name] of headers) expect(name).not.toMatch(/^access-control-/);
};

describeTargets((target) => {
  const makeClient = (requireAuthentication = false) =>
    target.createClient({ settings: { requireAuthentication, allowedOrigins: ["http://localhost:8080", ORIGIN] } });

  describe("a page of an allowed origin may read (U-37)", () => {
    test("a profile, and that there is none, and that its token was refused", async () => {
      const client = await makeClient();
      await client.putProfile("tp:crm-1", { tier: "gold" });
      for (const [id, status] of [
        ["crm-1", 200],
        ["crm-2", 404],
        ["", 400],
      ]) {
        const path = `/rest/v1/profiles/thirdPartyId/${id}?client=${client.code}`;
        const reply = await target.call(path, { headers: page });
        expect(reply.status).toBe(status);
        expectOpen(reply);
      }
      const { code } = await makeClient(true);
      const refused = await target.call(`/rest/v1/profiles/x?client=${code}`, { headers: page });
      expect(refused.status).toBe(403);
      expectOpen(refused);
    });

    test("the reply to a visit, and why it was refused", async () => {
      const client = await makeClient();
      const taken = await deliver(target, client, {}, page);
      expect([taken.status, taken.headers.get("access-control-expose-headers")]).toEqual([
        200,
        expect.stringContaining("X-Profile-Warnings"),
      ]);
      expectOpen(taken);
      const refused = await deliver(target, client, { context: {} }, page);
      expect(refused.status).toBe(400);
      expectOpen(refused);
    });
  });

  describe("nobody else may (U-37)", () => {
    test.each(["https://evil.test", "http://www.example.com", `${ORIGIN}.evil.test`, `${ORIGIN}:8443`, "null", "*"])(
      "a page of %s",
      async (origin) => {
        const client = await makeClient();
        const reply = await deliver(target, client, {}, { Origin: origin });
        expect(reply.status).toBe(200);
        expectClosed(reply);
        expect(reply.headers.get("vary")).toContain("Origin");
      },
    );

    test("a page that another client allows", async () => {
      const neighbour = await target.createClient();
      expectClosed(await deliver(target, neighbour, {}, page));
    });

    test("anybody the m2 surfaces, allowed elsewhere or not", async () => {
      const client = await makeClient();
      expectClosed(await submit(target, client, "batch=pcId,a\n1,x\n", { headers: page }));
      for (const path of ["profile/update?mboxPC=x", "profile/batchStatus?batchId=x"]) {
        expectClosed(await target.call(`/m2/${client.code}/${path}`, { headers: page }));
      }
    });
  });

  describe("OPTIONS (U-37, U-39)", () => {
    const ask = (path: string, headers: Record<string, string> = {}) =>
      target.call(path, {
        method: "OPTIONS",
        headers: { ...page, "Access-Control-Request-Method": "POST", ...headers },
      });

    test.each([
      ["/rest/v1/delivery", "POST"],
      ["/rest/v1/delivery/", "POST"],
      ["/rest/v1/profiles/thirdPartyId/crm-1", "GET, HEAD"],
      ["/rest/v1/profiles/visitor-1", "GET, HEAD"],
      ["/rest/v1/profiles/marketingCloudVisitorId/ecid-1", "GET, HEAD"],
    ])("%s tells an allowed origin what it may send: %s, and asks for no token", async (path, methods) => {
      const { code } = await makeClient(true);
      const asked = "content-type,x-exc-sdk, authorization";
      const reply = await ask(`${path}?client=${code}&sessionId=s-1`, { "Access-Control-Request-Headers": asked });
      expect([reply.status, reply.text]).toEqual([204, ""]);
      expectOpen(reply);
      expect(reply.headers.get("access-control-allow-methods")).toBe(methods);
      expect(reply.headers.get("access-control-allow-headers")).toBe(asked);
      expect(reply.headers.get("allow")).toBe(`${methods}, OPTIONS`);
    });

    test("headers that are none are not repeated", async () => {
      const { code } = await makeClient();
      const reply = await ask(`/rest/v1/delivery?client=${code}`, { "Access-Control-Request-Headers": "<b>, x" });
      expect(reply.headers.get("access-control-allow-headers")).toBe("Authorization, Content-Type, X-Request-Id");
    });

    test("another origin, or a client that is unknown, is told nothing", async () => {
      const { code } = await makeClient();
      for (const reply of [
        await ask(`/rest/v1/delivery?client=${code}`, { Origin: "https://evil.test" }),
        await ask("/rest/v1/delivery?client=nobody"),
        await ask("/rest/v1/delivery"),
      ]) {
        expect(reply.status).toBe(204);
        expectClosed(reply);
      }
    });

    test("the m2 surfaces have no such method", async () => {
      const { code } = await makeClient();
      for (const path of ["profile/update", "profile/batchUpdate", "v2/profile/batchUpdate", "profile/batchStatus"]) {
        const reply = await ask(`/m2/${code}/${path}`);
        expect([reply.status, reply.headers.get("allow")]).toEqual([405, expect.not.stringContaining("OPTIONS")]);
        expectClosed(reply);
      }
    });
  });
});

import type { CallCountStore } from "@silhouette/core/call-count";
import { expect, test } from "vitest";
import { serveAdminRoutes } from "@/server/admin-route";
import { API_FORMAT } from "@/server/api-format";
import { fakeDependencies, grant, makeClient, makeCredential, now } from "@/test/fake-dependencies";
import { impactRoutes } from "./impact-routes";

const acme = makeClient({ code: "acme" });
const HOUR = 3_600_000;
const ago = (millis: number) => new Date(now.getTime() - millis);

/** Calls a route as a program with the grants; the store has counted calls of acme alone. */
async function call(path: string, credential = makeCredential(grant("observer", acme))) {
  const { dependencies } = fakeDependencies({ clients: [acme], credentials: [credential] });
  const asked: unknown[] = [];
  const callCounts: CallCountStore = {
    readImpact: async (clientId, to) => {
      asked.push(clientId);
      return {
        from: ago(24 * HOUR),
        to,
        surfaces: [
          { surface: "fetch", calls: 10, withoutToken: 3 },
          { surface: "single", calls: 5, withoutToken: 2 },
          { surface: "bulk", calls: 4, withoutToken: 1 },
          { surface: "status", calls: 1, withoutToken: 0 },
        ],
        callers: [
          { surface: "fetch", reason: "missing", address: "192.0.2.1", agent: "curl", calls: 3, lastAt: ago(HOUR) },
        ],
        hasMoreCallers: false,
      };
    },
    readTokenUse: () => Promise.reject(new Error("not asked for")),
    readCallsPerMinute: async (clientId, from, to) => {
      asked.push(clientId, from.toISOString(), to.toISOString());
      return [{ minute: ago(HOUR), surface: "single", calls: 2, failed: 1 }];
    },
  };
  const live = { ...dependencies, stores: { ...dependencies.stores, callCounts } };
  const [name = ""] = path.split("?");
  const routes = impactRoutes.filter((route) => route.path === name);
  const accessToken = await dependencies.accessTokens.issue(credential.id, now);
  const request = new Request(`http://console.test/api/v1/clients/acme${path}`, {
    headers: { Authorization: `Bearer ${accessToken}` },
  });
  const context = { params: Promise.resolve({ code: "acme" }) };
  const reply = await serveAdminRoutes(routes, () => live, API_FORMAT)(request, context);
  return { status: reply.status, body: await reply.json(), asked };
}

test("the impact says for each scope what authentication would refuse, and who calls", async () => {
  const { status, body, asked } = await call("/authentication-impact");
  expect([status, asked]).toEqual([200, [acme.id]]);
  expect(body).toEqual({
    from: ago(24 * HOUR).toISOString(),
    to: now.toISOString(),
    requireAuthentication: false,
    profileApiAuthScope: "all",
    byScope: { all: { calls: 20, withoutToken: 6 }, bulk: { calls: 5, withoutToken: 1 } },
    surfaces: [
      { surface: "fetch", calls: 10, withoutToken: 3 },
      { surface: "single", calls: 5, withoutToken: 2 },
      { surface: "bulk", calls: 4, withoutToken: 1 },
      { surface: "status", calls: 1, withoutToken: 0 },
    ],
    callers: [
      {
        surface: "fetch",
        reason: "missing",
        address: "192.0.2.1",
        agent: "curl",
        calls: 3,
        lastAt: ago(HOUR).toISOString(),
      },
    ],
    hasMoreCallers: false,
  });
});

test("calls are told of the last hour unless another time is asked for", async () => {
  const { status, body, asked } = await call("/calls");
  const [from, to] = [ago(HOUR).toISOString(), now.toISOString()];
  expect([status, asked]).toEqual([200, [acme.id, from, to]]);
  expect(body).toEqual({ from, to, minutes: [{ minute: from, surface: "single", calls: 2, failed: 1 }] });
});

test.each([
  [24 * HOUR, 200],
  [24 * HOUR + 1, 400],
  [0, 200],
  [-1, 400],
])("a time of %d ms is answered with %d", async (millis, expected) => {
  const query = new URLSearchParams({ from: ago(millis).toISOString(), to: now.toISOString() });
  expect((await call(`/calls?${query}`)).status).toBe(expected);
});

test("a time that is none is refused by its name", async () => {
  const { status, body } = await call("/calls?from=yesterday");
  expect([status, body.errors]).toMatchObject([400, [{ parameter: "from" }]]);
});

test.each(["/authentication-impact", "/calls"])("%s is nothing to who has no role in the client", async (path) => {
  const stranger = makeCredential(grant("approver", makeClient({ code: "other" })));
  expect((await call(path, stranger)).status).toBe(404);
});

test("what the documentation shows is what its schema describes", () => {
  for (const { documentation } of impactRoutes) {
    const { schema, example } = documentation?.response ?? {};
    expect(schema?.parse(example)).toEqual(example);
  }
});

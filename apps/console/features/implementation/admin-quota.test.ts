import type { Client } from "@silhouette/core/client";
import { DEFAULT_SETTINGS } from "@silhouette/core/settings";
import { expect, test, vi } from "vitest";
import { serveAdminRoutes } from "@/server/admin-route";
import { fakeDependencies, grant, makeClient, makeCredential, now } from "@/test/fake-dependencies";
import { settingsRoutes } from "./admin-routes";

const withQuotas = (code: string) => makeClient({ code, settings: { ...DEFAULT_SETTINGS, quotasEnabled: true } });

/** An installation whose first client has used `calls` of its quota, and a Sysadmin's credential. */
async function world(clients: readonly [Client, ...Client[]], calls: number) {
  const { dependencies } = fakeDependencies({ clients, credentials: [makeCredential(grant("sysadmin", null))] });
  for (let call = 0; call < calls; call++) await dependencies.quotas.take(clients[0].id, "calls", now);
  const bearer = await dependencies.accessTokens.issue("credential-1", now);
  const call = (tenant: string, init: RequestInit = {}) => {
    const headers = { authorization: `Bearer ${bearer}`, "content-type": "application/json", ...init.headers };
    const request = new Request(`http://console.example/${tenant}/target/clients/settings`, { ...init, headers });
    return serveAdminRoutes(settingsRoutes, () => dependencies)(request, { params: Promise.resolve({ tenant }) });
  };
  return { call, dependencies };
}

test("the 50th call of a minute is served, the 51st answers 503 with Retry-After in the envelope (U-31)", async () => {
  const { call } = await world([withQuotas("acme")], 49);
  expect((await call("acme")).status).toBe(200);
  const refused = await call("acme");
  expect(refused.status).toBe(503);
  expect(refused.headers.get("retry-after")).toBe("33");
  expect(await refused.json()).toEqual({
    httpStatus: 503,
    requestId: expect.any(String),
    requestTime: now.toISOString(),
    errors: [{ errorCode: "Quota.Exceeded", message: "Too many requests", meta: {} }],
  });
});

test("a refused change is not made, nor its body read", async () => {
  const { call, dependencies } = await world([withQuotas("acme")], 50);
  const change = vi.spyOn(dependencies.stores.clients, "changeSettings");
  expect((await call("acme", { method: "PATCH", body: "not even JSON" })).status).toBe(503);
  expect(change).not.toHaveBeenCalled();
});

test("another client is served, and calls that are refused before count for nobody", async () => {
  const { call } = await world([withQuotas("acme"), withQuotas("other")], 49);
  expect((await call("acme", { headers: { authorization: "Bearer wrong" } })).status).toBe(401);
  expect((await call("nobody")).status).toBe(404);
  expect((await call("acme")).status).toBe(200);
  expect((await call("acme")).status).toBe(503);
  expect((await call("other")).status).toBe(200);
});

test("without quotas the store is never asked", async () => {
  const { call, dependencies } = await world([makeClient({ code: "acme" })], 0);
  const take = vi.spyOn(dependencies.quotas, "take");
  expect((await call("acme")).status).toBe(200);
  expect(take).not.toHaveBeenCalled();
});

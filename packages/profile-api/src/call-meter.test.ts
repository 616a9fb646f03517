import type { ProfileApiAuthScope } from "@silhouette/core/settings";
import { MemoryStores, makeClient, makeToken } from "@silhouette/core/testing";
import type { TokenRecord } from "@silhouette/core/token";
import { readTrustedProxies, type TrustedProxies } from "@silhouette/core/trusted-proxies";
import { describe, expect, test, vi } from "vitest";
import { createDataPlane } from "./data-plane.ts";

const HOST = "profiles.example.test";
const NOW = new Date("2026-03-02T09:15:27.411Z");
const DAY = 86_400_000;
const after = (millis: number) => new Date(NOW.getTime() + millis);

type Settings = { readonly requireAuthentication?: boolean; readonly profileApiAuthScope?: ProfileApiAuthScope };

type Front = { readonly publicUrl: string | null; readonly trustedProxies: TrustedProxies | null };

function makeDataPlane(settings: Settings = {}, front: Front = { publicUrl: null, trustedProxies: null }) {
  const stores = new MemoryStores();
  const made = makeClient();
  const client = { ...made, settings: { ...made.settings, ...settings } };
  stores.clients.push(client, makeClient());
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const handle = createDataPlane({
    clients: stores.clientDirectory,
    tokens: stores.tokenDirectory,
    profiles: stores.profileStore,
    batches: stores.batchStore,
    quotas: stores.quotaStore,
    meter: stores.callMeter,
    now: () => NOW,
    log,
    ...front,
  });
  const call = (path: string, { headers, ...init }: RequestInit & { headers?: Record<string, string> } = {}) =>
    handle(new Request(`http://${HOST}${path}`, { ...init, headers: { host: HOST, ...headers } }), "192.0.2.1");
  const issue = (overrides: Partial<TokenRecord> = {}) => {
    const { record, text } = makeToken(client.id, { createdAt: NOW, ...overrides });
    stores.tokens.push(record);
    return { record, headers: { Authorization: `Bearer ${text}` } };
  };
  const { code } = client;
  const surfaces = {
    fetch: (init?: Parameters<typeof call>[1]) => call(`/rest/v1/profiles/thirdPartyId/crm-1?client=${code}`, init),
    single: (init?: Parameters<typeof call>[1]) => call(`/m2/${code}/profile/update?mbox3rdPartyId=crm-1`, init),
    bulk: (init?: Parameters<typeof call>[1]) =>
      call(`/m2/${code}/v2/profile/batchUpdate`, { ...init, method: "POST", body: "batch=pcId,tier\nv-1,gold\n" }),
    status: (init?: Parameters<typeof call>[1]) => call(`/m2/${code}/profile/batchStatus?batchId=x`, init),
  };
  return { stores, client, code, log, handle, call, issue, surfaces, counted: stores.countedCalls };
}

describe.each(["fetch", "single", "bulk", "status"] as const)("%s is counted", (surface) => {
  test.each([
    { requireAuthentication: false },
    { requireAuthentication: true },
    { requireAuthentication: true, profileApiAuthScope: "bulk" },
  ] as const)("with its live token, or the reason why it has none: %j", async (settings) => {
    const { surfaces, issue, counted, client } = makeDataPlane(settings);
    const live = issue();
    const common = { client, surface, isFailed: false, address: "192.0.2.1", agent: "", at: NOW };
    await surfaces[surface]({ headers: live.headers });
    await surfaces[surface]();
    await surfaces[surface]({ headers: { Authorization: "Bearer anything", "User-Agent": "importer/2" } });
    await surfaces[surface]({ headers: issue({ expiresAt: NOW }).headers });
    await surfaces[surface]({ headers: issue({ surfaces: [] }).headers });
    expect(counted).toEqual([
      { ...common, token: live.record, refusal: null },
      { ...common, token: null, refusal: "missing" },
      { ...common, token: null, refusal: "malformed", agent: "importer/2" },
      { ...common, token: null, refusal: "expired" },
      { ...common, token: null, refusal: "wrong-surface" },
    ]);
  });
});

test("delivery is counted and has no token to miss", async () => {
  const { call, code, counted } = makeDataPlane({ requireAuthentication: true });
  const body = '{"context":{"channel":"web"}}';
  await call(`/rest/v1/delivery?client=${code}&sessionId=s-1`, { method: "POST", body });
  expect(counted).toMatchObject([{ surface: "delivery", token: null, refusal: null }]);
});

test("what no route answers and what names no client is not counted, nor is what a browser asks before a call", async () => {
  const { call, code, counted } = makeDataPlane();
  const statuses = await Promise.all(
    [
      call(`/m2/${code}/profile/delete`),
      call(`/m2/${code}/profile/batchStatus`, { method: "POST" }),
      call("/rest/v1/profiles/x?client=nobody"),
      call(`/rest/v1/profiles/x?client=${code}`, { method: "OPTIONS" }),
    ].map(async (reply) => (await reply).status),
  );
  expect(statuses).toEqual([404, 405, 400, 204]);
  expect(counted).toEqual([]);
});

test("HEAD is counted as GET, for it does the same", async () => {
  const { surfaces, counted } = makeDataPlane();
  await surfaces.single({ method: "HEAD" });
  expect(counted).toMatchObject([{ surface: "single", refusal: "missing" }]);
});

test("a call that fails is counted as one that failed", async () => {
  const { surfaces, stores, counted } = makeDataPlane();
  vi.spyOn(stores.profileStore, "find").mockRejectedValue(new Error("the database is away"));
  expect((await surfaces.fetch()).status).toBe(500);
  expect(counted).toMatchObject([{ isFailed: true, refusal: "missing" }]);
});

describe("when tokens cannot be looked up", () => {
  test("a call that needs none goes on, and nothing is said of its token", async () => {
    const { surfaces, stores, counted, log, issue } = makeDataPlane();
    const { headers } = issue();
    stores.tokenDirectory.find = () => Promise.reject(new Error("the database is away"));
    expect((await surfaces.single({ headers })).status).toBe(200);
    expect(counted).toMatchObject([{ isFailed: false, token: null, refusal: null }]);
    expect(log.warn).toHaveBeenCalledOnce();
  });

  test("a call that needs one fails", async () => {
    const { surfaces, stores, counted, issue } = makeDataPlane({ requireAuthentication: true });
    const { headers } = issue();
    stores.tokenDirectory.find = () => Promise.reject(new Error("the database is away"));
    expect((await surfaces.single({ headers })).status).toBe(500);
    expect(counted).toMatchObject([{ isFailed: true, token: null, refusal: null }]);
  });
});

describe("headers about the token", () => {
  const EXPIRES = "silhouette-token-expires";
  const REPLACED = "silhouette-token-replaced-until";

  test.each([
    [30 * DAY, "Wed, 01 Apr 2026 09:15:27 GMT"],
    [30 * DAY + 1, null],
    [1, "Mon, 02 Mar 2026 09:15:27 GMT"],
  ])("a token that lives for another %d ms expires at %s", async (millis, expected) => {
    for (const requireAuthentication of [true, false]) {
      const { surfaces, issue } = makeDataPlane({ requireAuthentication });
      const { headers } = issue({ expiresAt: after(millis) });
      const reply = await surfaces.fetch({ headers });
      expect([reply.status, reply.headers.get(EXPIRES), reply.headers.get(REPLACED)]).toEqual([404, expected, null]);
    }
  });

  test("a replaced token says until when it works on, never beyond its own end", async () => {
    const { surfaces, issue } = makeDataPlane({ requireAuthentication: true });
    const grace = { revokedAt: NOW, graceEndsAt: after(DAY) };
    const replaced = await surfaces.single({ headers: issue(grace).headers });
    expect(replaced.headers.get(REPLACED)).toBe("Tue, 03 Mar 2026 09:15:27 GMT");
    const expiring = await surfaces.single({ headers: issue({ ...grace, expiresAt: after(60_000) }).headers });
    expect(expiring.headers.get(REPLACED)).toBe("Mon, 02 Mar 2026 09:16:27 GMT");
  });

  test("a token that is refused, and a call without one, are told nothing", async () => {
    const { surfaces, issue } = makeDataPlane({ requireAuthentication: true });
    const over = { revokedAt: NOW, graceEndsAt: NOW, expiresAt: after(1000) };
    for (const headers of [{}, issue(over).headers, issue({ expiresAt: NOW }).headers]) {
      const reply = await surfaces.single({ headers });
      expect([reply.status, reply.headers.get(EXPIRES), reply.headers.get(REPLACED)]).toEqual([403, null, null]);
    }
  });
});

test.each([
  // Trusted proxies, socket, X-Forwarded-For, the address that is counted.
  [null, "192.0.2.1", "198.51.100.1", "192.0.2.1"],
  ["192.0.2.0/24", "192.0.2.1", "203.0.113.9, 198.51.100.1", "198.51.100.1"],
  ["192.0.2.0/24", "198.51.100.7", "203.0.113.9", "198.51.100.7"],
  [null, null, "203.0.113.9,198.51.100.1", "198.51.100.1"],
  [null, null, null, ""],
])(
  "trusting %s, from %s, forwarded for %s: the caller is counted as %s",
  async (proxies, socket, forwarded, address) => {
    const trustedProxies = proxies === null ? null : readTrustedProxies(proxies);
    // A public address says nothing of who is in front.
    const { code, handle, counted } = makeDataPlane({}, { publicUrl: "https://profiles.example", trustedProxies });
    const headers = { host: HOST, ...(forwarded === null ? {} : { "x-forwarded-for": forwarded }) };
    await handle(new Request(`http://${HOST}/rest/v1/profiles/thirdPartyId/crm-1?client=${code}`, { headers }), socket);
    expect(counted).toMatchObject([{ address }]);
  },
);

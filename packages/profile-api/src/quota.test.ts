import type { QuotaKind } from "@silhouette/core/quota";
import { MemoryStores, makeClient } from "@silhouette/core/testing";
import { expect, test, vi } from "vitest";
import { createDataPlane } from "./data-plane.ts";

const HOST = "profiles.example.test";
const NOW = new Date("2026-03-02T09:15:27.411Z");

/** A data plane with a client whose quotas are on or off, and a clock that can be set. */
function makeDataPlane({ quotasEnabled = true } = {}) {
  const stores = new MemoryStores();
  const client = makeClient();
  stores.clients.push({ ...client, settings: { ...client.settings, quotasEnabled } });
  const clock = { now: NOW };
  const take = vi.fn(stores.quotaStore.take);
  const handle = createDataPlane({
    clients: stores.clientDirectory,
    tokens: stores.tokenDirectory,
    profiles: stores.profileStore,
    batches: stores.batchStore,
    quotas: { take },
    meter: stores.callMeter,
    now: () => clock.now,
    log: { info: () => {}, warn: () => {}, error: (fields) => console.error(fields) },
    publicUrl: null,
    trustedProxies: null,
  });
  const call = (path: string, init: RequestInit = {}) =>
    handle(new Request(`http://${HOST}${path}`, { ...init, headers: { host: HOST } }));
  const submit = () =>
    call(`/m2/${client.code}/v2/profile/batchUpdate`, { method: "POST", body: "batch=thirdPartyId,tier\ncrm-1,gold" });
  const use = (kind: QuotaKind, calls: number) => stores.useQuota(client.id, kind, calls, clock.now);
  return { call, submit, use, clock, take, code: client.code };
}

test("the sequence of a bulk connector: 503, a wait of 65 s, and the same file is taken (contract section 14.4)", async () => {
  const { submit, use, clock } = makeDataPlane();
  use("calls", 50);
  expect((await submit()).status).toBe(503);
  clock.now = new Date(NOW.getTime() + 65_000);
  const reply = await submit();
  expect(reply.status).toBe(200);
  expect(await reply.text()).toContain("<success>true</success>");
});

test.each([
  ["updates", "/m2/CODE/profile/update?mbox3rdPartyId=crm-1&profile.tier=gold"],
  ["fetches", "/rest/v1/profiles/thirdPartyId/crm-1?client=CODE"],
] as const)("after a 429 the time in Retry-After is neither too short nor too long: %s", async (kind, path) => {
  const { call, use, clock, code } = makeDataPlane();
  const send = () => call(path.replace("CODE", code));
  use(kind, 1_000_000);
  const refused = await send();
  expect(refused.status).toBe(429);
  const seconds = Number(refused.headers.get("retry-after"));
  clock.now = new Date(NOW.getTime() + (seconds - 1) * 1000);
  expect((await send()).status).toBe(429);
  clock.now = new Date(NOW.getTime() + seconds * 1000);
  expect((await send()).status).not.toBe(429);
});

test("the body of a refused submission is not read by the quota", async () => {
  const { call, use, code } = makeDataPlane();
  use("calls", 50);
  let pulled = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        pulled += 1;
        controller.enqueue(new Uint8Array(256 * 1024));
      },
    },
    { highWaterMark: 0 },
  );
  const init = { method: "POST", body, duplex: "half" } as RequestInit;
  expect((await call(`/m2/${code}/v2/profile/batchUpdate`, init)).status).toBe(503);
  // What is left of a refused body is taken off the wire within the bounds of every refusal: about 1 MB.
  expect(pulled).toBeLessThanOrEqual(6);
});

test("clients without quotas cost nothing: the store is never asked", async () => {
  const { call, submit, take, code } = makeDataPlane({ quotasEnabled: false });
  await submit();
  await call(`/rest/v1/profiles/visitor-1?client=${code}`);
  await call(`/m2/${code}/profile/update?mboxPC=visitor-1&profile.tier=gold`);
  expect(take).not.toHaveBeenCalled();
});

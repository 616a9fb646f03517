import { MemoryStores, makeClient } from "@silhouette/core/testing";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createDataPlane } from "./data-plane.ts";
import { UPLOADS } from "./routes/submit-batch.ts";

beforeEach(() => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => vi.useRealTimers());

const ROWS = "batch=thirdPartyId,tier\ncrm-1,gold\n";

function makeDataPlane() {
  const stores = new MemoryStores();
  const client = makeClient();
  stores.clients.push(client);
  const handle = createDataPlane({
    clients: stores.clientDirectory,
    tokens: stores.tokenDirectory,
    profiles: stores.profileStore,
    batches: stores.batchStore,
    quotas: stores.quotaStore,
    meter: stores.callMeter,
    now: () => new Date("2026-03-02T09:15:27.411Z"),
    log: { info: () => {}, warn: () => {}, error: (fields) => console.error(fields) },
    publicUrl: null,
    trustedProxies: null,
  });
  const call = (path: string, init: RequestInit = {}) => handle(new Request(`http://x.test${path}`, init));
  /** An upload that has sent some rows, and goes on when it is told to. */
  const begin = async (version = "v2/") => {
    let finish = () => {};
    let hasBegun = () => {};
    const begun = new Promise<void>((resolve) => {
      hasBegun = resolve;
    });
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(Buffer.from(ROWS));
        finish = () => controller.close();
      },
      // Asked for more: what there was has been taken.
      pull: () => hasBegun(),
    });
    const init = { method: "POST", body, duplex: "half" } as RequestInit;
    const reply = call(`/m2/${client.code}/${version}profile/batchUpdate`, init);
    await Promise.race([begun, reply]);
    return { reply, finish: () => finish() };
  };
  const submit = () => call(`/m2/${client.code}/v2/profile/batchUpdate`, { method: "POST", body: ROWS });
  return { call, begin, submit, code: client.code };
}

test("a node takes in so many uploads at once and tells one that has waited long to come again, in the contract's words (U-27, U-28)", async () => {
  const { begin, submit, call, code } = makeDataPlane();
  const uploads = [];
  for (let at = 0; at < UPLOADS.places; at++) uploads.push(await begin(at % 2 === 0 ? "v2/" : ""));
  const waiting = submit();
  await new Promise((resolve) => setImmediate(resolve));
  await vi.advanceTimersByTimeAsync(UPLOADS.waitMillisMax);
  const refused = await waiting;
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await refused.text()).toContain("<message>Too many requests</message>");
  // Other calls are not concerned.
  expect((await call(`/m2/${code}/profile/update?mbox3rdPartyId=crm-1&profile.tier=gold`)).status).toBe(200);
  uploads[0]?.finish();
  expect((await uploads[0]?.reply)?.status).toBe(200);
  expect((await submit()).status).toBe(200);
  for (const { finish } of uploads.slice(1)) finish();
  for (const { reply } of uploads) expect((await reply).status).toBe(200);
});

test("an upload that finds no place begins as soon as one is free, and the first that came is the first to begin", async () => {
  const { begin, submit } = makeDataPlane();
  const uploads = [];
  for (let at = 0; at < UPLOADS.places; at++) uploads.push(await begin());
  const done: string[] = [];
  const later = ["a", "b", "c"].map((name) =>
    submit().then(({ status }) => {
      done.push(`${name} ${status}`);
    }),
  );
  await new Promise((resolve) => setImmediate(resolve));
  expect(done).toEqual([]);
  uploads[0]?.finish();
  await Promise.all(later);
  expect(done).toEqual(["a 200", "b 200", "c 200"]);
  for (const { finish } of uploads.slice(1)) finish();
  for (const { reply } of uploads) expect((await reply).status).toBe(200);
});

test("an upload that breaks off gives its place to the next", async () => {
  const { begin, submit, call, code } = makeDataPlane();
  const uploads = [];
  for (let at = 1; at < UPLOADS.places; at++) uploads.push(await begin());
  const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) });
  const init = { method: "POST", body: broken, duplex: "half" } as RequestInit;
  expect((await call(`/m2/${code}/v2/profile/batchUpdate`, init)).status).toBeGreaterThanOrEqual(400);
  expect((await submit()).status).toBe(200);
  for (const { finish } of uploads) finish();
  for (const { reply } of uploads) expect((await reply).status).toBe(200);
});

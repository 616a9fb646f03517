import { MemoryStores, makeClient } from "@silhouette/core/testing";
import { expect, test } from "vitest";
import { createDataPlane } from "./data-plane.ts";
import { UPLOADS_MAX } from "./routes/submit-batch.ts";

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

test("a node takes in so many uploads at once and tells the next one to come again, in the contract's words (U-27, U-28)", async () => {
  const { begin, submit, call, code } = makeDataPlane();
  const uploads = [];
  for (let at = 0; at < UPLOADS_MAX; at++) uploads.push(await begin(at % 2 === 0 ? "v2/" : ""));
  const refused = await submit();
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

test("an upload that breaks off gives its place to the next", async () => {
  const { begin, submit, call, code } = makeDataPlane();
  const uploads = [];
  for (let at = 1; at < UPLOADS_MAX; at++) uploads.push(await begin());
  const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) });
  const init = { method: "POST", body: broken, duplex: "half" } as RequestInit;
  expect((await call(`/m2/${code}/v2/profile/batchUpdate`, init)).status).toBeGreaterThanOrEqual(400);
  expect((await submit()).status).toBe(200);
  for (const { finish } of uploads) finish();
  for (const { reply } of uploads) expect((await reply).status).toBe(200);
});

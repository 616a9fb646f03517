import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { FIRST_START, type Installation, startInstallation } from "../support/installation.ts";
import { callAdmin, fetchAdminToken } from "./admin-calls.ts";

const CODE = FIRST_START.BOOTSTRAP_CLIENT_CODE;
/** Callers at once, each with its next call as soon as it has an answer. */
const CALLERS = 8;

type Issued = { readonly tokenId: string; readonly text: string };

let installation: Installation;
let bearer: string;

beforeAll(async () => {
  installation = await startInstallation();
  bearer = await fetchAdminToken(installation.consoleUrl);
  await makeProfiles();
});
afterAll(() => installation?.stop());

const json = { "content-type": "application/json" };

/** One call of our own API about the first client. */
const api = (path: string, body?: unknown, headers: Record<string, string> = {}) =>
  callAdmin(installation.consoleUrl, `api/v1/clients/${CODE}${path}`, bearer, {
    ...(body === undefined ? {} : { method: "POST", body }),
    headers: { ...json, ...headers },
  });

/** A profile for each caller: an update makes none (U-13). Authentication is not required yet. */
async function makeProfiles(): Promise<void> {
  const rows = Array.from({ length: CALLERS }, (_, index) => `crm-${index},silver`);
  const url = `${installation.edgeUrl}/m2/${CODE}/v2/profile/batchUpdate`;
  await fetch(url, { method: "POST", body: ["batch=thirdPartyId,tier", ...rows].join("\n") });
  const last = `crm-${CALLERS - 1}`;
  await vi.waitFor(async () => expect(await callProfileApi("none", last)).toEqual([200, 200]), { timeout: 20_000 });
}

/** An update of a profile through the edge, and a fetch of it, with a token. */
async function callProfileApi(token: string, visitor: string): Promise<number[]> {
  const headers = { authorization: `Bearer ${token}` };
  const update = `${installation.edgeUrl}/m2/${CODE}/profile/update?mbox3rdPartyId=${visitor}&profile.tier=gold`;
  const fetched = `${installation.edgeUrl}/rest/v1/profiles/thirdPartyId/${visitor}?client=${CODE}`;
  const statuses: number[] = [];
  for (const url of [update, fetched]) {
    const reply = await fetch(url, { headers });
    await reply.arrayBuffer();
    statuses.push(reply.status);
  }
  return statuses;
}

/** Callers that call without a pause, with whatever token the script holds at that moment. */
function startLoad(current: () => string) {
  const failed: number[] = [];
  /** Calls by token that each caller has had an answer to. */
  const answered = Array.from({ length: CALLERS }, () => new Map<string, number>());
  let isOver = false;
  const caller = async (counts: Map<string, number>, index: number) => {
    while (!isOver) {
      const token = current();
      const statuses = await callProfileApi(token, `crm-${index}`);
      failed.push(...statuses.filter((status) => status !== 200));
      counts.set(token, (counts.get(token) ?? 0) + statuses.length);
    }
  };
  const callers = answered.map(caller);
  return {
    failed,
    /** Waits until every caller has had answers with a token: none of them will use an earlier one. */
    untilCalled: (token: string, calls: number) =>
      vi.waitFor(
        () => {
          for (const counts of answered) expect(counts.get(token) ?? 0).toBeGreaterThanOrEqual(calls);
        },
        { timeout: 60_000 },
      ),
    stop: async () => {
      isOver = true;
      await Promise.all(callers);
    },
  };
}

test("a developer automates a token rotation with two calls and no failed request in between", async () => {
  const settings = { enableProfileApiAuthentication: true };
  const path = `${CODE}/target/clients/settings`;
  const required = await callAdmin(installation.consoleUrl, path, bearer, {
    method: "PATCH",
    body: settings,
    headers: json,
  });
  expect(required.status).toBe(200);
  const made = await api("/tokens", { name: "Nightly import", expiresInDays: 30 });
  expect(made.status).toBe(201);
  const old = made.body as Issued;
  // The switch is known everywhere within a second.
  await sleep(1000);
  expect(await callProfileApi("none", "crm-0")).toEqual([403, 403]);

  let token = old.text;
  const load = startLoad(() => token);
  await load.untilCalled(token, 20);

  // The first call. Its reply is lost, and the script tries again with the same key.
  const key = { "Idempotency-Key": randomUUID() };
  const rotation = `/tokens/${old.tokenId}/rotate`;
  const lost = await api(rotation, { overlap: "1h" }, key);
  const rotated = await api(rotation, { overlap: "1h" }, key);
  expect([lost.status, rotated.status]).toEqual([201, 201]);
  expect(rotated.body).toEqual(lost.body);
  expect(rotated.headers.get("idempotent-replayed")).toBe("true");
  const next = rotated.body as Issued;
  // The script takes its time, and the old token works on.
  await sleep(1500);
  token = next.text;
  await load.untilCalled(token, 20);

  // The second call.
  const finished = await api(`/tokens/${next.tokenId}/finish-rotation`, {});
  const finishedAt = Date.now();
  expect([finished.status, finished.body]).toMatchObject([200, { tokenId: next.tokenId, state: "live" }]);

  // Every call that begins a second later is refused, however long it takes.
  for (let begunAt = finishedAt; ; begunAt = Date.now()) {
    const statuses = await callProfileApi(old.text, "crm-0");
    if (statuses.every((status) => status === 403)) break;
    expect(begunAt - finishedAt).toBeLessThan(1000);
    await sleep(20);
  }
  await load.untilCalled(token, 60);
  await load.stop();
  expect(load.failed).toEqual([]);
  expect((await api(`/tokens/${old.tokenId}`)).body).toMatchObject({ state: "revoked", endedFor: "finished" });
});

test("twenty calls at once with one key, over HTTP, make one token", async () => {
  const key = { "Idempotency-Key": randomUUID() };
  const persist = async () => {
    for (;;) {
      const reply = await api("/tokens", { name: "Once" }, key);
      if (reply.status !== 409) return reply;
      await sleep(50);
    }
  };
  const replies = await Promise.all(Array.from({ length: 20 }, persist));
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(replies.map(({ body }) => (body as Issued).text)).size).toBe(1);
});

test("a rotation that breaks a caller is undone, and a leaked token is revoked by its text", async () => {
  const old = (await api("/tokens", { name: "Feed" })).body as Issued;
  const next = (await api(`/tokens/${old.tokenId}/rotate`, { overlap: "24h" })).body as Issued;
  expect(await callProfileApi(next.text, "crm-1")).toEqual([200, 200]);
  const undone = await api(`/tokens/${old.tokenId}/undo-rotation`, {});
  expect([undone.status, undone.body]).toMatchObject([200, { tokenId: old.tokenId, state: "live" }]);
  await sleep(1000);
  expect(await callProfileApi(next.text, "crm-1")).toEqual([403, 403]);
  expect(await callProfileApi(old.text, "crm-1")).toEqual([200, 200]);

  // Whoever reports a leak seldom knows whose the token is.
  const anywhere = await callAdmin(installation.consoleUrl, "api/v1/tokens/find", bearer, {
    method: "POST",
    headers: json,
    body: { text: old.text },
  });
  const whose = { client: { code: CODE }, token: { tokenId: old.tokenId, name: "Feed", state: "live" } };
  expect([anywhere.status, anywhere.body]).toMatchObject([200, whose]);
  expect(JSON.stringify(anywhere.body)).not.toContain(old.text.split("_")[2]);

  const leaked = await api("/tokens/find", { text: old.text, revoke: true });
  expect([leaked.status, leaked.body]).toMatchObject([200, { state: "revoked", endedFor: "leaked" }]);
  await sleep(1000);
  expect(await callProfileApi(old.text, "crm-1")).toEqual([403, 403]);
});

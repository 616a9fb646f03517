import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Reply, tokenApi } from "./token-world";

const api = tokenApi();
const start = new Date("2026-03-02T09:15:27.411Z");

beforeEach(() => {
  api().state.now = start;
});

afterEach(() => void vi.restoreAllMocks());

const withKey = (key: string = randomUUID()) => ({ "Idempotency-Key": key });
const typeOf = (body: { type: string }) => body.type.replace("urn:silhouette:problem:", "");

test("twenty calls at once with one key make one token, and all get its text", async () => {
  const { client, post } = await api().makeCaller();
  const headers = withKey();
  const persist = async (): Promise<Reply> => {
    for (;;) {
      const reply = await post("/tokens", { name: "Once" }, headers);
      if (reply.status !== 409 || typeOf(reply.body) !== "idempotency-in-progress") return reply;
      expect(reply.headers.get("retry-after")).toBe("1");
      await sleep(20);
    }
  };
  const replies = await Promise.all(Array.from({ length: 20 }, persist));
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(replies.map(({ body }) => body.text)).size).toBe(1);
  expect(replies.filter(({ headers }) => headers.get("idempotent-replayed") === "true")).toHaveLength(19);
  expect(await api().prisma.profileToken.count({ where: { clientId: client.id } })).toBe(1);
});

test("a rotation that is repeated after its reply was lost is done once", async () => {
  const { client, post } = await api().makeCaller();
  const { tokenId } = (await post("/tokens", { name: "Nightly" })).body;
  const headers = withKey();
  const first = await post(`/tokens/${tokenId}/rotate`, { overlap: "1h" }, headers);
  const again = await post(`/tokens/${tokenId}/rotate`, { overlap: "1h" }, headers);
  expect([again.status, again.body]).toEqual([201, first.body]);
  expect(again.headers.get("cache-control")).toBe("no-store");
  expect(again.headers.get("content-type")).toBe(first.headers.get("content-type"));
  expect(again.headers.get("x-request-id")).not.toBe(first.headers.get("x-request-id"));
  expect(await api().prisma.profileToken.count({ where: { clientId: client.id } })).toBe(2);
});

test("Target's own path takes a key too", async () => {
  const { callTarget } = await api().makeCaller();
  const headers = withKey();
  const first = await callTarget({ method: "POST", headers });
  const again = await callTarget({ method: "POST", headers });
  expect([again.status, again.body]).toEqual([201, first.body]);
  expect((await callTarget({ method: "POST" })).body.accessToken).not.toBe(first.body.accessToken);
});

test("without a key every call is one of its own", async () => {
  const { client, post } = await api().makeCaller();
  await post("/account-token", {});
  await post("/account-token", {});
  expect(await api().prisma.profileToken.count({ where: { clientId: client.id } })).toBe(2);
});

test("another request under the key is refused with 422, whatever differs", async () => {
  const { post } = await api().makeCaller();
  const headers = withKey();
  await post("/tokens", { name: "One" }, headers);
  for (const [path, json] of [
    ["/tokens", { name: "Two" }],
    ["/tokens?x=1", { name: "One" }],
    ["/account-token", { name: "One" }],
  ] as const) {
    const { status, body } = await post(path, json, headers);
    expect([status, typeOf(body)]).toEqual([422, "idempotency-key-reused"]);
  }
});

test("a key that is none is refused with 400, and nothing is done", async () => {
  const { client, post } = await api().makeCaller();
  for (const key of ["", "a b", "k".repeat(256), "clé"]) {
    const { status, body } = await post("/tokens", { name: "One" }, withKey(key));
    expect([status, typeOf(body)]).toEqual([400, "idempotency-key-invalid"]);
  }
  expect((await post("/tokens", { name: "One" }, withKey("k".repeat(255)))).status).toBe(201);
  expect(await api().prisma.profileToken.count({ where: { clientId: client.id } })).toBe(1);
});

test("a refusal is given again, too; a failure frees the key", async () => {
  const { post } = await api().makeCaller();
  await post("/tokens", { name: "Taken" });
  const refusal = withKey();
  expect((await post("/tokens", { name: "Taken" }, refusal)).status).toBe(409);
  const again = await post("/tokens", { name: "Taken" }, refusal);
  expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([409, "true"]);

  const failure = withKey();
  const create = vi.spyOn(api().dependencies.stores.tokenAdministration, "create");
  create.mockRejectedValueOnce(new Error("the database is away"));
  expect((await post("/tokens", { name: "Free" }, failure)).status).toBe(500);
  expect((await post("/tokens", { name: "Free" }, failure)).status).toBe(201);
});

test("a call whose process died is taken over after a minute", async () => {
  const { client, post } = await api().makeCaller();
  const key = randomUUID();
  const { stores } = api().dependencies;
  const create = vi.spyOn(stores.tokenAdministration, "create").mockReturnValueOnce(new Promise(() => {}));
  void post("/tokens", { name: "Once" }, withKey(key));
  await vi.waitFor(() => expect(create).toHaveBeenCalled(), 20_000);
  expect((await post("/tokens", { name: "Once" }, withKey(key))).status).toBe(409);
  api().state.now = new Date(start.getTime() + 60_000);
  expect((await post("/tokens", { name: "Once" }, withKey(key))).status).toBe(201);
  expect(await api().prisma.profileToken.count({ where: { clientId: client.id } })).toBe(1);
});

test("who may not do it is not shown what somebody else got for it", async () => {
  const { client, post } = await api().makeCaller();
  const headers = withKey();
  const first = await post("/account-token", {}, headers);
  await api().prisma.clientSettings.update({ where: { clientId: client.id }, data: { adminSettingsEditors: "admin" } });
  const again = await post("/account-token", {}, headers);
  expect(again.status).toBe(403);
  expect(JSON.stringify(again.body)).not.toContain(first.body.text);
  const neighbour = await api().makeCaller();
  expect((await neighbour.post("/account-token", {}, headers)).body.text).not.toBe(first.body.text);
});

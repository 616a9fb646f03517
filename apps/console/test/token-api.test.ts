import { ROLES } from "@silhouette/core/permission";
import { parseToken } from "@silhouette/core/token";
import { beforeEach, describe, expect, test } from "vitest";
import { FoundTokenView, TokenUsageView, TokenView } from "@/features/tokens/api-views";
import { tokenApi } from "./token-world";

const api = tokenApi();
const start = new Date("2026-03-02T09:15:27.411Z");
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const DAY = 86_400;

beforeEach(() => {
  api().state.now = start;
});

const typeOf = (body: { type: string }) => body.type.replace("urn:silhouette:problem:", "");

describe("making", () => {
  test("a named token is made with 201 and its text, which no other reply holds", async () => {
    const { call, post, workspaceId } = await api().makeCaller();
    const wanted = { name: "Nightly", note: "import", surfaces: ["bulk", "fetch"], workspaceId, expiresInDays: 7 };
    const made = await post("/tokens", wanted);
    expect(made.status).toBe(201);
    const { text, ...token } = made.body;
    expect(parseToken(text)?.publicId).toBe(token.publicId);
    expect(TokenView.parse(token)).toMatchObject({
      name: "Nightly",
      note: "import",
      surfaces: ["fetch", "bulk"],
      workspaceId,
      state: "live",
      createdBy: "Automation",
      expiresAt: after(7 * DAY).toISOString(),
      worksUntil: after(7 * DAY).toISOString(),
      endedFor: null,
      lastUse: null,
    });
    const read = await call(`/tokens/${token.tokenId}`);
    expect([read.status, read.body]).toEqual([200, token]);
    expect(JSON.stringify([read.body, (await call("/tokens")).body])).not.toContain(text.split("_")[2]);
  });

  test("without choices it opens everything for as long as the account allows", async () => {
    const { post } = await api().makeCaller("approver", { tokenLifetimeDays: 30 });
    const { body } = await post("/tokens", { name: "Plain" });
    expect(body).toMatchObject({ surfaces: ["fetch", "single", "bulk"], note: "", workspaceId: null });
    expect(body.expiresAt).toBe(after(30 * DAY).toISOString());
  });

  test.each([
    ["a life at the maximum", { expiresInDays: 30 }, 201, null],
    ["a life beyond it", { expiresInDays: 31 }, 400, "expiresAt"],
    ["a date at the maximum", { expiresAt: after(30 * DAY).toISOString() }, 201, null],
    ["a date beyond it", { expiresAt: after(30 * DAY + 1).toISOString() }, 400, "expiresAt"],
    ["a date that is past", { expiresAt: start.toISOString() }, 400, "expiresAt"],
    ["a date with an offset", { expiresAt: "2026-03-10T00:00:00+09:00" }, 201, null],
    ["both ways", { expiresInDays: 1, expiresAt: after(DAY).toISOString() }, 400, "expiresAt"],
    ["no part of the API", { surfaces: [] }, 400, "surfaces"],
    ["an unknown part", { surfaces: ["delivery"] }, 400, "surfaces.0"],
    ["another client's workspace", { workspaceId: "elsewhere" }, 400, "workspaceId"],
    ["a name too long", { name: "n".repeat(65) }, 400, "name"],
    ["a note too long", { note: "n".repeat(501) }, 400, "note"],
    ["an unknown parameter", { scope: "all" }, 400, "scope"],
  ])("with %s", async (_, wanted, status, parameter) => {
    const { post } = await api().makeCaller("approver", { tokenLifetimeDays: 30 });
    const reply = await post("/tokens", { name: "Nightly", ...wanted });
    expect([reply.status, reply.body.errors?.[0].parameter ?? null]).toEqual([status, parameter]);
  });

  test("a name is taken once: 409", async () => {
    const { post } = await api().makeCaller();
    await post("/tokens", { name: "Nightly" });
    const again = await post("/tokens", { name: "Nightly" });
    expect([again.status, typeOf(again.body)]).toEqual([409, "name-taken"]);
  });

  test("the account's token lives as long as the client's tokenLifetimeDays, on Target's path too (contract section 7.2)", async () => {
    const { post, callTarget } = await api().makeCaller("approver", { tokenLifetimeDays: 30 });
    const { body } = await post("/account-token", {});
    expect(body).toMatchObject({ name: null, expiresAt: after(30 * DAY).toISOString(), replaces: null });
    const target = await callTarget({ method: "POST" });
    expect([target.status, target.body.expiresIn]).toEqual([201, 30 * DAY - 1]);
  });

  test("the account's token is made anew with the chosen overlap; without a choice, with the client's", async () => {
    const { call, post } = await api().makeCaller("approver", { tokenGraceSeconds: 600 });
    const first = (await post("/account-token", {})).body;
    const second = (await post("/account-token", { overlap: "1h" })).body;
    const stateOf = async (id: string) => (await call(`/tokens/${id}`)).body;
    expect(second.replaces).toBe(first.tokenId);
    expect(await stateOf(first.tokenId)).toMatchObject({ state: "inOverlap", worksUntil: after(3600).toISOString() });
    await post("/account-token", {});
    expect(await stateOf(second.tokenId)).toMatchObject({ state: "inOverlap", worksUntil: after(600).toISOString() });
    await post("/account-token", { overlap: "none" });
    expect(await stateOf(second.tokenId)).toMatchObject({ state: "revoked", endedFor: "replaced" });
  });
});

describe("listing and changing", () => {
  test("tokens are listed page by page, what works first", async () => {
    const { call, post } = await api().makeCaller();
    for (const [index, name] of ["a", "b", "c"].entries()) {
      api().state.now = after(index);
      await post("/tokens", { name });
    }
    const [{ tokenId }] = (await call("/tokens?q=b")).body.tokens;
    await post(`/tokens/${tokenId}/revoke`, {});
    const first = (await call("/tokens?limit=2")).body;
    const second = (await call(`/tokens?limit=2&cursor=${first.next}`)).body;
    const names = [...first.tokens, ...second.tokens].map(({ name }: { name: string }) => name);
    expect([names, second.next]).toEqual([["c", "a", "b"], null]);
    expect((await call("/tokens?state=ended")).body.tokens).toHaveLength(1);
    expect((await call("/tokens?q=%00")).body).toEqual({ tokens: [], next: null });
    expect((await call("/tokens?cursor=nonsense")).status).toBe(400);
  });

  test("a name and a note are changed, the account's own has none", async () => {
    const { call, post } = await api().makeCaller();
    const { tokenId } = (await post("/tokens", { name: "Old" })).body;
    const patch = (id: string, json: unknown) => call(`/tokens/${id}`, { method: "PATCH", json });
    expect((await patch(tokenId, { name: "New", note: "n" })).body).toMatchObject({ name: "New", note: "n" });
    expect((await patch(tokenId, { surfaces: ["fetch"] })).status).toBe(400);
    const own = (await post("/account-token", {})).body.tokenId;
    const refused = await patch(own, { name: "Mine" });
    expect([refused.status, typeOf(refused.body)]).toEqual([409, "token-not-named"]);
  });
});

describe("rotating", () => {
  test("with two calls: rotate with an overlap, then finish", async () => {
    const { call, post } = await api().makeCaller();
    const old = (await post("/tokens", { name: "Nightly", surfaces: ["bulk"], expiresInDays: 7 })).body;
    api().state.now = after(DAY);
    const rotated = await post(`/tokens/${old.tokenId}/rotate`, { overlap: "24h" });
    expect(rotated.status).toBe(201);
    expect(rotated.body).toMatchObject({ name: "Nightly", surfaces: ["bulk"], replaces: old.tokenId });
    expect(rotated.body.expiresAt).toBe(after(8 * DAY).toISOString());
    expect((await call(`/tokens/${old.tokenId}`)).body).toMatchObject({ state: "inOverlap", endedFor: null });
    const finished = await post(`/tokens/${old.tokenId}/finish-rotation`);
    expect([finished.status, finished.body.tokenId]).toEqual([200, rotated.body.tokenId]);
    expect((await call(`/tokens/${old.tokenId}`)).body).toMatchObject({
      state: "revoked",
      endedFor: "finished",
      endedBy: "Automation",
      endedAt: after(DAY).toISOString(),
    });
    const again = await post(`/tokens/${old.tokenId}/finish-rotation`);
    expect([again.status, typeOf(again.body)]).toEqual([409, "no-overlap"]);
  });

  test("is undone within the overlap", async () => {
    const { call, post } = await api().makeCaller();
    const old = (await post("/tokens", { name: "Nightly" })).body;
    const token = (await post(`/tokens/${old.tokenId}/rotate`, { overlap: "1h" })).body;
    const undone = await post(`/tokens/${token.tokenId}/undo-rotation`);
    const { text: _, ...shown } = old;
    expect([undone.status, undone.body]).toEqual([200, shown]);
    expect((await call(`/tokens/${token.tokenId}`)).body).toMatchObject({ state: "revoked", endedFor: "undone" });
  });

  test("a token that was replaced or has ended is not rotated: 409", async () => {
    const { post } = await api().makeCaller();
    const { tokenId } = (await post("/tokens", { name: "Nightly" })).body;
    await post(`/tokens/${tokenId}/rotate`, { overlap: "7d" });
    const again = await post(`/tokens/${tokenId}/rotate`, { overlap: "7d" });
    expect([again.status, typeOf(again.body)]).toEqual([409, "token-not-live"]);
    expect((await post(`/tokens/${tokenId}/rotate`, { overlap: "2h" })).status).toBe(400);
  });

  test("who still calls with the old token is seen in the usage of the new one", async () => {
    const { call, post } = await api().makeCaller();
    const old = (await post("/tokens", { name: "Nightly" })).body;
    const token = (await post(`/tokens/${old.tokenId}/rotate`, { overlap: "1h" })).body;
    const use = { day: start, surface: "bulk", address: "192.0.2.7", agent: "old/1.0", calls: 3 };
    await api().prisma.tokenUse.create({ data: { ...use, tokenId: old.tokenId, lastUsedAt: after(60) } });
    const { status, body } = await call(`/tokens/${token.tokenId}/usage`);
    expect(status).toBe(200);
    expect(TokenUsageView.parse(body)).toEqual({
      tokenId: token.tokenId,
      lastUse: null,
      days: [],
      callers: [],
      overlaps: [
        {
          tokenId: old.tokenId,
          publicId: old.publicId,
          worksUntil: after(3600).toISOString(),
          callers: [
            { surface: "bulk", address: "192.0.2.7", agent: "old/1.0", calls: 3, lastUsedAt: after(60).toISOString() },
          ],
        },
      ],
    });
    expect((await call(`/tokens/${old.tokenId}/usage`)).body.days).toEqual([{ day: "2026-03-02", calls: 3 }]);
    for (const days of ["0", "91", "x"])
      expect((await call(`/tokens/${old.tokenId}/usage?days=${days}`)).status).toBe(400);
  });
});

describe("withdrawing", () => {
  test("a token is found by its text and revoked in one call", async () => {
    const { post } = await api().makeCaller();
    const { text, ...token } = (await post("/tokens", { name: "Leaky" })).body;
    expect((await post("/tokens/find", { text: ` ${text}\n` })).body).toMatchObject({ state: "live" });
    const found = await post("/tokens/find", { text, revoke: true });
    expect(found.body).toMatchObject({ tokenId: token.tokenId, state: "revoked", endedFor: "leaked" });
    expect((await post("/tokens/find", { text, revoke: true })).body).toEqual(found.body);
  });

  test("a text of no token, a wrong secret and another client's token answer alike: 404", async () => {
    const [ours, theirs] = [await api().makeCaller(), await api().makeCaller()];
    const { text } = (await theirs.post("/tokens", { name: "Theirs" })).body;
    const other = (await ours.post("/tokens", { name: "Ours" })).body.text;
    for (const given of [text, "sil_", "", other.slice(0, -1)]) {
      const { status, body } = await ours.post("/tokens/find", { text: given, revoke: true });
      expect([status, typeOf(body)]).toEqual([404, "not-found"]);
    }
    expect((await theirs.post("/tokens/find", { text })).body.state).toBe("live");
  });

  test("a Sysadmin finds a token of any client by its text, and nobody else does", async () => {
    const [root, theirs] = [await api().makeCaller("sysadmin"), await api().makeCaller("productAdmin")];
    const { text, ...token } = (await theirs.post("/tokens", { name: "Theirs" })).body;
    const find = (given: string) => root.callInstallation("/tokens/find", { text: given });
    const found = await find(` ${text}\n`);
    const { code, name } = theirs.client;
    expect([found.status, FoundTokenView.parse(found.body)]).toEqual([200, { client: { code, name }, token }]);
    expect((await find("sil_")).status).toBe(404);
    expect((await root.callInstallation("/tokens/find", { text, revoke: true })).status).toBe(400);
    expect((await theirs.callInstallation("/tokens/find", { text })).status).toBe(403);
    const { client, token: named } = found.body;
    await root.call(`/tokens/${named.tokenId}/revoke`, { method: "POST", json: { reason: "leaked" } }, client.code);
    expect((await find(text)).body.token).toMatchObject({ state: "revoked", endedFor: "leaked" });
  });

  test("a token is revoked once: 409 afterwards", async () => {
    const { post } = await api().makeCaller();
    const { tokenId } = (await post("/tokens", { name: "Nightly" })).body;
    expect((await post(`/tokens/${tokenId}/revoke`, { reason: "leaked" })).body).toMatchObject({ endedFor: "leaked" });
    expect((await post(`/tokens/${tokenId}/revoke`, {})).status).toBe(409);
    expect((await post(`/tokens/${tokenId}/revoke`, { reason: "undone" })).status).toBe(400);
  });
});

describe("notices", () => {
  const daysLeft = (days: number) => after((90 - days) * DAY);

  test("are listed, dismissed, and signed with a secret that is shown once", async () => {
    const { client, call, post } = await api().makeCaller();
    const token = (await post("/tokens", { name: "Nightly" })).body;
    const ids = { clientId: client.id, tokenId: token.tokenId };
    for (const days of [30, 14, 7]) {
      await api().prisma.notice.create({
        data: { ...ids, id: `${token.tokenId}-${days}`, daysBefore: days, createdAt: daysLeft(days) },
      });
    }
    api().state.now = daysLeft(7);
    const first = (await call("/notices?state=open&limit=2")).body;
    expect(first.notices[0]).toMatchObject({
      token: { name: "Nightly" },
      daysBefore: 7,
      isOpen: true,
      lastError: null,
    });
    expect((await call(`/notices?state=open&limit=2&cursor=${first.next}`)).body.notices).toHaveLength(1);
    const dismissed = await post(`/notices/${first.notices[0].noticeId}/dismiss`);
    expect([dismissed.status, dismissed.body]).toMatchObject([200, { isOpen: false, dismissedBy: "Automation" }]);
    expect((await call("/notices?state=open")).body.notices).toHaveLength(2);
    expect((await post("/notices/unknown/dismiss")).status).toBe(404);
    const secret = await post("/notices/webhook-secret");
    expect([secret.status, secret.body.secret]).toEqual([201, expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/)]);
  });
});

describe("403 and 404", () => {
  test.each(ROLES)("the matrix of contract section 9: %s", async (role) => {
    const { call, post } = await api().makeCaller(role);
    const may = !["observer", "publisher", "editor"].includes(role);
    const unknown = "/tokens/unknown";
    expect((await call("/tokens")).status).toBe(200);
    expect((await call("/notices")).status).toBe(200);
    expect((await call(unknown)).status).toBe(404);
    expect((await call(`${unknown}/usage`)).status).toBe(404);
    expect((await post("/tokens", { name: "n" })).status).toBe(may ? 201 : 403);
    expect((await post("/account-token", {})).status).toBe(may ? 201 : 403);
    expect((await post("/notices/webhook-secret")).status).toBe(may ? 201 : 403);
    expect((await call(unknown, { method: "PATCH", json: {} })).status).toBe(may ? 404 : 403);
    for (const act of ["rotate", "revoke", "finish-rotation", "undo-rotation"]) {
      expect((await post(`${unknown}/${act}`, {})).status, act).toBe(may ? 404 : 403);
    }
    expect((await post("/tokens/find", { text: "x" })).status).toBe(may ? 404 : 403);
    expect((await post("/notices/unknown/dismiss")).status).toBe(may ? 404 : 403);
  });

  test("another client's token is as unknown as none", async () => {
    const [ours, theirs] = [await api().makeCaller(), await api().makeCaller()];
    const { tokenId } = (await theirs.post("/tokens", { name: "Theirs" })).body;
    expect((await ours.call(`/tokens/${tokenId}`)).status).toBe(404);
    expect((await ours.post(`/tokens/${tokenId}/revoke`, {})).status).toBe(404);
    expect((await ours.call(`/tokens/${tokenId}`, {}, theirs.client.code)).status).toBe(404);
    expect((await ours.call("/tokens/a%00b")).status).toBe(404);
  });
});

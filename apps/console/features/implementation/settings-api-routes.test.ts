import { ROLES, type Role } from "@silhouette/core/permission";
import { DEFAULT_SETTINGS } from "@silhouette/core/settings";
import { describe, expect, test } from "vitest";
import { serveApi } from "@/server/api-router";
import { fakeDependencies, grant, makeClient, makeCredential, now } from "@/test/fake-dependencies";
import { settingsApiRoutes } from "./settings-api-routes";

const acme = makeClient({ code: "acme" });

async function world(role: Role = "approver") {
  const credentials = [makeCredential(grant(role, role === "sysadmin" ? null : acme))];
  const fakes = fakeDependencies({ clients: [acme], credentials });
  const bearer = await fakes.dependencies.accessTokens.issue("credential-1", now);
  const serve = serveApi(settingsApiRoutes, () => fakes.dependencies);
  async function call(method = "GET", change?: object, headers: Record<string, string> = {}) {
    const request = new Request("http://console.example/api/v1/clients/acme/settings", {
      method,
      headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json", ...headers },
      ...(change === undefined ? {} : { body: JSON.stringify(change) }),
    });
    const response = await serve(request);
    return { status: response.status, tag: response.headers.get("etag") ?? "", body: await response.json() };
  }
  return { ...fakes, call };
}

describe("200", () => {
  test("the settings come under their own names, with who changed them last and when", async () => {
    const { call } = await world("observer");
    const stamp = { updatedAt: now.toISOString(), updatedBy: null, lastChanges: {} };
    expect((await call()).body).toEqual({ ...DEFAULT_SETTINGS, originalSettings: {}, ...stamp });
  });

  test("a change names single settings, and the others stay", async () => {
    const { call } = await world();
    const change = { strictStatus: true, originalSettings: { locale: "sv_SE" } };
    const { status, body } = await call("PATCH", change);
    expect([status, body]).toMatchObject([200, { ...DEFAULT_SETTINGS, ...change }]);
  });

  test("a change of what was read goes through", async () => {
    const { call } = await world();
    const { tag } = await call();
    expect((await call("PATCH", { strictStatus: true }, { "if-match": tag })).status).toBe(200);
  });
});

describe("the address of a webhook", () => {
  const url = "https://hooks.example/in?key=private";

  test.each(ROLES)("is read by whoever may set it, and by %s accordingly", async (role) => {
    const { call, state } = await world(role);
    state.clients[0] = { ...acme, settings: { ...DEFAULT_SETTINGS, noticeWebhookUrl: url } };
    const { body } = await call();
    const isWriter = !["observer", "publisher", "editor"].includes(role);
    expect(body.noticeWebhookUrl).toEqual(isWriter ? url : expect.stringMatching(/^https:\/\/hooks\.example\/#\w{8}$/));
  });

  test("has no user and no password", async () => {
    const { call } = await world();
    expect((await call("PATCH", { noticeWebhookUrl: "https://ada:secret@hooks.example/" })).status).toBe(400);
    expect((await call("PATCH", { noticeWebhookUrl: url })).body.noticeWebhookUrl).toBe(url);
  });
});

describe("412", () => {
  test("a change of what somebody else has changed meanwhile changes nothing", async () => {
    const { call } = await world();
    const { tag } = await call();
    await call("PATCH", { strictStatus: true });
    const { status, body } = await call("PATCH", { tokenGraceSeconds: 60 }, { "if-match": tag });
    expect([status, body.type]).toEqual([412, "urn:silhouette:problem:precondition-failed"]);
    expect((await call()).body).toMatchObject({ strictStatus: true, tokenGraceSeconds: 0 });
  });
});

describe("400 and 403", () => {
  test.each([{ unknown: 1 }, { profileLifetimeDays: 91 }, { strictStatus: "yes" }])("%j is refused", async (change) => {
    expect((await (await world()).call("PATCH", change)).status).toBe(400);
  });

  test.each(ROLES)("%s may read; who may write is in the one table", async (role) => {
    const { call } = await world(role);
    expect((await call()).status).toBe(200);
    const isWriter = !["observer", "publisher", "editor"].includes(role);
    expect((await call("PATCH", { strictStatus: true })).status).toBe(isWriter ? 200 : 403);
    const ruler = role === "productAdmin" || role === "sysadmin";
    expect((await call("PATCH", { profileLifetimeDays: 30 })).status).toBe(ruler ? 200 : 403);
  });
});

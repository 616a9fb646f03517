import { ROLES, type Role } from "@silhouette/core/permission";
import { type AdminSettingsEditors, DEFAULT_SETTINGS } from "@silhouette/core/settings";
import { parseToken } from "@silhouette/core/token";
import { describe, expect, test } from "vitest";
import { serveAdminRoutes } from "@/server/admin-route";
import { fakeDependencies, grant, makeClient, makeCredential, now } from "@/test/fake-dependencies";
import { settingsRoutes, tokenRoutes } from "./admin-routes";

const acme = makeClient({ code: "acme" });
const other = makeClient({ code: "other" });
const token = { path: "authentication/token?authorizationScope=profile_api", routes: tokenRoutes };
const settings = { path: "clients/settings", routes: settingsRoutes };

type Call = RequestInit & { readonly tenant?: string; readonly role?: Role; readonly bearer?: string };

/** An installation with two clients, and a caller whose credential has one role in the first. */
async function world(role: Role = "approver", options: { keepsTexts?: boolean; editors?: AdminSettingsEditors } = {}) {
  const { editors = "approver", ...others } = options;
  const reach = role === "sysadmin" ? null : acme;
  const client = { ...acme, settings: { ...DEFAULT_SETTINGS, adminSettingsEditors: editors } };
  const credentials = [makeCredential(grant(role, reach))];
  const fakes = fakeDependencies({ clients: [client, other], credentials, ...others });
  async function call(resource: typeof token, { tenant = "acme", headers, ...init }: Call = {}) {
    const bearer = await fakes.dependencies.accessTokens.issue("credential-1", fakes.state.now);
    const request = new Request(`http://console.example/${tenant}/target/${resource.path}`, {
      ...init,
      headers: { authorization: `Bearer ${bearer}`, "x-api-key": "any", ...headers },
    });
    const handle = serveAdminRoutes(resource.routes, () => fakes.dependencies);
    const response = await handle(request, { params: Promise.resolve({ tenant }) });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? null : JSON.parse(text) };
  }
  return { ...fakes, call };
}

const json = (body: unknown) => ({ body: JSON.stringify(body), headers: { "content-type": "application/json" } });
const codes = (body: { errors: { errorCode: string }[] }) => body.errors.map(({ errorCode }) => errorCode);

describe("200 and 201", () => {
  test("a token is made with 201, in the media type and with the keys that callers of the original know", async () => {
    const { call } = await world();
    const { status, headers, body } = await call(token, { method: "POST" });
    expect(status).toBe(201);
    expect(headers.get("content-type")).toBe("application/vnd.adobe.target.v1+json;charset=UTF-8");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(body).toEqual({
      accessToken: expect.any(String),
      tokenType: "bearer",
      scope: "profile_api",
      expiresIn: 7_775_999,
    });
    expect(parseToken(body.accessToken)).not.toBeNull();
  });

  test("the scope may come under its older name (U-07)", async () => {
    const { call } = await world();
    const older = { ...token, path: "authentication/token?scope=profile_api" };
    expect((await call(older, { method: "POST" })).status).toBe(201);
  });

  test("a kept token is given with the seconds that remain, not those it began with (U-07, U-25)", async () => {
    const { call, state } = await world("approver", { keepsTexts: true });
    const made = await call(token, { method: "POST" });
    const read = await call(token);
    expect([read.status, read.body]).toEqual([200, made.body]);
    const after = async (seconds: number) => {
      state.now = new Date(now.getTime() + seconds * 1000);
      const { status, body } = await call(token);
      return [status, body.accessToken ?? codes(body)[0], body.expiresIn];
    };
    const { accessToken } = made.body;
    expect(await after(86_400)).toEqual([200, accessToken, 7_689_599]);
    expect(await after(7_775_999)).toEqual([200, accessToken, 0]);
    expect(await after(7_776_000)).toEqual([404, "Token.NotFound", undefined]);
    expect(state.tokens).toHaveLength(1);
  });

  test("POST makes another token every time (U-07)", async () => {
    const { call, state } = await world("approver", { keepsTexts: true });
    state.now = new Date(now.getTime() + 1000);
    await call(token, { method: "POST" });
    await call(token, { method: "POST" });
    expect(state.tokens).toHaveLength(2);
  });

  test("a token of the debugging tools is made and read beside the other (contract section 7.1)", async () => {
    const { call, state } = await world("approver", { keepsTexts: true });
    const debug = { ...token, path: "authentication/token?authorizationScope=debug_tools" };
    expect((await call(debug)).status).toBe(404);
    const made = await call(debug, { method: "POST" });
    expect([made.status, made.body.scope]).toEqual([201, "debug_tools"]);
    expect((await call(debug)).body).toEqual(made.body);
    expect((await call(token)).status).toBe(404);
    expect(state.tokens.map(({ scope }) => scope)).toEqual(["debug_tools"]);
  });

  test("settings are read as a whole and changed one by one", async () => {
    const { call } = await world();
    expect((await call(settings)).body).toEqual({
      enableProfileApiAuthentication: false,
      profileApiAuthScope: "all",
      adminSettingsEditors: "approver",
      profileLifetimeDays: 14,
      strictStatus: false,
      v2OverridesUnvisited: false,
      batchRetentionDays: 30,
      tokenGraceSeconds: 0,
      allowedOrigins: [],
      quotasEnabled: false,
      tokenLifetimeDays: 90,
      ipObfuscation: "NONE",
      auditRetentionDays: null,
      noticeWebhookUrl: null,
    });
    const changed = await call(settings, { method: "PATCH", ...json({ enableProfileApiAuthentication: true }) });
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({ enableProfileApiAuthentication: true, profileLifetimeDays: 14 });
  });

  test("the address of a webhook is masked for who may not set it", async () => {
    const { call, state } = await world("observer");
    const noticeWebhookUrl = "https://hooks.example/in?key=private";
    state.clients[0] = { ...acme, settings: { ...DEFAULT_SETTINGS, noticeWebhookUrl } };
    expect((await call(settings)).body.noticeWebhookUrl).toMatch(/^https:\/\/hooks\.example\/#\w{8}$/);
  });

  test("PUT takes back the whole object that GET gave", async () => {
    const { call } = await world("sysadmin");
    const { body } = await call(settings);
    const changed = await call(settings, { method: "PUT", ...json({ ...body, profileLifetimeDays: 30 }) });
    expect(changed.body).toEqual({ ...body, profileLifetimeDays: 30 });
  });

  test("what the original knows and this service does not need is kept and given back", async () => {
    const { call } = await world();
    const original = {
      locale: "en_US",
      timeZone: "America/New_York",
      onDeviceDecisioning: true,
      flickerManagerSettings: { enabled: true, timeout: 3000 },
      allowedRemoteOfferUrlPatterns: ["https://offers.example.com/*"],
    };
    const changed = await call(settings, { method: "PATCH", ...json(original) });
    expect([changed.status, changed.body]).toMatchObject([200, original]);
    await call(settings, { method: "PATCH", ...json({ locale: "fr" }) });
    expect((await call(settings)).body).toMatchObject({ ...original, locale: "fr" });
  });

  test("PUT with the object of the original alone leaves our own settings as they were", async () => {
    const { call, state } = await world();
    await call(settings, { method: "PATCH", ...json({ strictStatus: true, timeZone: "UTC" }) });
    const put = await call(settings, {
      method: "PUT",
      ...json({ enableProfileApiAuthentication: true, locale: "fr" }),
    });
    expect(put.status).toBe(200);
    expect(put.body).toMatchObject({
      enableProfileApiAuthentication: true,
      strictStatus: true,
      locale: "fr",
      timeZone: "UTC",
    });
    expect(state.clients[0]?.settings.strictStatus).toBe(true);
  });

  test("an Approver may send the whole object back when what an Approver may not change is unchanged", async () => {
    const { call, audit } = await world("approver");
    const { body } = await call(settings);
    expect((await call(settings, { method: "PUT", ...json({ ...body, strictStatus: true }) })).status).toBe(200);
    expect((await call(settings, { method: "PUT", ...json({ ...body, profileLifetimeDays: 15 }) })).status).toBe(403);
    expect(audit).toHaveLength(1);
  });

  test.each([
    { v2OverridesUnvisited: true },
    { batchRetentionDays: 90 },
    { tokenGraceSeconds: 3600 },
    { allowedOrigins: ["https://www.example.com"] },
    { quotasEnabled: true },
  ])("an Approver may set %o (U-17, U-18, U-25, U-31, U-37)", async (change) => {
    const { call } = await world("approver");
    const changed = await call(settings, { method: "PATCH", ...json(change) });
    expect([changed.status, changed.body]).toMatchObject([200, change]);
  });

  test.each(["application/vnd.adobe.target.v1+json", "application/json", "*/*", "text/html, application/json;q=0.9"])(
    "version 1 answers to Accept: %s",
    async (accept) => {
      const { call } = await world();
      expect((await call(settings, { headers: { accept } })).status).toBe(200);
    },
  );

  test("a version in Content-Type alone is understood, also without a body", async () => {
    const { call } = await world();
    const headers = { "content-type": "application/vnd.adobe.target.v1+json" };
    expect((await call(settings, { headers })).status).toBe(200);
    const body = JSON.stringify({ strictStatus: true });
    expect((await call(settings, { method: "PATCH", body, headers })).body.strictStatus).toBe(true);
  });
});

describe("400", () => {
  test.each([
    ["no scope", "authentication/token", "Parameter.Missing"],
    ["an unknown scope", "authentication/token?authorizationScope=nope", "Parameter.Invalid"],
    ["an unknown scope under the older name", "authentication/token?scope=nope", "Parameter.Invalid"],
    ["two scopes", "authentication/token?scope=profile_api&scope=debug_tools", "Parameter.Invalid"],
  ])("%s makes no token (U-07)", async (_name, path, code) => {
    const { call, state } = await world();
    const { status, body } = await call({ ...token, path }, { method: "POST" });
    expect(status).toBe(400);
    expect(body).toEqual({
      httpStatus: 400,
      requestId: expect.any(String),
      requestTime: now.toISOString(),
      errors: [{ errorCode: code, message: expect.any(String), meta: { parameter: "authorizationScope" } }],
    });
    expect(state.tokens).toHaveLength(0);
  });

  test.each([
    ["an unknown setting", { nonsense: "fr" }, ["Parameter.Invalid"]],
    ["a wrong value of a setting without effect", { ipObfuscation: "ALL" }, ["Parameter.Invalid"]],
    ["a grace of more than a week", { tokenGraceSeconds: 604_801 }, ["Parameter.Invalid"]],
    ["an origin with a path", { allowedOrigins: ["https://a.example/x"] }, ["Parameter.Invalid"]],
    ["a value of the wrong type", { strictStatus: "true" }, ["Parameter.Invalid"]],
    ["a life time below a day", { profileLifetimeDays: 0 }, ["Parameter.Invalid"]],
    ["a life time above 90 days", { profileLifetimeDays: 91 }, ["Parameter.Invalid"]],
    ["a list", [], ["Body.Invalid"]],
  ])("%s changes nothing", async (_name, change, expected) => {
    const { call, state } = await world("sysadmin");
    const { status, body } = await call(settings, { method: "PATCH", ...json(change) });
    expect([status, codes(body)]).toEqual([400, expected]);
    expect(state.clients[0]?.settings).toEqual(DEFAULT_SETTINGS);
  });

  test("one good setting beside a bad one is not applied", async () => {
    const { call, state } = await world("sysadmin");
    await call(settings, { method: "PATCH", ...json({ strictStatus: true, nonsense: "fr" }) });
    expect(state.clients[0]?.settings.strictStatus).toBe(false);
  });

  test("PUT without the setting of the original that has an effect names it", async () => {
    const { call } = await world("sysadmin");
    const { status, body } = await call(settings, { method: "PUT", ...json({ strictStatus: true }) });
    expect([status, codes(body)]).toEqual([400, ["Parameter.Missing"]]);
  });

  test("a body that is not JSON is refused", async () => {
    const { call } = await world();
    const { status, body } = await call(settings, { method: "PATCH", body: "{", headers: json({}).headers });
    expect([status, codes(body)]).toEqual([400, ["Body.Invalid"]]);
  });
});

describe("401", () => {
  test.each(["", "Bearer", "Bearer nonsense", "Basic YTpi", "Bearer a.b.c"])(
    "%j opens nothing",
    async (authorization) => {
      const { call } = await world();
      const { status, headers, body } = await call(settings, { headers: { authorization } });
      expect([status, headers.get("www-authenticate"), codes(body)]).toEqual([
        401,
        "Bearer",
        ["Authentication.Required"],
      ]);
    },
  );

  test("a credential that was revoked is refused from the next call on", async () => {
    const { call, state } = await world();
    expect((await call(settings)).status).toBe(200);
    state.credentials.length = 0;
    expect((await call(settings)).status).toBe(401);
  });

  test("a stranger is refused alike for tenants that exist and those that do not", async () => {
    const { call } = await world();
    for (const tenant of ["acme", "other", "nobody"]) {
      expect((await call(settings, { tenant, headers: { authorization: "Bearer x" } })).status).toBe(401);
    }
  });
});

describe("403", () => {
  test("a token whose text is not kept tells only how long it lives (U-25)", async () => {
    const { call } = await world();
    await call(token, { method: "POST" });
    const { status, body } = await call(token);
    expect([status, codes(body), body.errors[0].meta]).toEqual([
      403,
      ["Token.NotRetrievable"],
      { expiresIn: 7_775_999 },
    ]);
  });

  const mayIssue: Readonly<Record<AdminSettingsEditors, readonly Role[]>> = {
    approver: ["approver", "workspaceAdmin", "productAdmin", "sysadmin"],
    admin: ["productAdmin", "sysadmin"],
  };
  const inBothModes = ROLES.flatMap((role) => [
    { role, editors: "approver" as const },
    { role, editors: "admin" as const },
  ]);
  test.each(inBothModes)(
    "the text of a token is read by whom the table lets: $role, mode $editors (U-24, U-25)",
    async ({ role, editors }) => {
      const { call, state } = await world(role, { editors, keepsTexts: true });
      const { id: clientId } = acme;
      const record = { id: "t", clientId, publicId: "t", scope: "profile_api" as const, createdBy: "test" };
      state.tokens.push({
        ...record,
        createdAt: now,
        expiresAt: new Date(now.getTime() + 1000),
        revokedAt: null,
        graceEndsAt: null,
        name: null,
        surfaces: ["fetch", "single", "bulk"],
      });
      state.texts.set("t", "sil_text");
      const { status, body } = await call(token);
      expect([status, JSON.stringify(body).includes("sil_text")]).toEqual(
        mayIssue[editors].includes(role) ? [200, true] : [403, false],
      );
    },
  );

  test.each(inBothModes)(
    "settings are changed by whom the table lets: $role, mode $editors (U-24)",
    async ({ role, editors }) => {
      const { call } = await world(role, { editors });
      const { status } = await call(settings, { method: "PATCH", ...json({ enableProfileApiAuthentication: true }) });
      expect(status).toBe(mayIssue[editors].includes(role) ? 200 : 403);
      expect((await call(settings)).status).toBe(200);
    },
  );

  test.each(inBothModes)(
    "a token is made by whom the table lets, and a refusal is audited: $role, mode $editors (U-24)",
    async ({ role, editors }) => {
      const { call, audit, state } = await world(role, { editors });
      const { status } = await call(token, { method: "POST" });
      const isAllowed = mayIssue[editors].includes(role);
      expect([status, state.tokens.length]).toEqual(isAllowed ? [201, 1] : [403, 0]);
      expect(audit.map(({ action, target }) => [action, target])).toEqual(
        isAllowed ? [] : [["permission.refused", "POST /authentication/token"]],
      );
    },
  );

  test.each([
    ["approver", { profileLifetimeDays: 30 }],
    ["approver", { adminSettingsEditors: "admin" }],
    ["workspaceAdmin", { adminSettingsEditors: "admin" }],
    ["observer", { strictStatus: true }],
  ] as const)("the role %s may not set %o", async (role, change) => {
    const { call, audit, state } = await world(role);
    expect((await call(settings, { method: "PATCH", ...json(change) })).status).toBe(403);
    expect(state.clients[0]?.settings).toEqual(DEFAULT_SETTINGS);
    expect(audit).toHaveLength(1);
  });

  test("where only administrators edit, an Approver may not switch authentication off", async () => {
    const { call, state } = await world("approver");
    state.clients[0] = { ...acme, settings: { ...DEFAULT_SETTINGS, adminSettingsEditors: "admin" } };
    const change = json({ enableProfileApiAuthentication: false });
    expect((await call(settings, { method: "PATCH", ...change })).status).toBe(403);
  });
});

describe("404", () => {
  test("there is no token before the first one is made", async () => {
    const { call } = await world();
    const { status, body } = await call(token);
    expect([status, codes(body)]).toEqual([404, ["Token.NotFound"]]);
  });

  test("another's tenant answers exactly like one that does not exist", async () => {
    const { call } = await world("productAdmin");
    const foreign = await call(settings, { tenant: "other" });
    const absent = await call(settings, { tenant: "nobody" });
    expect([foreign.status, codes(foreign.body)]).toEqual([404, ["Resource.NotFound"]]);
    expect({ ...foreign.body, requestId: "" }).toEqual({ ...absent.body, requestId: "" });
  });

  test("a tenant that could not be a client code is not even looked up", async () => {
    const { call } = await world();
    expect((await call(settings, { tenant: "%00" })).status).toBe(404);
  });
});

describe("405, 406 and 413", () => {
  test("other methods are told which there are", async () => {
    const { call } = await world();
    const { status, headers } = await call(settings, { method: "DELETE" });
    expect([status, headers.get("allow")]).toEqual([405, "GET, HEAD, PUT, PATCH"]);
  });

  test.each([
    { accept: "application/vnd.adobe.target.v3+json" },
    { accept: "text/html" },
    { "content-type": "application/vnd.adobe.target.v2+json" },
  ])("another version is refused: %o", async (headers) => {
    const { call } = await world();
    const { status, body } = await call(settings, { headers });
    expect([status, codes(body)]).toEqual([406, ["Unsupported.Version"]]);
  });

  test("a body in another format is refused", async () => {
    const { call } = await world();
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    expect((await call(settings, { method: "PATCH", body: "a=b", headers })).status).toBe(406);
  });

  test("a body is read up to its limit and not beyond", async () => {
    const { call } = await world();
    const padded = (bytes: number) => ({ ...json({}), body: "{}".padEnd(bytes) });
    expect((await call(settings, { method: "PATCH", ...padded(65_536) })).status).toBe(200);
    expect((await call(settings, { method: "PATCH", ...padded(65_537) })).status).toBe(413);
  });
});

test("a failure answers 500 with the request id, and tells nothing of its cause", async () => {
  const { call, dependencies } = await world();
  dependencies.stores.clients.findByCode = async () => {
    throw new Error("SELECT secret FROM client");
  };
  const { status, headers, body } = await call(settings, { headers: { "x-request-id": "caller-1" } });
  expect([status, body.requestId, headers.get("x-request-id")]).toEqual([500, "caller-1", "caller-1"]);
  expect(JSON.stringify(body)).not.toContain("SELECT");
});

import { ROLES, type Role } from "@silhouette/core/permission";
import { type AdminSettingsEditors, DEFAULT_SETTINGS } from "@silhouette/core/settings";
import { describe, expect, test } from "vitest";
import { serveAdminRoutes } from "@/server/admin-route";
import { fakeDependencies, grant, makeClient, makeCredential } from "@/test/fake-dependencies";
import { propertyListRoutes, propertyRoutes } from "./admin-routes";

const acme = makeClient({ code: "acme" });
const other = makeClient({ code: "other" });

/** An installation with two clients, and a caller whose credential has one role in both, so that only ids tell them apart. */
async function world(role: Role = "approver", editors: AdminSettingsEditors = "approver") {
  const settings = { ...DEFAULT_SETTINGS, adminSettingsEditors: editors };
  const clients = [acme, other].map((client) => ({ ...client, settings }));
  const fakes = fakeDependencies({ clients, credentials: [makeCredential(grant(role, acme), grant(role, other))] });
  const bearer = await fakes.dependencies.accessTokens.issue("credential-1", fakes.state.now);
  async function call(path: string, { tenant = "acme", method = "GET", body, ...headers }: Call = {}) {
    const [, id] = path.split("?")[0]?.split("/") ?? [];
    const request = new Request(`http://console.example/${tenant}/target/${path}`, {
      method,
      headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const handle = serveAdminRoutes(id === undefined ? propertyListRoutes : propertyRoutes, () => fakes.dependencies);
    const response = await handle(request, { params: Promise.resolve(id === undefined ? { tenant } : { tenant, id }) });
    return { status: response.status, headers: response.headers, body: await response.json() };
  }
  return { ...fakes, call };
}

type Call = { tenant?: string; method?: string; body?: unknown; accept?: string; authorization?: string };

const web = { name: "Shop", channel: "web" };
const codes = (body: { errors: { errorCode: string; meta: { parameter?: string } }[] }) =>
  body.errors.map(({ errorCode, meta }) => [errorCode, meta.parameter]);

describe("200 and 201", () => {
  test("a property is made with 201 and everything that callers of the original know", async () => {
    const { call } = await world();
    const { status, headers, body } = await call("properties", { method: "POST", body: { ...web, description: "x" } });
    expect([status, headers.get("content-type")]).toEqual([201, "application/vnd.adobe.target.v1+json;charset=UTF-8"]);
    expect(body).toEqual({
      id: expect.any(Number),
      name: "Shop",
      description: "x",
      channel: "web",
      workspaces: [expect.any(String)],
      token: expect.any(String),
      createdAt: "2026-03-02T09:15:27.411Z",
      modifiedAt: "2026-03-02T09:15:27.411Z",
    });
    expect((await call(`properties/${body.id}`)).body).toEqual(body);
  });

  test("the object that GET gave may be sent back by PUT, with a change", async () => {
    const { call } = await world();
    const { body } = await call("properties", { method: "POST", body: web });
    const put = await call(`properties/${body.id}`, { method: "PUT", body: { ...body, channel: "mobile", id: 77 } });
    expect([put.status, put.body]).toEqual([200, { ...body, channel: "mobile" }]);
  });

  test("a list has its total, and the part that was asked for", async () => {
    const { call } = await world();
    for (const name of ["a", "b", "c"]) await call("properties", { method: "POST", body: { ...web, name } });
    const whole = await call("properties");
    expect(whole.body).toMatchObject({ total: 3, offset: 0, limit: 2_147_483_647 });
    expect(whole.body.properties).toHaveLength(3);
    const part = await call("properties?limit=1&offset=1&sortBy=name&sortBy=-modifiedAt");
    expect(part.body).toMatchObject({ total: 3, offset: 1, limit: 1, properties: [{ name: "b" }] });
    expect((await call("properties?limit=0")).body.properties).toEqual([]);
  });

  test("a list is narrowed by fields, and by what they are not", async () => {
    const { call } = await world();
    await call("properties", { method: "POST", body: { name: "App", channel: "mobile" } });
    await call("properties", { method: "POST", body: web });
    expect((await call("properties?channel=web")).body).toMatchObject({ total: 1, properties: [{ name: "Shop" }] });
    expect((await call("properties?channel=!web")).body).toMatchObject({ total: 1, properties: [{ name: "App" }] });
    expect((await call("properties?name=Shop&channel=mobile")).body).toMatchObject({ total: 0, properties: [] });
  });
});

describe("400", () => {
  test.each([
    [{ channel: "web" }, [["Parameter.Missing", "name"]]],
    [{ name: "Shop" }, [["Parameter.Missing", "channel"]]],
    [{ ...web, channel: "tv" }, [["Parameter.Invalid", "channel"]]],
    [{ ...web, name: " " }, [["Parameter.Invalid", "name"]]],
    [{ ...web, name: "x".repeat(251) }, [["Parameter.Invalid", "name"]]],
    [{ ...web, description: "\0" }, [["Parameter.Invalid", "description"]]],
    [{ ...web, workspaces: Array(201).fill("w") }, [["Parameter.Invalid", "workspaces"]]],
    [{ ...web, workspaces: ["unknown"] }, [["Parameter.Invalid", "workspaces"]]],
    [[], [["Body.Invalid", undefined]]],
  ])("%j is not stored", async (given, expected) => {
    const { call, state } = await world("productAdmin");
    const { status, body } = await call("properties", { method: "POST", body: given });
    expect([status, codes(body)]).toEqual([400, expected]);
    expect(state.properties).toEqual([]);
  });

  test("a name is taken once", async () => {
    const { call } = await world();
    await call("properties", { method: "POST", body: web });
    const { status, body } = await call("properties", { method: "POST", body: web });
    expect([status, codes(body)]).toEqual([400, [["Property.NameTaken", "name"]]]);
  });

  test.each(["limit=-1", "limit=x", "limit=2147483648", "offset=1.5", "limit=1&limit=2"])("?%s", async (query) => {
    const { call } = await world();
    expect((await call(`properties?${query}`)).status).toBe(400);
  });

  test("?sortBy by what a property does not have", async () => {
    const { call } = await world();
    for (const key of ["clientId", "-", "name,nothing"]) {
      expect((await call(`properties?sortBy=${key}`)).status).toBe(400);
    }
  });
});

test("401 without a token of ours", async () => {
  const { call } = await world();
  expect((await call("properties", { authorization: "Bearer x" })).status).toBe(401);
});

describe("403", () => {
  const mayWrite: Readonly<Record<AdminSettingsEditors, readonly Role[]>> = {
    approver: ["approver", "workspaceAdmin", "productAdmin", "sysadmin"],
    admin: ["productAdmin", "sysadmin"],
  };
  const cases = ROLES.flatMap((role) => [[role, "approver"] as const, [role, "admin"] as const]);
  test.each(cases)(
    "%s in the mode %s: everybody reads, who may change settings writes (U-24)",
    async (role, editors) => {
      const { call, state } = await world(role, editors);
      expect((await call("properties")).status).toBe(200);
      const { status } = await call("properties", { method: "POST", body: web });
      const isAllowed = mayWrite[editors].includes(role);
      expect([status, state.properties.length]).toEqual(isAllowed ? [201, 1] : [403, 0]);
    },
  );
});

test("403 for who may not assign workspaces, unless they stay as they are (contract section 9)", async () => {
  const { call, audit } = await world("approver");
  const { body } = await call("properties", { method: "POST", body: web });
  const refused = { ...web, name: "Other", workspaces: body.workspaces };
  expect((await call("properties", { method: "POST", body: refused })).status).toBe(403);
  const elsewhere = await call(`properties/${body.id}`, { method: "PUT", body: { ...body, workspaces: [] } });
  expect(elsewhere.status).toBe(403);
  expect((await call(`properties/${body.id}`, { method: "PUT", body })).status).toBe(200);
  expect(audit.map(({ action, detail }) => [action, detail.permission])).toEqual(
    Array(2).fill(["permission.refused", "workspace:manage"]),
  );
});

test.each(["0", "-1", "1.0", "x", "01", "9007199254740992", "99999999999999999999", "2"])(
  "404 for the id %s",
  async (id) => {
    const { call } = await world();
    await call("properties", { method: "POST", body: web });
    for (const init of [{}, { method: "PUT", body: web }]) {
      const { status, body } = await call(`properties/${id}`, init);
      expect([status, codes(body)]).toEqual([404, [["Resource.NotFound", undefined]]]);
    }
  },
);

test("404 for the neighbour's property, which is neither shown nor changed", async () => {
  const { call } = await world();
  const { body } = await call("properties", { method: "POST", body: web });
  expect((await call(`properties/${body.id}`, { tenant: "other" })).status).toBe(404);
  const put = await call(`properties/${body.id}`, { tenant: "other", method: "PUT", body: { ...web, name: "Stolen" } });
  expect(put.status).toBe(404);
  expect((await call("properties", { tenant: "other" })).body.total).toBe(0);
  expect((await call(`properties/${body.id}`)).body).toEqual(body);
});

test("405 names the methods that there are", async () => {
  const { call } = await world();
  const list = await call("properties", { method: "DELETE" });
  expect([list.status, list.headers.get("allow")]).toEqual([405, "GET, HEAD, POST"]);
  const one = await call("properties/1", { method: "DELETE" });
  expect([one.status, one.headers.get("allow")]).toEqual([405, "GET, HEAD, PUT"]);
});

test("406 for another version", async () => {
  const { call } = await world();
  expect((await call("properties", { accept: "application/vnd.adobe.target.v3+json" })).status).toBe(406);
});

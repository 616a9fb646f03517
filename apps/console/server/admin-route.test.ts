import { refuse, succeed } from "@silhouette/core/result";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { fakeDependencies, grant, makeClient, makeCredential, now } from "@/test/fake-dependencies";
import { adminRoute } from "./admin-route";
import { serveApi } from "./api-router";

const acme = makeClient({ code: "acme" });
const other = makeClient({ code: "other" });
const NoQuery = z.object({});

/** A thing that can be read, changed and removed, and what asks about the installation. */
function makeRoutes() {
  const thing = { name: "first" };
  return [
    adminRoute({
      method: "GET",
      path: "/things/{thingId}",
      permission: "settings:read",
      params: z.object({ thingId: z.coerce.number().int() }),
      query: NoQuery,
      body: null,
      handle: async ({ params }) => succeed({ status: 200, body: { ...thing, id: params.thingId } }),
    }),
    adminRoute({
      method: "PATCH",
      path: "/things/{thingId}",
      permission: "settings:write",
      query: NoQuery,
      body: z.object({ name: z.string() }),
      ifMatch: "required",
      handle: async ({ params, body, isCurrent }) => {
        const id = Number(params.thingId);
        if (!isCurrent({ ...thing, id })) return refuse([{ code: "Precondition.Failed" }]);
        Object.assign(thing, body);
        return succeed({ status: 200, body: { ...thing, id } });
      },
    }),
    adminRoute({
      method: "DELETE",
      path: "/things/{thingId}",
      permission: "settings:write",
      query: NoQuery,
      body: null,
      handle: async () => succeed({ status: 204, body: null }),
    }),
    adminRoute({
      method: "GET",
      path: "/things/newest",
      permission: "settings:read",
      query: NoQuery,
      body: null,
      handle: async () => succeed({ status: 200, body: "newest" }),
    }),
    adminRoute({
      method: "POST",
      path: "/clients",
      scope: "installation",
      permission: "client:manage",
      query: NoQuery,
      body: null,
      handle: async ({ actor, client }) =>
        succeed({ status: 201, body: { by: actor.name, client }, headers: { Location: "/api/v1/clients/new" } }),
    }),
  ];
}

async function world(role: "observer" | "approver" | "productAdmin" | "sysadmin" = "approver") {
  const credentials = [makeCredential(grant(role, role === "sysadmin" ? null : acme))];
  const fakes = fakeDependencies({ clients: [acme, other], credentials });
  const bearer = await fakes.dependencies.accessTokens.issue("credential-1", now);
  const serve = serveApi(makeRoutes(), () => fakes.dependencies);
  async function call(path: string, { headers, ...init }: RequestInit = {}) {
    const authorization = `Bearer ${bearer}`;
    const response = await serve(
      new Request(`http://console.example/api/v1${path}`, { ...init, headers: { authorization, ...headers } }),
    );
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? null : JSON.parse(text) };
  }
  const patch = (headers: Record<string, string>) =>
    call("/clients/acme/things/7", {
      method: "PATCH",
      body: '{"name":"second"}',
      headers: { "content-type": "application/json", ...headers },
    });
  return { ...fakes, call, patch };
}

describe("paths", () => {
  test("variable parts are decoded and parsed", async () => {
    const { call } = await world();
    expect((await call("/clients/acme/things/%37")).body).toEqual({ name: "first", id: 7 });
    expect((await call("/clients/acme/things/7/")).status).toBe(200);
  });

  test("a fixed part wins over a variable one, in whatever order they are listed", async () => {
    const { call } = await world();
    expect((await call("/clients/acme/things/newest")).body).toBe("newest");
  });

  test.each([
    "/clients/acme/things/x",
    "/clients/acme/things/%ff",
    "/clients/acme/things",
    "/clients/other/things/7",
    "/",
  ])("%s is unknown (404)", async (path) => {
    const { status, body } = await (await world()).call(path);
    expect([status, body.type]).toEqual([404, "urn:silhouette:problem:not-found"]);
  });

  test("a client out of reach answers like one that is not there, and both are in the log of the installation", async () => {
    const { call, audit } = await world();
    for (const code of ["other", "nobody", "%00"]) {
      expect((await call(`/clients/${code}/things/7`)).body.type).toBe("urn:silhouette:problem:not-found");
    }
    const target = "GET /things/{thingId}";
    expect(audit).toMatchObject([
      {
        clientId: null,
        action: "permission.refused",
        target,
        detail: { permission: "settings:read", client: "other" },
      },
      { clientId: null, action: "permission.refused", target, detail: { client: "nobody" } },
      { clientId: null, action: "permission.refused", target, detail: { client: null } },
    ]);
    expect(audit[0]?.actor).toEqual({ kind: "credential", id: "credential-1", name: "Automation" });
  });

  test("another method is refused with those that there are (405)", async () => {
    const { call } = await world();
    const { status, headers } = await call("/clients/acme/things/7", { method: "PUT" });
    expect([status, headers.get("allow")]).toEqual([405, "GET, HEAD, PATCH, DELETE"]);
    expect((await call("/clients/acme/things/7", { method: "OPTIONS" })).status).toBe(405);
  });

  test("without an access token no path tells whether it exists (401)", async () => {
    const { call } = await world();
    const headers = { authorization: "" };
    expect((await call("/clients/acme/things/7", { headers })).status).toBe(401);
    expect((await call("/nothing", { headers })).status).toBe(401);
  });
});

describe("entity tags", () => {
  test("what is read has a tag, and is not sent again to who has it (304)", async () => {
    const { call } = await world();
    const first = await call("/clients/acme/things/7");
    const tag = first.headers.get("etag") ?? "";
    const again = await call("/clients/acme/things/7", { headers: { "if-none-match": tag } });
    expect([again.status, again.body, again.headers.get("etag")]).toEqual([304, null, tag]);
    expect((await call("/clients/acme/things/7", { headers: { "if-none-match": '"x"' } })).status).toBe(200);
    expect((await call("/clients/acme/things/7", { method: "HEAD" })).headers.get("etag")).toBe(tag);
  });

  test("the reply of a change carries the tag that a read gives afterwards", async () => {
    const { call, patch } = await world();
    const tag = (await call("/clients/acme/things/7")).headers.get("etag") ?? "";
    const changed = await patch({ "if-match": tag });
    expect(changed.status).toBe(200);
    expect((await call("/clients/acme/things/7")).headers.get("etag")).toBe(changed.headers.get("etag"));
    expect((await patch({ "if-match": tag })).status).toBe(412);
  });

  test("a change must name what it changes where the route asks for it (428)", async () => {
    const { patch } = await world();
    const { status, body } = await patch({});
    expect([status, body.type]).toEqual([428, "urn:silhouette:problem:precondition-required"]);
  });
});

test("a reply without content has no body (204)", async () => {
  const { call } = await world();
  const { status, body, headers } = await call("/clients/acme/things/7", { method: "DELETE" });
  expect([status, body, headers.get("content-type")]).toEqual([204, null, null]);
});

describe("routes of the installation", () => {
  test("are for who holds the permission everywhere", async () => {
    const { call } = await world("sysadmin");
    const { status, body, headers } = await call("/clients", { method: "POST" });
    expect([status, body]).toEqual([201, { by: "Automation", client: null }]);
    expect(headers.get("location")).toBe("/api/v1/clients/new");
  });

  test("refuse every role of a single client, audited without a client", async () => {
    const { call, audit } = await world("productAdmin");
    expect((await call("/clients", { method: "POST" })).status).toBe(403);
    expect(audit).toMatchObject([{ clientId: null, action: "permission.refused", target: "POST /clients" }]);
  });
});

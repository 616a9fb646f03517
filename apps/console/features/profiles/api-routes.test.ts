import { ROLES, type Role } from "@silhouette/core/permission";
import { describe, expect, test } from "vitest";
import { profileDeletionRoutes } from "@/features/privacy/api-routes";
import { serveApi } from "@/server/api-router";
import { fakeDependencies, grant, makeClient, makeCredential, now } from "@/test/fake-dependencies";
import { profileRoutes } from "./api-routes";

const acme = makeClient({ code: "acme" });
const other = makeClient({ code: "other" });

async function world(role: Role = "approver") {
  const credentials = [makeCredential(grant(role, role === "sysadmin" ? null : acme))];
  const fakes = fakeDependencies({ clients: [acme, other], credentials });
  const bearer = await fakes.dependencies.accessTokens.issue("credential-1", now);
  const identities = { tntId: null, thirdPartyId: "tp:crm-1", marketingCloudVisitorId: null } as const;
  const visit = {
    identities,
    newTntId: "0a1b",
    change: new Map([["tier", "gold"]]),
    expiresAt: new Date(now.getTime() + 1000),
  };
  await fakes.dependencies.profiles.visit({ clientId: acme.id, ...visit }, now);
  await fakes.dependencies.profiles.visit({ clientId: other.id, ...visit, change: new Map([["tier", "theirs"]]) }, now);
  const serve = serveApi([...profileRoutes, ...profileDeletionRoutes], () => fakes.dependencies);
  async function call(method: string, query: string, body?: unknown, code = "acme") {
    const request = new Request(`http://console.example/api/v1/clients/${code}/profiles?${query}`, {
      method,
      headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const response = await serve(request);
    return { status: response.status, body: await response.json() };
  }
  return { ...fakes, call };
}

const BY_ID = "thirdPartyId=crm-1";

describe("200 and 202", () => {
  test("a profile comes with the value and the time of each attribute, and the look is in the audit log", async () => {
    const { call, audit } = await world("editor");
    const { status, body } = await call("GET", BY_ID);
    const at = now.toISOString();
    expect([status, body.modifiedAt, body.attributes]).toEqual([200, at, { tier: { value: "gold", modifiedAt: at } }]);
    expect(audit).toMatchObject([{ clientId: acme.id, action: "profile.read" }]);
    expect(JSON.stringify(audit)).not.toContain("crm-1");
  });

  test("attributes are set, the others stay, the life is renewed, and the audit log has names without values", async () => {
    const { call, audit } = await world();
    const { status, body } = await call("PATCH", BY_ID, { attributes: { city: "Oslo" } });
    expect(status).toBe(200);
    expect(Object.keys(body.attributes).sort()).toEqual(["city", "tier"]);
    expect(body.expiresAt).toBe(new Date(now.getTime() + 14 * 86_400_000).toISOString());
    expect(audit).toMatchObject([{ action: "profile.changed", detail: { names: ["city"] } }]);
    expect(JSON.stringify(audit)).not.toContain("Oslo");
  });

  test("a deletion is a privacy job of that id", async () => {
    const { call, state } = await world();
    const { status, body } = await call("DELETE", BY_ID);
    expect([status, body.action, body.status]).toEqual([202, "delete", "Processing"]);
    const [job] = state.privacyJobs;
    expect(job?.userContexts).toEqual([{ namespace: "THIRDPARTYID", type: "target", value: "crm-1" }]);
  });
});

describe("400", () => {
  test.each(["", "thirdPartyId=", "thirdPartyId=a&tntId=b", "thirdPartyId=a%2Fb", "tntId=a&tntId=b", "email=x"])(
    "the query %j names no one visitor",
    async (query) => {
      expect((await (await world()).call("GET", query)).status).toBe(400);
    },
  );

  test.each([
    {},
    { attributes: {} },
    { attributes: { "user.x": "1" } },
    { attributes: { a: "" } },
    { attributes: { a: 1 } },
    { attributes: { a: "x\0" } },
  ])("the change %j is refused", async (change) => {
    expect((await (await world()).call("PATCH", BY_ID, change)).status).toBe(400);
  });
});

describe("404 and 413", () => {
  test("an unknown visitor is not found and not made", async () => {
    const { call } = await world();
    expect((await call("GET", "thirdPartyId=nobody")).status).toBe(404);
    expect((await call("PATCH", "thirdPartyId=nobody", { attributes: { a: "1" } })).status).toBe(404);
    expect((await call("GET", "thirdPartyId=nobody")).status).toBe(404);
  });

  test("another client's profile is as unknown as none", async () => {
    expect((await (await world()).call("GET", BY_ID, undefined, "other")).status).toBe(404);
  });

  test("a change over the limit of a profile leaves it as it was", async () => {
    const { call } = await world();
    const long = "x".repeat(60_000);
    expect((await call("PATCH", BY_ID, { attributes: { a: long } })).status).toBe(200);
    const { status, body } = await call("PATCH", BY_ID, { attributes: { b: long } });
    expect([status, body.type]).toEqual([413, "urn:silhouette:problem:profile-too-large"]);
    expect(Object.keys((await call("GET", BY_ID)).body.attributes).sort()).toEqual(["a", "tier"]);
  });
});

describe("403", () => {
  test.each(ROLES)("%s may do what the one table says", async (role) => {
    const { call } = await world(role);
    const index = ROLES.indexOf(role);
    expect((await call("GET", BY_ID)).status).toBe(index >= ROLES.indexOf("editor") ? 200 : 403);
    const change = { attributes: { a: "1" } };
    expect((await call("PATCH", BY_ID, change)).status).toBe(index >= ROLES.indexOf("approver") ? 200 : 403);
    const isDeleter = ["approver", "productAdmin", "sysadmin"].includes(role);
    expect((await call("DELETE", BY_ID)).status).toBe(isDeleter ? 202 : 403);
  });
});

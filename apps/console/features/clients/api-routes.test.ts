import { ROLES, type Role } from "@silhouette/core/permission";
import { expect, test } from "vitest";
import { administrationWorld, problemOf } from "@/test/administration-world";
import { now } from "@/test/fake-dependencies";
import { clientRoutes } from "./api-routes";

const world = (role: Role = "sysadmin") => administrationWorld(clientRoutes, role);

test("clients are listed, made, read and changed, without their internal ids", async () => {
  const { call } = await world();
  const made = await call("POST", "/clients", { code: "Shop", name: "Shop", imsOrgId: "SHOP@AdobeOrg" });
  expect([made.status, made.body]).toEqual([
    201,
    {
      code: "shop",
      name: "Shop",
      imsOrgId: "SHOP@AdobeOrg",
      state: "enabled",
      disabledAt: null,
      createdAt: now.toISOString(),
      memberCount: 0,
      workspaceCount: 1,
    },
  ]);
  const { body } = await call("GET", "/clients");
  expect(body.clients.map(({ code }: { code: string }) => code)).toEqual(["acme", "other", "shop"]);
  const changed = await call("PATCH", "/clients/acme", { name: "Acme Ltd" });
  expect([changed.body.name, changed.body.imsOrgId]).toEqual(["Acme Ltd", null]);
  expect((await call("GET", "/clients/acme")).body).toEqual(changed.body);
});

test.each([
  [{ code: "-shop", name: "Shop" }, "code"],
  [{ code: "a".repeat(64), name: "Shop" }, "code"],
  [{ code: "shop", name: "" }, "name"],
  [{ code: "shop", name: "Shop", imsOrgId: "with blank" }, "imsOrgId"],
  [{ code: "shop", name: "Shop", settings: {} }, "settings"],
])("400 names what is wrong: %j", async (given, parameter) => {
  const { call, clients } = await world();
  const { status, body } = await call("POST", "/clients", given);
  expect([status, body.errors[0].parameter, clients.length]).toEqual([400, parameter, 2]);
});

test.each(ROLES)("everybody reads the own client, who runs the installation does the rest: %s", async (role) => {
  const { call } = await world(role);
  const isAllowed = role === "sysadmin";
  expect((await call("GET", "/clients/acme")).status).toBe(200);
  expect((await call("GET", "/clients/other")).status).toBe(isAllowed ? 200 : 404);
  expect((await call("GET", "/clients")).status).toBe(isAllowed ? 200 : 403);
  expect((await call("POST", "/clients", { code: "shop", name: "Shop" })).status).toBe(isAllowed ? 201 : 403);
  expect((await call("PATCH", "/clients/acme", { name: "Acme Ltd" })).status).toBe(isAllowed ? 200 : 403);
  expect((await call("POST", "/clients/acme/disable")).status).toBe(isAllowed ? 200 : 403);
  expect((await call("DELETE", "/clients/acme")).status).toBe(isAllowed ? 202 : 403);
  expect((await call("POST", "/clients/acme/enable")).status).toBe(isAllowed ? 409 : 403);
});

test("a client is disabled, enabled again, and deleted once it is disabled, unless it is the last", async () => {
  const { call } = await world();
  expect(problemOf(await call("DELETE", "/clients/acme"))).toEqual([409, "client-not-disabled"]);
  const disabled = await call("POST", "/clients/acme/disable");
  expect([disabled.status, disabled.body.state, disabled.body.disabledAt]).toEqual([
    200,
    "disabled",
    now.toISOString(),
  ]);
  const enabled = await call("POST", "/clients/acme/enable");
  expect([enabled.status, enabled.body.state, enabled.body.disabledAt]).toEqual([200, "enabled", null]);
  await call("POST", "/clients/acme/disable");
  const asked = await call("DELETE", "/clients/acme");
  expect([asked.status, asked.body.state]).toEqual([202, "deleting"]);
  expect((await call("DELETE", "/clients/acme")).status).toBe(202);
  expect(problemOf(await call("POST", "/clients/acme/enable"))).toEqual([409, "client-deleting"]);
  const listed = await call("GET", "/clients?state=deleting");
  expect(listed.body.clients.map(({ code }: { code: string }) => code)).toEqual(["acme"]);
  await call("POST", "/clients/other/disable");
  expect(problemOf(await call("DELETE", "/clients/other"))).toEqual([409, "last-client"]);
});

test("409 for a taken code, whatever its case, and a taken organisation", async () => {
  const { call } = await world();
  expect(problemOf(await call("POST", "/clients", { code: "ACME", name: "A" }))).toEqual([409, "code-taken"]);
  await call("PATCH", "/clients/acme", { imsOrgId: "ACME@AdobeOrg" });
  const taken = await call("POST", "/clients", { code: "shop", name: "Shop", imsOrgId: "ACME@AdobeOrg" });
  expect(problemOf(taken)).toEqual([409, "ims-org-id-taken"]);
});

test("the list goes from page to page, and is narrowed by text", async () => {
  const { call } = await world();
  const first = await call("GET", "/clients?limit=1");
  expect(first.body.clients.map(({ code }: { code: string }) => code)).toEqual(["acme"]);
  const second = await call("GET", `/clients?limit=1&cursor=${first.body.next}`);
  expect([second.body.clients[0].code, second.body.next]).toEqual(["other", null]);
  expect((await call("GET", "/clients?text=oth")).body.clients).toHaveLength(1);
  for (const wrong of ["limit=0", "limit=1001", "cursor=x", "text="]) {
    expect((await call("GET", `/clients?${wrong}`)).status).toBe(400);
  }
});

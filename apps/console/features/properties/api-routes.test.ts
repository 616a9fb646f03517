import { ROLES, type Role } from "@silhouette/core/permission";
import { expect, test } from "vitest";
import { administrationWorld, problemOf } from "@/test/administration-world";
import { propertyApiRoutes } from "./api-routes";

const world = (role?: Role) => administrationWorld(propertyApiRoutes, role);
const PATH = "/clients/acme/properties";
const web = { name: "Shop", channel: "web" };

test("properties are made, read, replaced and deleted", async () => {
  const { call } = await world();
  const made = await call("POST", PATH, web);
  expect([made.status, made.body]).toEqual([201, expect.objectContaining({ ...web, propertyId: 1, token: "token-1" })]);
  const path = `${PATH}/${made.body.propertyId}`;
  const replaced = await call("PUT", path, { ...made.body, channel: "mobile", workspaces: [] });
  expect(replaced.body).toMatchObject({ channel: "mobile", workspaces: [] });
  expect((await call("GET", path)).body).toEqual(replaced.body);
  expect((await call("GET", PATH)).body).toEqual({ properties: [replaced.body], next: null });
  expect(await call("DELETE", path)).toEqual({ status: 204, body: null });
  expect(problemOf(await call("DELETE", path))).toEqual([404, "not-found"]);
});

test("the list comes page by page, narrowed by channel", async () => {
  const { call } = await world();
  for (const [name, channel] of [
    ["App", "mobile"],
    ["Blog", "web"],
    ["Shop", "web"],
  ]) {
    await call("POST", PATH, { name, channel });
  }
  const names = ({ body }: Awaited<ReturnType<typeof call>>) =>
    body.properties.map(({ name }: { name: string }) => name);
  const first = await call("GET", `${PATH}?limit=2`);
  expect(names(first)).toEqual(["App", "Blog"]);
  const second = await call("GET", `${PATH}?limit=2&cursor=${first.body.next}`);
  expect([names(second), second.body.next]).toEqual([["Shop"], null]);
  expect(names(await call("GET", `${PATH}?channel=web`))).toEqual(["Blog", "Shop"]);
  expect((await call("GET", `${PATH}?channel=radio`)).status).toBe(400);
});

test.each(ROLES)("everybody reads, who changes settings changes, who manages workspaces assigns: %s", async (role) => {
  const { call } = await world(role);
  const mayWrite = ["approver", "workspaceAdmin", "productAdmin", "sysadmin"].includes(role);
  const mayAssign = ["productAdmin", "sysadmin"].includes(role);
  expect((await call("GET", PATH)).status).toBe(200);
  expect((await call("POST", PATH, web)).status).toBe(mayWrite ? 201 : 403);
  const { status } = await call("PUT", `${PATH}/1`, { ...web, workspaces: [] });
  expect(status).toBe(mayAssign ? 200 : 403);
  expect((await call("DELETE", `${PATH}/1`)).status).toBe(mayWrite ? 204 : 403);
});

test("409 for a taken name, 404 for another client's and for what is no id", async () => {
  const { call } = await world("sysadmin");
  await call("POST", PATH, web);
  expect(problemOf(await call("POST", PATH, web))).toEqual([409, "name-taken"]);
  for (const path of ["/clients/other/properties/1", `${PATH}/0`, `${PATH}/x`, `${PATH}/9007199254740992`]) {
    expect(problemOf(await call("GET", path))).toEqual([404, "not-found"]);
    expect(problemOf(await call("PUT", path, web))).toEqual([404, "not-found"]);
    expect(problemOf(await call("DELETE", path))).toEqual([404, "not-found"]);
  }
});

import { ROLES, type Role } from "@silhouette/core/permission";
import { expect, test } from "vitest";
import { administrationWorld, problemOf } from "@/test/administration-world";
import { workspaceRoutes } from "./api-routes";

const world = (role?: Role) => administrationWorld(workspaceRoutes, role);
const PATH = "/clients/acme/workspaces";

test("workspaces are made, read, renamed and deleted", async () => {
  const { call, workspaces } = await world();
  const made = await call("POST", PATH, { name: " Blog " });
  expect([made.status, made.body.name, made.body.isDefault]).toEqual([201, "Blog", false]);
  const path = `${PATH}/${made.body.workspaceId}`;
  expect((await call("PATCH", path, { name: "News" })).body.name).toBe("News");
  expect((await call("GET", path)).body.name).toBe("News");
  expect(await call("DELETE", path)).toEqual({ status: 204, body: null });
  expect((await call("GET", PATH)).body.workspaces).toHaveLength(2);
  expect(workspaces).toHaveLength(2);
});

test.each(["", " ", "a\nb", "x".repeat(101), 7])("400 for the name %j", async (name) => {
  const { call } = await world();
  expect(problemOf(await call("POST", PATH, { name }))).toEqual([400, "parameter-invalid"]);
});

test.each(ROLES)("everybody reads, who runs the client changes: %s", async (role) => {
  const { call, workspaces } = await world(role);
  const isAllowed = ["productAdmin", "sysadmin"].includes(role);
  const path = `${PATH}/${workspaces[1]?.id}`;
  expect((await call("GET", PATH)).status).toBe(200);
  expect((await call("POST", PATH, { name: "Blog" })).status).toBe(isAllowed ? 201 : 403);
  expect((await call("PATCH", path, { name: "News" })).status).toBe(isAllowed ? 200 : 403);
  expect((await call("DELETE", path)).status).toBe(isAllowed ? 204 : 403);
});

test("404 for what is not there", async () => {
  const { call } = await world();
  for (const id of ["00000000-0000-4000-8000-ffffffffffff", "x"]) {
    for (const [method, body] of [["GET"], ["PATCH", { name: "News" }], ["DELETE"]] as const) {
      expect(problemOf(await call(method, `${PATH}/${id}`, body))).toEqual([404, "not-found"]);
    }
  }
});

test("409 for a taken name, for the Default Workspace, and for one that somebody has a role in, until told", async () => {
  const { call, workspaces } = await world();
  const [standard, shop] = workspaces;
  expect(problemOf(await call("POST", PATH, { name: shop?.name }))).toEqual([409, "name-taken"]);
  const deleted = await call("DELETE", `${PATH}/${standard?.id}?removeRoles=true`);
  expect(problemOf(deleted)).toEqual([409, "default-workspace"]);
  if (shop !== undefined) workspaces[1] = { ...shop, memberCount: 1 };
  expect(problemOf(await call("DELETE", `${PATH}/${shop?.id}`))).toEqual([409, "workspace-in-use"]);
  expect((await call("DELETE", `${PATH}/${shop?.id}?removeRoles=true`)).status).toBe(204);
});

test("the list goes from page to page", async () => {
  const { call, workspaces } = await administrationWorld(workspaceRoutes);
  const path = "/clients/acme/workspaces?limit=1";
  const first = await call("GET", path);
  expect(first.body.workspaces).toMatchObject([{ workspaceId: workspaces[0]?.id, isDefault: true }]);
  const second = await call("GET", `${path}&cursor=${first.body.next}`);
  expect(second.body).toMatchObject({ workspaces: [{ workspaceId: workspaces[1]?.id }], next: null });
});

import { toActor } from "@silhouette/core/permission";
import { expect, test } from "vitest";
import { acme, administrationWorld, defaultId } from "@/test/administration-world";
import { grant } from "@/test/fake-dependencies";
import { readGrantableRoles } from "./grantable-roles";

const who = { kind: "member", id: "ada", name: "ada@example.com" } as const;
const workspaceRoles = ["observer", "publisher", "editor", "approver", "workspaceAdmin"];

test("forms offer what the actor may give, where it may be given, and nothing else", async () => {
  const { dependencies, workspaces } = await administrationWorld([]);
  const [standard, shop] = workspaces;
  const offered = async (...grants: Parameters<typeof toActor>[1]) => {
    const read = await readGrantableRoles(dependencies, toActor(who, grants, acme.id, "approver"), acme);
    return [read.workspaces.map(({ id, roles }) => [id, roles.length]), read.wide];
  };
  const everywhere = [standard, shop].map((workspace) => [workspace?.id, workspaceRoles.length]);
  expect(await offered(grant("approver", acme))).toEqual([[], []]);
  const ofShop = { role: "workspaceAdmin", clientId: acme.id, workspaceId: shop?.id ?? "" } as const;
  expect(await offered(ofShop)).toEqual([[[shop?.id, workspaceRoles.length]], []]);
  const ofDefault = {
    role: "workspaceAdmin",
    clientId: acme.id,
    workspaceId: defaultId,
    isDefaultWorkspace: true,
  } as const;
  expect(await offered(ofDefault)).toEqual([everywhere, []]);
  expect(await offered(grant("productAdmin", acme))).toEqual([everywhere, ["productAdmin"]]);
  expect(await offered(grant("sysadmin", null))).toEqual([everywhere, ["productAdmin", "sysadmin"]]);
});

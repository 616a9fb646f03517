import type { RoleGrant } from "@silhouette/core/permission";
import { expect, test } from "vitest";
import { memberActor } from "@/server/actor";
import { acme, administrationWorld } from "@/test/administration-world";
import { makeWorkspace } from "@/test/fake-administration";
import { grant, makeSession } from "@/test/fake-dependencies";
import { readWorkspace, readWorkspaces, workspaceListAddress } from "./queries";

test("the users of a workspace are for who manages them", async () => {
  const { dependencies, workspaces } = await administrationWorld([]);
  const shop = workspaces[1]?.id ?? "";
  const read = async (...grants: readonly RoleGrant[]) => {
    const actor = memberActor(makeSession(...grants).member, acme);
    const view = await readWorkspaces(dependencies, actor, acme, new Map());
    return [view.mayManage, ...view.workspaces.map(({ seesUsers }) => seesUsers)];
  };
  expect(await read(grant("productAdmin", acme))).toEqual([true, true, true]);
  expect(await read(grant("editor", acme))).toEqual([false, false, false]);
  expect(await read({ role: "workspaceAdmin", clientId: acme.id, workspaceId: shop })).toEqual([false, false, true]);
});

test("one workspace is found by its id", async () => {
  const { dependencies, workspaces } = await administrationWorld([]);
  const shop = workspaces[1]?.id ?? "";
  expect((await readWorkspace(dependencies, acme, shop))?.id).toBe(shop);
  for (const id of ["x", "", "00000000-0000-4000-8000-ffffffffffff"]) {
    expect(await readWorkspace(dependencies, acme, id)).toBeNull();
  }
});

test("twenty-five workspaces stand on a page, and the next one begins behind the last of them", async () => {
  const { dependencies, workspaces } = await administrationWorld([]);
  workspaces.length = 0;
  for (let index = 10; index < 36; index++) workspaces.push(makeWorkspace({ name: `Shop ${index}` }));
  const actor = memberActor(makeSession(grant("productAdmin", acme)).member, acme);
  const read = (address: string) =>
    readWorkspaces(dependencies, actor, acme, new Map(new URL(address, "http://console.example").searchParams));
  const first = await read("/administration/workspaces?after=x");
  expect([first.workspaces.length, first.isFirstPage]).toEqual([25, true]);
  const second = await read(workspaceListAddress(null, first.next));
  expect([second.workspaces.map(({ name }) => name), second.next]).toEqual([["Shop 35"], null]);
});

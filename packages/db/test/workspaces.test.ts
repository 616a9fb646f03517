import { randomUUID } from "node:crypto";
import type { RoleGrant } from "@silhouette/core/permission";
import type { WorkspaceQuery } from "@silhouette/core/workspace";
import { describe, expect, test } from "vitest";
import { makeActor, makeClient, TEST_ORIGIN } from "../src/testing-factories.ts";
import { NOW, secondsAfter, sharedInstallation } from "./control-plane-fixture.ts";

const installation = sharedInstallation();
const all: WorkspaceQuery = { text: null, after: null, limit: 100 };

async function world() {
  const { prisma, stores } = installation();
  const [client, neighbour] = [await makeClient(prisma), await makeClient(prisma)];
  const actor = makeActor(client, "productAdmin");
  const create = async (name: string, by = actor) => {
    const made = await stores.workspaces.create(by, name, TEST_ORIGIN, NOW);
    if (!made.ok) throw new Error(made.refusal);
    return made.value;
  };
  const grant = (workspaceId: string, role: RoleGrant["role"] = "editor"): RoleGrant => ({
    role,
    clientId: client.id,
    workspaceId,
  });
  const invite = (...grants: readonly RoleGrant[]) =>
    stores.memberAdministration.invite(
      actor,
      { email: `${randomUUID()}@example.test`, name: "Bob", grants },
      TEST_ORIGIN,
      NOW,
    );
  const makeCredential = async (workspaceId: string, expiresAt: Date | null = null) => {
    const made = await stores.credentialAdministration.create(
      actor,
      { publicId: randomUUID(), secret: "secret", name: "Sync", grant: grant(workspaceId), expiresAt },
      TEST_ORIGIN,
      NOW,
    );
    if (!made.ok) throw new Error(made.refusal);
    return made.value;
  };
  const stranger = makeActor(neighbour, "productAdmin");
  return { prisma, ...stores, client, neighbour, actor, stranger, create, grant, invite, makeCredential };
}

test("a client's workspaces, the default one first, with what belongs to them", async () => {
  const { workspaces, properties, client, create, grant, invite, makeCredential, actor } = await world();
  const [shop, blog] = [await create("Shop"), await create("Blog")];
  await invite(grant(shop.id), grant(shop.id, "publisher"));
  await invite(grant(shop.id));
  await makeCredential(shop.id);
  await makeCredential(shop.id, secondsAfter(60));
  const web = { name: "Web", description: "", channel: "web" as const, workspaces: [shop.id, blog.id] };
  await properties.create(actor, web, TEST_ORIGIN, NOW);
  expect(await workspaces.list(client.id, all, secondsAfter(60))).toMatchObject([
    { name: "Default Workspace", isDefault: true, memberCount: 0, propertyCount: 0, credentialCount: 0 },
    { name: "Blog", isDefault: false, memberCount: 0, propertyCount: 1, credentialCount: 0 },
    { id: shop.id, name: "Shop", memberCount: 2, propertyCount: 1, credentialCount: 1, createdAt: NOW },
  ]);
});

test("the list is narrowed by a part of the name, goes on behind a name, and counts for what it shows", async () => {
  const { workspaces, client, create, grant, invite } = await world();
  const [shop] = [await create("Shop"), await create("Blog")];
  await invite(grant(shop.id));
  const names = async (query: Partial<WorkspaceQuery>) =>
    (await workspaces.list(client.id, { ...all, ...query }, NOW)).map(({ name, memberCount }) => [name, memberCount]);
  expect(await names({ limit: 1 })).toEqual([["Default Workspace", 0]]);
  const behindDefault = { isDefault: true, name: "Default Workspace" };
  expect(await names({ after: behindDefault, limit: 1 })).toEqual([["Blog", 0]]);
  expect(await names({ after: { isDefault: false, name: "Blog" } })).toEqual([["Shop", 1]]);
  expect(await names({ text: "sHO" })).toEqual([["Shop", 1]]);
  expect(await names({ text: "sho", after: { isDefault: false, name: "Shop" } })).toEqual([]);
  expect(await names({ text: "%" })).toEqual([]);
  const choices = await workspaces.listChoices(client.id);
  expect(choices.map(({ name }) => name)).toEqual(["Default Workspace", "Blog", "Shop"]);
});

test("a name is taken once in a client, and free in the next", async () => {
  const { workspaces, actor, stranger, create } = await world();
  const [shop, blog] = [await create("Shop"), await create("Blog")];
  const taken = { ok: false, refusal: "name-taken" };
  expect(await workspaces.create(actor, "Shop", TEST_ORIGIN, NOW)).toEqual(taken);
  expect(await workspaces.rename(actor, blog.id, "Shop", TEST_ORIGIN, NOW)).toEqual(taken);
  expect((await workspaces.rename(actor, shop.id, "Shop", TEST_ORIGIN, NOW)).ok).toBe(true);
  expect((await workspaces.create(stranger, "Shop", TEST_ORIGIN, NOW)).ok).toBe(true);
});

test("what happens to a workspace is logged as before and after", async () => {
  const { workspaces, audit, client, actor, create } = await world();
  const { id } = await create("Shop");
  await workspaces.rename(actor, id, "Store", TEST_ORIGIN, NOW);
  await workspaces.remove(actor, id, { removesRoles: false }, TEST_ORIGIN, NOW);
  const log = (await audit.list(client.id, 20)).filter(({ target }) => target === id);
  expect(Object.fromEntries(log.map(({ action, detail }) => [action, detail]))).toEqual({
    "workspace.created": { after: { name: "Shop" } },
    "workspace.changed": { before: { name: "Shop" }, after: { name: "Store" } },
    "workspace.deleted": { before: { name: "Store", roles: [], credentials: [] } },
  });
});

test("the neighbour's workspace is not there", async () => {
  const { workspaces, client, stranger, create } = await world();
  const { id } = await create("Shop");
  expect(await workspaces.find(stranger.clientId, id, NOW)).toBeNull();
  const hidden = { ok: false, refusal: "not-found" };
  expect(await workspaces.rename(stranger, id, "Stolen", TEST_ORIGIN, NOW)).toEqual(hidden);
  expect(await workspaces.remove(stranger, id, { removesRoles: true }, TEST_ORIGIN, NOW)).toEqual(hidden);
  expect(await workspaces.find(client.id, id, NOW)).toMatchObject({ name: "Shop" });
});

describe("deleting", () => {
  test("the Default Workspace is never deleted, and may be renamed", async () => {
    const { workspaces, client, actor } = await world();
    const [{ id } = { id: "" }] = await workspaces.listChoices(client.id);
    for (const removesRoles of [true, false]) {
      const removed = await workspaces.remove(actor, id, { removesRoles }, TEST_ORIGIN, NOW);
      expect(removed).toEqual({ ok: false, refusal: "default-workspace" });
    }
    expect((await workspaces.rename(actor, id, "Everything", TEST_ORIGIN, NOW)).ok).toBe(true);
  });

  test("a workspace with members or live credentials stays until they may lose their role", async () => {
    const { workspaces, credentials, prisma, actor, create, grant, invite, makeCredential, audit } = await world();
    const [shop, blog] = [await create("Shop"), await create("Blog")];
    const bob = await invite(grant(shop.id), grant(blog.id));
    const sync = await makeCredential(blog.id);
    const remove = (id: string, removesRoles: boolean) =>
      workspaces.remove(actor, id, { removesRoles }, TEST_ORIGIN, NOW);
    for (const { id } of [shop, blog]) expect(await remove(id, false)).toEqual({ ok: false, refusal: "in-use" });
    expect((await remove(shop.id, true)).ok).toBe(true);
    const userId = bob.ok ? bob.value.member.id : "";
    expect(await prisma.membership.findMany({ where: { userId } })).toMatchObject([{ workspaceId: blog.id }]);
    expect((await remove(blog.id, true)).ok).toBe(true);
    expect(await credentials.find(sync.id, NOW)).toBeNull();
    const log = await audit.list(actor.clientId, 20);
    expect(log.find(({ target }) => target === blog.id && target !== null)?.detail).toMatchObject({
      before: { roles: [{ role: "editor" }], credentials: [{ publicId: sync.publicId, role: "editor" }] },
    });
  });

  test("properties lose the assignment, and what is expired or revoked is in nobody's way", async () => {
    const { workspaces, properties, credentialAdministration, actor, create, makeCredential } = await world();
    const [shop, blog] = [await create("Shop"), await create("Blog")];
    const web = { name: "Web", description: "", channel: "web" as const, workspaces: [shop.id, blog.id] };
    const made = await properties.create(actor, web, TEST_ORIGIN, NOW);
    const { id } = await makeCredential(shop.id);
    await credentialAdministration.revoke(actor, id, TEST_ORIGIN, NOW);
    await makeCredential(shop.id, secondsAfter(1));
    const later = secondsAfter(60);
    expect((await workspaces.remove(actor, shop.id, { removesRoles: false }, TEST_ORIGIN, later)).ok).toBe(true);
    const found = made.ok ? await properties.find(actor.clientId, made.value.id) : null;
    expect(found).toMatchObject({ workspaces: [blog.id], modifiedAt: later });
  });
});

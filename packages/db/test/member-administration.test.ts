import { randomUUID } from "node:crypto";
import type { Client } from "@silhouette/core/client";
import { UserId } from "@silhouette/core/ids";
import type { MemberQuery } from "@silhouette/core/member";
import { type Actor, type Role, type RoleGrant, toActor } from "@silhouette/core/permission";
import { describe, expect, test } from "vitest";
import { makeClient, makeMember, TEST_ORIGIN } from "../src/testing-factories.ts";
import { NOW, propertyNames, SECRET_PROPERTIES, secondsAfter, sharedInstallation } from "./control-plane-fixture.ts";

const installation = sharedInstallation();
const all: MemberQuery = { text: null, role: null, workspaceId: null, state: null, after: null, limit: 100 };
const sysadminGrant: RoleGrant = { role: "sysadmin", clientId: null, workspaceId: null };

const actorWith = (client: Client, ...grants: readonly RoleGrant[]): Actor =>
  toActor({ kind: "member", id: randomUUID(), name: "ada@example.test" }, grants, client.id, "approver");

/** A client with two workspaces beside the default one, a neighbour, and people who act in the client. */
async function world() {
  const { prisma, stores } = installation();
  const [client, neighbour] = [await makeClient(prisma), await makeClient(prisma)];
  const productAdmin = (of = client): RoleGrant => ({ role: "productAdmin", clientId: of.id, workspaceId: null });
  const admin = actorWith(client, productAdmin());
  const workspace = async (name: string, of = client) => {
    const made = await stores.workspaces.create(actorWith(of, productAdmin(of)), name, TEST_ORIGIN, NOW);
    if (!made.ok) throw new Error(made.refusal);
    return made.value.id;
  };
  const [shop, blog, far] = [await workspace("Shop"), await workspace("Blog"), await workspace("Far", neighbour)];
  const role = (name: Role, workspaceId = shop, of = client): RoleGrant => ({
    role: name,
    clientId: of.id,
    workspaceId,
  });
  const sysadmin = actorWith(client, sysadminGrant);
  const { memberAdministration: members } = stores;
  async function invite(grants: readonly RoleGrant[], by = admin, email = `${randomUUID()}@example.test`) {
    const invited = await members.invite(by, { email, name: "Bob", grants }, TEST_ORIGIN, NOW);
    if (!invited.ok) throw new Error(invited.refusal);
    return invited.value;
  }
  const strangeAdmin = actorWith(neighbour, productAdmin(neighbour));
  return {
    prisma,
    stores,
    members,
    client,
    neighbour,
    admin,
    strangeAdmin,
    sysadmin,
    shopAdmin: actorWith(client, role("workspaceAdmin")),
    shop,
    blog,
    far,
    role,
    productAdmin,
    invite,
  };
}

const rolesOf = (member: { grants: readonly RoleGrant[] } | null | undefined) =>
  member?.grants.map(({ role, workspaceId }) => [role, workspaceId]);

describe("inviting", () => {
  test("makes an account that cannot sign in yet, with its roles, and logs who did", async () => {
    const { members, stores, client, admin, role, shop, invite } = await world();
    const { member, mayHoldLink } = await invite([role("editor"), role("publisher")], admin, " Bob@Example.TEST ");
    expect(member).toMatchObject({
      email: "bob@example.test",
      name: "Bob",
      state: "invited",
      grants: [
        { role: "editor", workspaceId: shop, workspaceName: "Shop" },
        { role: "publisher", workspaceId: shop },
      ],
      lastSeenAt: null,
      hasSecondFactor: false,
      isManageable: true,
    });
    expect(mayHoldLink).toBe(true);
    expect(await members.find(admin, member.id)).toEqual(member);
    const log = await stores.audit.list(client.id, 10);
    expect(log.find(({ action }) => action === "member.invited")).toMatchObject({
      actor: { id: admin.id },
      target: member.id,
      detail: { after: { email: "bob@example.test", name: "Bob", roles: [{ role: "editor" }, { role: "publisher" }] } },
    });
  });

  test("adds to an account of another client, shows nothing of it, and gives no link that would open it", async () => {
    const { members, admin, strangeAdmin, neighbour, role, far, invite } = await world();
    const theirs = await invite([role("approver", far, neighbour)], strangeAdmin);
    const { member, mayHoldLink } = await invite([role("observer")], admin, theirs.member.email);
    expect([member.id, mayHoldLink, member.isManageable]).toEqual([theirs.member.id, false, false]);
    expect(rolesOf(member)).toEqual([["observer", expect.any(String)]]);
    expect(JSON.stringify(await members.list(admin, all))).not.toContain(neighbour.id);
    expect(rolesOf(await members.find(strangeAdmin, member.id))).toEqual([["approver", far]]);
  });

  test("gives no link to who has joined, and keeps the name", async () => {
    const { prisma, client, role, invite, admin } = await world();
    const { member } = await makeMember(prisma, { role: "observer", client });
    const invited = await invite([role("editor")], admin, member.email.toUpperCase());
    expect([invited.mayHoldLink, invited.member.name, invited.member.state]).toEqual([false, member.name, "active"]);
  });

  test("may be repeated, at once too: one account, each role once, one event", async () => {
    const { prisma, members, admin, role } = await world();
    const invitation = { email: `${randomUUID()}@example.test`, name: "Bob", grants: [role("editor"), role("editor")] };
    const origin = { ...TEST_ORIGIN, requestId: invitation.email };
    const answers = await Promise.all(Array.from({ length: 4 }, () => members.invite(admin, invitation, origin, NOW)));
    const ids = answers.map((answer) => answer.ok && answer.value.member.id);
    expect(new Set(ids).size).toBe(1);
    expect(await prisma.membership.count({ where: { user: { email: invitation.email } } })).toBe(1);
    expect(await prisma.auditEvent.count({ where: { requestId: invitation.email } })).toBe(1);
  });

  test("refuses roles beyond reach and workspaces of others, and makes no account", async () => {
    const { prisma, members, shopAdmin, admin, role, blog, far, neighbour, productAdmin } = await world();
    const email = `${randomUUID()}@example.test`;
    const tries: readonly [Actor, RoleGrant, string][] = [
      [shopAdmin, role("observer", blog), "beyond-reach"],
      [shopAdmin, productAdmin(), "beyond-reach"],
      [admin, sysadminGrant, "beyond-reach"],
      [admin, productAdmin(neighbour), "beyond-reach"],
      [admin, role("observer", far), "unknown-workspace"],
      [admin, role("observer", "no such workspace"), "unknown-workspace"],
    ];
    for (const [actor, grant, refusal] of tries) {
      const invited = await members.invite(actor, { email, name: "Bob", grants: [grant] }, TEST_ORIGIN, NOW);
      expect(invited).toEqual({ ok: false, refusal });
    }
    expect(await prisma.user.count({ where: { email } })).toBe(0);
  });
});

describe("the list", () => {
  test("has the client's people by address, page by page, and nobody of another client", async () => {
    const { members, admin, role, invite, strangeAdmin, neighbour, far } = await world();
    const names = ["anna", "bert", "cleo"].map((name) => `${name}-${randomUUID()}@example.test`);
    const ids = new Map<string, UserId>();
    for (const email of names.toReversed()) {
      ids.set(email, (await invite([role("observer")], admin, email)).member.id);
    }
    const { member: stranger } = await invite([role("observer", far, neighbour)], strangeAdmin);
    const own = ((await members.list(admin, all)) ?? []).filter(({ grants }) =>
      grants.some(({ clientId }) => clientId),
    );
    expect(own.map(({ email }) => email)).toEqual(names);
    expect(await members.find(admin, stranger.id)).toBeNull();
    const mine = async (after: UserId | null) =>
      (await members.list(admin, { ...all, after, limit: 2, role: "observer" }))?.map(({ email }) => email);
    expect(await mine(null)).toEqual(names.slice(0, 2));
    const second = ids.get(names[1] ?? "") ?? null;
    expect(await mine(second)).toEqual(names.slice(2));
    // Who is out of sight still has a place; who is gone has none.
    expect((await members.remove(admin, stranger.id, TEST_ORIGIN, NOW)).ok).toBe(false);
    expect(await mine(stranger.id)).toEqual(expect.any(Array));
    expect(await mine(UserId.parse(randomUUID()))).toBeUndefined();
  });

  test("is filtered by text as it stands, by role and workspace of one and the same role, and by state", async () => {
    const { prisma, members, admin, role, shop, blog, invite } = await world();
    const both = await invite([role("editor"), role("observer", blog)]);
    const { member: off } = await invite([role("editor", blog)], admin, `x_y-${randomUUID()}@example.test`);
    await members.setEnabled(admin, off.id, false, TEST_ORIGIN, NOW);
    await prisma.user.update({ where: { id: both.member.id }, data: { joinedAt: NOW } });
    const ids = async (query: Partial<MemberQuery>) =>
      ((await members.list(admin, { ...all, ...query })) ?? [])
        .map(({ id }) => id)
        .filter((id) => [both.member.id, off.id].includes(id));
    expect(await ids({ role: "editor", workspaceId: shop })).toEqual([both.member.id]);
    expect(await ids({ role: "observer", workspaceId: shop })).toEqual([]);
    expect(await ids({ state: "disabled" })).toEqual([off.id]);
    expect(await ids({ state: "active" })).toEqual([both.member.id]);
    expect(await ids({ state: "invited" })).toEqual([]);
    expect(await ids({ text: "X_Y" })).toEqual([off.id]);
    expect(await ids({ text: "%_%" })).toEqual([]);
    expect(await ids({ text: both.member.email.slice(3, 20), after: both.member.id })).toEqual([]);
  });

  test("shows to the Admin of a workspace who has a role there or over the whole client", async () => {
    const { members, shopAdmin, role, blog, invite, productAdmin } = await world();
    const [mine, other, wide] = [
      await invite([role("editor"), role("approver", blog)]),
      await invite([role("editor", blog)]),
      await invite([productAdmin()]),
    ];
    const listed = (await members.list(shopAdmin, all)) ?? [];
    expect(rolesOf(listed.find(({ id }) => id === mine.member.id))).toEqual([["editor", expect.any(String)]]);
    expect(listed.find(({ id }) => id === wide.member.id)).toMatchObject({ isManageable: false });
    expect(listed.some(({ id }) => id === other.member.id)).toBe(false);
    expect(await members.find(shopAdmin, other.member.id)).toBeNull();
    // The account has a role in another workspace too: it may be looked at, not taken over.
    expect(listed.find(({ id }) => id === mine.member.id)?.isManageable).toBe(false);
  });

  test("has the last request and the second factor, and no secret", async () => {
    const { prisma, stores, members, client, admin } = await world();
    const { member } = await makeMember(prisma, { role: "editor", client });
    for (const [seconds, isPending] of [
      [10, false],
      [20, false],
      [30, true],
    ] as const) {
      const times = { createdAt: NOW, lastSeenAt: secondsAfter(seconds), expiresAt: secondsAfter(3600) };
      const secretHash = new Uint8Array(Buffer.from(randomUUID()));
      await prisma.session.create({ data: { id: randomUUID(), userId: member.id, secretHash, isPending, ...times } });
    }
    await prisma.user.update({ where: { id: member.id }, data: { totpConfirmedAt: NOW } });
    const listed = await members.find(admin, member.id);
    expect(listed).toMatchObject({ lastSeenAt: secondsAfter(20), hasSecondFactor: true, state: "active" });
    const everybody = await stores.memberAdministration.listAll({ ...all, text: member.email });
    expect(everybody?.map(({ id }) => id)).toEqual([member.id]);
    for (const name of SECRET_PROPERTIES) expect(propertyNames([listed, everybody])).not.toContain(name);
  });
});

describe("setting roles", () => {
  test("gives and takes, logs before and after, and leaves other clients alone", async () => {
    const { members, stores, client, neighbour, admin, strangeAdmin, role, shop, blog, far, invite } = await world();
    const { member } = await invite([role("editor")]);
    await invite([role("observer", far, neighbour)], strangeAdmin, member.email);
    const set = await members.setRoles(admin, member.id, [role("approver", blog)], TEST_ORIGIN, NOW);
    expect(set.ok && rolesOf(set.value)).toEqual([["approver", blog]]);
    expect(rolesOf(await members.find(strangeAdmin, member.id))).toEqual([["observer", far]]);
    const log = await stores.audit.list(client.id, 20);
    expect(log.find(({ action }) => action === "member.rolesChanged")?.detail).toEqual({
      email: member.email,
      before: { roles: [{ role: "editor", workspaceId: shop, workspaceName: "Shop" }] },
      after: { roles: [{ role: "approver", workspaceId: blog, workspaceName: "Blog" }] },
    });
    const theirs = await stores.audit.list(neighbour.id, 20);
    expect(theirs.some(({ action }) => action === "member.rolesChanged")).toBe(false);
  });

  test("is refused for the neighbour's members, beyond reach, and in workspaces of others", async () => {
    const { members, admin, shopAdmin, strangeAdmin, role, blog, far, invite } = await world();
    const { member } = await invite([role("editor")]);
    const set = (actor: Actor, grant: RoleGrant) => members.setRoles(actor, member.id, [grant], TEST_ORIGIN, NOW);
    expect(await set(strangeAdmin, role("observer"))).toEqual({ ok: false, refusal: "not-found" });
    expect(await set(shopAdmin, role("observer", blog))).toEqual({ ok: false, refusal: "beyond-reach" });
    expect(await set(admin, sysadminGrant)).toEqual({ ok: false, refusal: "beyond-reach" });
    expect(await set(admin, role("observer", far))).toEqual({ ok: false, refusal: "unknown-workspace" });
    const unknown = UserId.parse(randomUUID());
    expect(await members.setRoles(admin, unknown, [], TEST_ORIGIN, NOW)).toEqual({ ok: false, refusal: "not-found" });
    expect(rolesOf(await members.find(admin, member.id))).toEqual([["editor", expect.any(String)]]);
  });

  test("is what the next request of the member goes by", async () => {
    const { prisma, stores, members, client, admin } = await world();
    const { member } = await makeMember(prisma, { role: "approver", client });
    expect((await stores.members.find(member.id))?.grants).toHaveLength(1);
    await members.setRoles(admin, member.id, [], TEST_ORIGIN, NOW);
    expect((await stores.members.find(member.id))?.grants).toEqual([]);
  });

  test("a Sysadmin's role is in the installation's log", async () => {
    const { prisma, members, sysadmin, role, invite } = await world();
    const { member } = await invite([role("editor")]);
    const origin = { ...TEST_ORIGIN, requestId: randomUUID() };
    await members.setRoles(sysadmin, member.id, [role("editor"), sysadminGrant], origin, NOW);
    const events = await prisma.auditEvent.findMany({ where: { requestId: origin.requestId } });
    expect(events).toMatchObject([{ clientId: null, detail: { after: { roles: [{ role: "sysadmin" }] } } }]);
  });
});

describe("links that others may hold", () => {
  const openLink = async (userId: string, createdBy: string) => {
    const id = randomUUID();
    const secretHash = new Uint8Array(Buffer.from(id));
    const times = { createdAt: NOW, expiresAt: secondsAfter(3600) };
    await installation().prisma.userLink.create({
      data: { id, userId, kind: "invitation", secretHash, createdBy, ...times },
    });
    return async () => (await installation().prisma.userLink.findUniqueOrThrow({ where: { id } })).revokedAt === null;
  };

  test("end when the account gets a role that their maker might not give", async () => {
    const { members, shopAdmin, sysadmin, role, invite } = await world();
    const { member } = await invite([role("editor")], shopAdmin);
    const isOpen = await openLink(member.id, "shop-admin@example.test");
    await members.setRoles(sysadmin, member.id, [role("editor"), sysadminGrant], TEST_ORIGIN, NOW);
    expect(await isOpen()).toBe(false);
  });

  test("stay when roles are only taken, or given by their own maker", async () => {
    const { members, admin, role, blog, invite } = await world();
    const { member } = await invite([role("editor"), role("editor", blog)]);
    const isOpen = await openLink(member.id, admin.name);
    await members.setRoles(admin, member.id, [role("editor")], TEST_ORIGIN, NOW);
    await members.setRoles(admin, member.id, [role("approver")], TEST_ORIGIN, NOW);
    expect(await isOpen()).toBe(true);
  });

  test("end when another client invites the same person", async () => {
    const { strangeAdmin, admin, neighbour, role, far, invite } = await world();
    const { member } = await invite([role("editor")]);
    const isOpen = await openLink(member.id, admin.name);
    await invite([role("editor", far, neighbour)], strangeAdmin, member.email);
    expect(await isOpen()).toBe(false);
  });
});

describe("removing", () => {
  test("takes every role in the client, and deletes who never joined and has none left", async () => {
    const { prisma, members, admin, role, blog, invite, client } = await world();
    const { member } = await invite([role("editor"), role("observer", blog)]);
    const { member: joined } = await makeMember(prisma, { role: "approver", client });
    for (const { id } of [member, joined]) {
      expect(await members.remove(admin, UserId.parse(id), TEST_ORIGIN, NOW)).toEqual({ ok: true, value: null });
      expect(await members.find(admin, UserId.parse(id))).toBeNull();
    }
    expect(await prisma.user.count({ where: { id: { in: [member.id, joined.id] } } })).toBe(1);
  });

  test("tells of a deleted account in the log of the installation, and of its roles in the client's", async () => {
    const { prisma, members, admin, role, invite, client } = await world();
    const { member } = await invite([role("editor")]);
    const { member: joined } = await makeMember(prisma, { role: "approver", client });
    for (const { id } of [member, joined]) await members.remove(admin, UserId.parse(id), TEST_ORIGIN, NOW);
    const told = await prisma.auditEvent.findMany({
      where: { target: { in: [member.id, joined.id] }, action: { in: ["member.rolesChanged", "member.deleted"] } },
      orderBy: { id: "asc" },
    });
    expect(told.map(({ clientId, action, target }) => [clientId, action, target])).toEqual([
      [client.id, "member.rolesChanged", member.id],
      [null, "member.deleted", member.id],
      [client.id, "member.rolesChanged", joined.id],
    ]);
    expect(told[1]).toMatchObject({ actorName: admin.name, detail: { before: { email: member.email, name: "Bob" } } });
  });

  test("leaves roles elsewhere, and what the actor may not take", async () => {
    const { members, admin, shopAdmin, strangeAdmin, neighbour, role, blog, far, invite, productAdmin } = await world();
    const { member } = await invite([role("editor"), role("observer", blog)]);
    await invite([role("observer", far, neighbour)], strangeAdmin, member.email);
    expect((await members.remove(shopAdmin, member.id, TEST_ORIGIN, NOW)).ok).toBe(true);
    expect(rolesOf(await members.find(admin, member.id))).toEqual([["observer", blog]]);
    expect((await members.remove(admin, member.id, TEST_ORIGIN, NOW)).ok).toBe(true);
    expect(rolesOf(await members.find(strangeAdmin, member.id))).toEqual([["observer", far]]);
    const { member: wide } = await invite([productAdmin()]);
    const refused = { ok: false, refusal: "beyond-reach" };
    expect(await members.remove(shopAdmin, wide.id, TEST_ORIGIN, NOW)).toEqual(refused);
    expect(await members.remove(strangeAdmin, wide.id, TEST_ORIGIN, NOW)).toEqual({ ok: false, refusal: "not-found" });
  });

  test("does not take a Sysadmin's role, which is not the client's", async () => {
    const { prisma, members, sysadmin } = await world();
    const { member } = await makeMember(prisma, { role: "sysadmin" });
    expect(await members.remove(sysadmin, member.id, TEST_ORIGIN, NOW)).toEqual({ ok: false, refusal: "beyond-reach" });
  });
});

describe("accounts", () => {
  test("who is disabled loses sessions and links for good, and is enabled again without them", async () => {
    const { prisma, stores, members, client, admin } = await world();
    const { member } = await makeMember(prisma, { role: "editor", client });
    const secretHash = new Uint8Array(Buffer.from(randomUUID()));
    const times = { createdAt: NOW, lastSeenAt: NOW, expiresAt: secondsAfter(3600) };
    await prisma.session.create({ data: { id: randomUUID(), userId: member.id, secretHash, ...times } });
    const set = (isEnabled: boolean) => members.setEnabled(admin, member.id, isEnabled, TEST_ORIGIN, NOW);
    expect(await set(false)).toMatchObject({ ok: true, value: { state: "disabled" } });
    expect(await stores.members.find(member.id)).toBeNull();
    expect(await set(false)).toMatchObject({ ok: true });
    expect(await set(true)).toMatchObject({ ok: true, value: { state: "active" } });
    expect(await prisma.session.count({ where: { userId: member.id, revokedAt: null } })).toBe(0);
    const log = await stores.audit.list(client.id, 20);
    const actions = log.map(({ action }) => action).filter((action) => /abled$/.test(action));
    expect(actions.toSorted()).toEqual(["member.disabled", "member.enabled"]);
  });

  test("are beyond reach as soon as one role is: an admin takes over nobody who may do more", async () => {
    const { prisma, members, admin, shopAdmin, strangeAdmin, neighbour, role, far, blog, invite } = await world();
    const { member: elsewhere } = await invite([role("editor")]);
    await invite([role("observer", far, neighbour)], strangeAdmin, elsewhere.email);
    const { member: other } = await invite([role("editor"), role("observer", blog)]);
    const { member: root } = await makeMember(prisma, { role: "sysadmin" });
    for (const [actor, id] of [
      [admin, elsewhere.id],
      [shopAdmin, other.id],
      [admin, root.id],
    ] as const) {
      const refused = { ok: false, refusal: "beyond-reach" };
      expect(await members.setEnabled(actor, id, false, TEST_ORIGIN, NOW)).toEqual(refused);
      expect(await members.rename(actor, id, "Eve", TEST_ORIGIN, NOW)).toEqual(refused);
    }
    const { member: mine } = await invite([role("editor")]);
    const hidden = { ok: false, refusal: "not-found" };
    expect(await members.setEnabled(strangeAdmin, mine.id, false, TEST_ORIGIN, NOW)).toEqual(hidden);
    expect(await members.rename(strangeAdmin, mine.id, "Eve", TEST_ORIGIN, NOW)).toEqual(hidden);
  });

  test("a new name is logged as before and after, the same one is not", async () => {
    const { stores, members, client, admin, role, invite } = await world();
    const { member } = await invite([role("editor")]);
    for (const name of ["Bob B.", "Bob B."]) {
      const renamed = await members.rename(admin, member.id, name, TEST_ORIGIN, NOW);
      expect(renamed).toMatchObject({ ok: true, value: { name: "Bob B." } });
    }
    const log = (await stores.audit.list(client.id, 20)).filter(({ action }) => action === "member.renamed");
    expect(log.map(({ detail }) => detail)).toEqual([
      { email: member.email, before: { name: "Bob" }, after: { name: "Bob B." } },
    ]);
  });
});

test("who has no role left is a Sysadmin's affair: found, disabled, and given roles again", async () => {
  const { prisma, stores, members, client, admin, sysadmin, role, shop } = await world();
  const { member } = await makeMember(prisma, { role: "approver", client });
  const taken = await members.setRoles(admin, member.id, [], TEST_ORIGIN, NOW);
  expect(taken).toEqual({ ok: true, value: null });
  expect(await members.find(admin, member.id)).toBeNull();
  expect((await members.setEnabled(admin, member.id, false, TEST_ORIGIN, NOW)).ok).toBe(false);
  expect(await members.find(sysadmin, member.id)).toMatchObject({ grants: [], isManageable: true });
  expect((await members.setEnabled(sysadmin, member.id, false, TEST_ORIGIN, NOW)).ok).toBe(true);
  const given = await members.setRoles(sysadmin, member.id, [role("editor")], TEST_ORIGIN, NOW);
  expect(given.ok && rolesOf(given.value)).toEqual([["editor", shop]]);
  expect(await stores.members.find(member.id)).toBeNull();
});

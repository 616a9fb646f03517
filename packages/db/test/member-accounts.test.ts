import { randomUUID } from "node:crypto";
import type { Client } from "@silhouette/core/client";
import type { UserId } from "@silhouette/core/ids";
import { type Actor, type RoleGrant, toActor } from "@silhouette/core/permission";
import { expect, test } from "vitest";
import { makeActor, makeClient, makeMember, TEST_ORIGIN } from "../src/testing-factories.ts";
import { createInstallation, NOW, secondsAfter, sharedInstallation } from "./control-plane-fixture.ts";

const installation = sharedInstallation();
const issuer = "https://id.example.com";
const freshEmail = () => `${randomUUID()}@example.test`;

async function world() {
  const { prisma, stores } = installation();
  const [client, neighbour] = [await makeClient(prisma), await makeClient(prisma)];
  const { member } = await makeMember(prisma, { role: "editor", client });
  const times = { createdAt: NOW, lastSeenAt: NOW, expiresAt: secondsAfter(3600) };
  const openSession = async (userId = member.id) => {
    const secretHash = new Uint8Array(Buffer.from(randomUUID()));
    await prisma.session.create({ data: { id: randomUUID(), userId, secretHash, ...times } });
  };
  const openLink = () =>
    stores.userLinks.create("password-reset", member.id, makeActor(client, "productAdmin"), TEST_ORIGIN, NOW);
  return {
    prisma,
    ...stores,
    members: stores.memberAdministration,
    client,
    neighbour,
    member,
    admin: makeActor(client, "productAdmin"),
    sysadmin: makeActor(client, "sysadmin"),
    stranger: makeActor(neighbour, "productAdmin"),
    openSession,
    openLink,
  };
}

/** What was logged about one account, wherever. */
const eventsOf = (userId: string) =>
  installation().prisma.auditEvent.findMany({
    where: { target: userId, action: { in: ["member.emailChanged", "identity.unlinked", "member.deleted"] } },
    select: { clientId: true, action: true, detail: true },
  });

test("a changed address is what the member signs in with, links end, and sessions go on", async () => {
  const { prisma, members, client, admin, member, openSession, openLink } = await world();
  await openSession();
  expect((await openLink()).ok).toBe(true);
  const email = freshEmail();
  const change = (to: string) => members.changeEmail(admin, member.id, to, TEST_ORIGIN, NOW);
  expect(await change(email.toUpperCase())).toMatchObject({ ok: true, value: { email } });
  expect((await change(email)).ok).toBe(true);
  const where = { userId: member.id, revokedAt: null };
  expect([await prisma.userLink.count({ where }), await prisma.session.count({ where })]).toEqual([0, 1]);
  const detail = { email: member.email, before: { email: member.email }, after: { email } };
  expect(await eventsOf(member.id)).toEqual([{ clientId: client.id, action: "member.emailChanged", detail }]);
});

test("an address is one account's, also when two take it at once", async () => {
  const { prisma, members, client, admin, member } = await world();
  const { member: other } = await makeMember(prisma, { role: "editor", client });
  const change = (id: UserId, email: string) => members.changeEmail(admin, id, email, TEST_ORIGIN, NOW);
  expect(await change(member.id, other.email)).toEqual({ ok: false, refusal: "email-taken" });
  const email = freshEmail();
  const answers = await Promise.all([change(member.id, email), change(other.id, email)]);
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  expect(answers).toContainEqual({ ok: false, refusal: "email-taken" });
});

test("after unlinking, an account that the provider made anew joins, and the former one does not", async () => {
  const { members, identities, admin, prisma, member, openSession } = await world();
  const account = (subject: string) => ({ issuer, subject, email: member.email, isEmailVerified: true, name: "Bob" });
  const [former, renewed] = [account(randomUUID()), account(randomUUID())];
  const signIn = (given: typeof former) => identities.signIn(given, null, TEST_ORIGIN, NOW);
  expect((await signIn(former)).ok).toBe(true);
  expect(await signIn(renewed)).toEqual({ ok: false, refusal: "other-account" });
  expect(await members.find(admin, member.id)).toMatchObject({ hasIdentity: true });
  await openSession();
  const unlink = () => members.unlinkIdentities(admin, member.id, TEST_ORIGIN, NOW);
  expect(await unlink()).toMatchObject({ ok: true, value: { hasIdentity: false } });
  expect(await prisma.session.count({ where: { userId: member.id, revokedAt: null } })).toBe(0);
  expect(await unlink()).toEqual({ ok: false, refusal: "not-joined" });
  expect(await signIn(renewed)).toMatchObject({ ok: true, value: { id: member.id } });
  expect(await signIn(former)).toEqual({ ok: false, refusal: "other-account" });
  const detail = { email: member.email, before: { identities: [{ issuer, subject: former.subject }] } };
  expect((await eventsOf(member.id)).map((event) => event.detail)).toEqual([detail]);
});

test("a deleted account is gone with its roles and sessions, its acts stay, and its address is free", async () => {
  const { prisma, members, audit, client, admin, member, openSession } = await world();
  await openSession();
  const own: RoleGrant = { role: "productAdmin", clientId: client.id, workspaceId: null };
  const who = { kind: "member", id: member.id, name: member.email } as const;
  const guest = { email: freshEmail(), name: "Guest", grants: [own] };
  await members.invite(toActor(who, [own], client.id, "approver"), guest, TEST_ORIGIN, NOW);
  expect(await members.deleteAccount(admin, member.id, TEST_ORIGIN, NOW)).toEqual({ ok: true, value: null });
  expect(await members.find(admin, member.id)).toBeNull();
  const where = { userId: member.id };
  expect([await prisma.session.count({ where }), await prisma.membership.count({ where })]).toEqual([0, 0]);
  const acts = (await audit.list(client.id, 20)).filter(({ actor }) => actor.id === member.id);
  expect(acts).toMatchObject([{ action: "member.invited", actor: { name: member.email } }]);
  expect(await eventsOf(member.id)).toMatchObject([
    {
      clientId: client.id,
      action: "member.deleted",
      detail: { email: member.email, before: { name: member.name, roles: [{ role: "editor" }] } },
    },
  ]);
  expect(await members.deleteAccount(admin, member.id, TEST_ORIGIN, NOW)).toEqual({ ok: false, refusal: "not-found" });
  const again = await members.invite(admin, { ...guest, email: member.email }, TEST_ORIGIN, NOW);
  expect(again.ok && again.value.member.id !== member.id).toBe(true);
});

test("nobody takes over or deletes an account that has a role beyond their reach, or that they do not see", async () => {
  const { members, admin, stranger, sysadmin, neighbour, prisma, member } = await world();
  const { member: root } = await makeMember(prisma, { role: "sysadmin" });
  const elsewhere: RoleGrant = { role: "productAdmin", clientId: neighbour.id, workspaceId: null };
  const invitation = { email: member.email, name: "Bob", grants: [elsewhere] };
  const acts = (by: Actor, id: UserId) => [
    members.changeEmail(by, id, freshEmail(), TEST_ORIGIN, NOW),
    members.unlinkIdentities(by, id, TEST_ORIGIN, NOW),
    members.deleteAccount(by, id, TEST_ORIGIN, NOW),
  ];
  const hidden = { ok: false, refusal: "not-found" };
  for (const act of acts(stranger, member.id)) expect(await act).toEqual(hidden);
  await members.invite(stranger, invitation, TEST_ORIGIN, NOW);
  const refused = { ok: false, refusal: "beyond-reach" };
  for (const id of [root.id, member.id]) for (const act of acts(admin, id)) expect(await act).toEqual(refused);
  expect((await members.deleteAccount(sysadmin, member.id, TEST_ORIGIN, NOW)).ok).toBe(true);
  // Roles in two clients: the act belongs to neither, so it is in the installation's log.
  expect(await eventsOf(member.id)).toMatchObject([{ clientId: null, action: "member.deleted" }]);
});

test("the last Sysadmin is not deleted, and keeps the only way in", async () => {
  const alone = await createInstallation();
  try {
    const { prisma, stores } = alone;
    const client: Client = await makeClient(prisma);
    const [ada, bob] = [
      (await makeMember(prisma, { role: "sysadmin" })).member,
      (await makeMember(prisma, { role: "sysadmin" })).member,
    ];
    const by = makeActor(client, "sysadmin");
    const { memberAdministration: members } = stores;
    const refused = { ok: false, refusal: "last-sysadmin" };
    expect((await members.deleteAccount(by, bob.id, TEST_ORIGIN, NOW)).ok).toBe(true);
    expect(await members.deleteAccount(by, ada.id, TEST_ORIGIN, NOW)).toEqual(refused);
    const link = () =>
      prisma.userIdentity.create({ data: { issuer, subject: randomUUID(), userId: ada.id, createdAt: NOW } });
    const unlink = () => members.unlinkIdentities(by, ada.id, TEST_ORIGIN, NOW);
    await link();
    expect((await unlink()).ok).toBe(true);
    await link();
    await prisma.user.update({ where: { id: ada.id }, data: { passwordHash: null } });
    expect(await unlink()).toEqual(refused);
  } finally {
    await alone.drop();
  }
});

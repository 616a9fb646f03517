import { randomUUID } from "node:crypto";
import type { UserId } from "@silhouette/core/ids";
import { AcceptedPassword } from "@silhouette/core/password";
import { RESET_REQUESTS_ACCOUNT_MAX, RESET_REQUESTS_ADDRESS_MAX } from "@silhouette/core/sign-in";
import { USER_LINK_KINDS, USER_LINK_LIFETIME_SECONDS, type UserLinkKind } from "@silhouette/core/user-link";
import { describe, expect, test } from "vitest";
import { makeActor, makeMember, TEST_ORIGIN } from "../src/testing-factories.ts";
import { NOW, propertyNames, SECRET_PROPERTIES, secondsAfter, sharedInstallation } from "./control-plane-fixture.ts";
import { makeClientActors, signInFixture } from "./sign-in-fixture.ts";

const installation = sharedInstallation();
const { enrol, start } = signInFixture(installation);
const NEW = AcceptedPassword.parse("eleven calm otters juggle");
const INVALID = { ok: false, refusal: "invalid-link" };

let addresses = 0;
const freshOrigin = () => ({ ...TEST_ORIGIN, address: `198.18.0.${++addresses}` });

/** An Observer of a new client who was invited, and a Sysadmin who may make links. */
async function invite() {
  const { prisma, stores } = installation();
  const { client, sysadmin } = await makeClientActors(installation);
  const { workspaceId } = await prisma.workspace
    .findFirstOrThrow({ where: { clientId: client.id }, select: { id: true } })
    .then(({ id }) => ({ workspaceId: id }));
  const email = `invited-${randomUUID()}@example.test`;
  const grants = [{ role: "observer", clientId: client.id, workspaceId }] as const;
  const invited = await stores.memberAdministration.invite(sysadmin, { email, name: "Ada", grants }, TEST_ORIGIN, NOW);
  if (!invited.ok) throw new Error(invited.refusal);
  return { client, sysadmin, email, userId: invited.value.member.id };
}

async function makeLink(kind: UserLinkKind, userId: UserId, by = installation()) {
  const { sysadmin } = await makeClientActors(() => by);
  const made = await installation().stores.userLinks.create(kind, userId, sysadmin, TEST_ORIGIN, NOW);
  if (!made.ok) throw new Error(made.refusal);
  return made.value;
}

const accept = (code: string, now = NOW) =>
  installation().stores.userLinks.acceptInvitation(code, { name: "Ada King", password: NEW }, TEST_ORIGIN, now);
const reset = (code: string, now = NOW) => installation().stores.userLinks.resetPassword(code, NEW, TEST_ORIGIN, now);

describe("an invitation", () => {
  test("lets its member choose name and password and sign in with them, once", async () => {
    const { stores } = installation();
    const { email, userId, client } = await invite();
    const { code, recipient } = await makeLink("invitation", userId);
    expect(recipient).toEqual({ email, name: "Ada", preferences: { locale: null, timeZone: null } });
    const open = await stores.userLinks.find("invitation", code, NOW);
    expect(open).toMatchObject({ email, name: "Ada", factors: "password-alone" });
    const joined = await accept(code);
    expect(joined).toMatchObject({ ok: true, value: { name: "Ada King", grants: [{ clientId: client.id }] } });
    expect((await stores.members.authenticate(email, NEW, freshOrigin(), NOW)).ok).toBe(true);
    expect(await accept(code)).toEqual(INVALID);
    expect(await stores.userLinks.find("invitation", code, NOW)).toBeNull();
  });

  test("that two accept at once joins one of them", async () => {
    const { userId } = await invite();
    const { code } = await makeLink("invitation", userId);
    const outcomes = await Promise.all([accept(code), accept(code), accept(code)]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test("is for who has not joined yet, and a reset for who has", async () => {
    const { stores } = installation();
    const { userId, sysadmin } = await invite();
    const { member } = await makeMember(installation().prisma, { role: "sysadmin" });
    const create = (kind: UserLinkKind, id: UserId) => stores.userLinks.create(kind, id, sysadmin, TEST_ORIGIN, NOW);
    expect(await create("password-reset", userId)).toEqual({ ok: false, refusal: "not-joined" });
    expect(await create("invitation", member.id)).toEqual({ ok: false, refusal: "not-invited" });
    expect(await create("invitation", randomUUID() as UserId)).toEqual({ ok: false, refusal: "unknown-member" });
  });
});

describe("a password reset", () => {
  test("sets the password and ends every session, and the second factor stays", async () => {
    const { stores } = installation();
    const { member, password } = await enrol();
    const pending = await start(member.id);
    const { code } = await makeLink("password-reset", member.id);
    expect(await stores.userLinks.find("password-reset", code, NOW)).toMatchObject({ factors: "with-second-factor" });
    expect((await reset(code)).ok).toBe(true);
    expect(await stores.sessions.findPending(pending.secret, NOW)).toBeNull();
    expect((await stores.members.authenticate(member.email, password, freshOrigin(), NOW)).ok).toBe(false);
    expect((await stores.members.authenticate(member.email, NEW, freshOrigin(), NOW)).ok).toBe(true);
    expect((await start(member.id)).isPending).toBe(true);
    expect(await reset(code)).toEqual(INVALID);
  });

  test("is no invitation", async () => {
    const { member } = await makeMember(installation().prisma, { role: "sysadmin" });
    const { code } = await makeLink("password-reset", member.id);
    expect(await accept(code)).toEqual(INVALID);
    expect(await installation().stores.userLinks.find("invitation", code, NOW)).toBeNull();
  });
});

describe("every link", () => {
  async function linkOf(kind: UserLinkKind) {
    const { prisma } = installation();
    const userId =
      kind === "invitation" ? (await invite()).userId : (await makeMember(prisma, { role: "sysadmin" })).member.id;
    return { userId, ...(await makeLink(kind, userId)) };
  }
  const find = (kind: UserLinkKind, code: string, now = NOW) => installation().stores.userLinks.find(kind, code, now);

  test.each(USER_LINK_KINDS)("ends in time: %s", async (kind) => {
    const { code } = await linkOf(kind);
    expect(await find(kind, code, secondsAfter(USER_LINK_LIFETIME_SECONDS[kind] - 1))).not.toBeNull();
    const late = secondsAfter(USER_LINK_LIFETIME_SECONDS[kind]);
    expect(await find(kind, code, late)).toBeNull();
    expect(await (kind === "invitation" ? accept : reset)(code, late)).toEqual(INVALID);
  });

  test.each(USER_LINK_KINDS)("ends when a newer one is made: %s", async (kind) => {
    const { code, userId } = await linkOf(kind);
    const newer = await makeLink(kind, userId);
    expect(await find(kind, code)).toBeNull();
    expect(await find(kind, newer.code)).not.toBeNull();
  });

  test.each(USER_LINK_KINDS)("is of no use to who was disabled: %s", async (kind) => {
    const { prisma } = installation();
    const { code, userId } = await linkOf(kind);
    await prisma.user.update({ where: { id: userId }, data: { disabledAt: NOW } });
    expect(await find(kind, code)).toBeNull();
    expect(await (kind === "invitation" ? accept : reset)(code)).toEqual(INVALID);
  });

  test("is made only by who may give every role of the account", async () => {
    const { stores } = installation();
    const { client } = await makeClientActors(installation);
    const { member } = await makeMember(installation().prisma, { role: "sysadmin" });
    const productAdmin = makeActor(client, "productAdmin");
    expect(await stores.userLinks.create("password-reset", member.id, productAdmin, TEST_ORIGIN, NOW)).toEqual({
      ok: false,
      refusal: "beyond-reach",
    });
  });

  test("is stored and logged without its code", async () => {
    const { prisma } = installation();
    const { code, userId, ...link } = await linkOf("invitation");
    const rows = await prisma.userLink.findMany({ where: { userId }, omit: { secretHash: false } });
    expect(rows.map((row) => Buffer.from(row.secretHash).toString("latin1")).join()).not.toContain(code);
    const events = await prisma.auditEvent.findMany({ where: { target: userId } });
    expect(events.map(({ action }) => action)).toContain("link.created");
    expect(JSON.stringify(events)).not.toContain(code);
    for (const name of SECRET_PROPERTIES) expect(propertyNames(link)).not.toContain(name);
  });
});

describe("a forgotten password", () => {
  const forget = (email: string, origin = freshOrigin()) =>
    installation().stores.userLinks.createForgotten(email, origin, NOW);

  test("gives a link to who signs in with a password, whatever the case of the address", async () => {
    const { member } = await makeMember(installation().prisma, { role: "sysadmin" });
    const link = await forget(` ${member.email.toUpperCase()}`);
    expect(link).toMatchObject({ kind: "password-reset", recipient: { email: member.email } });
    expect((await reset(link?.code ?? "")).ok).toBe(true);
  });

  test("says in which language and time zone the mail is to be read", async () => {
    const { prisma } = installation();
    const { member } = await makeMember(prisma, { role: "sysadmin" });
    const stored = { locale: "ko", timeZone: "Asia/Seoul" };
    await prisma.user.update({ where: { id: member.id }, data: stored, select: { id: true } });
    expect((await forget(member.email))?.recipient.preferences).toEqual(stored);
  });

  test("gives nothing to who is unknown, disabled, invited, or signs in at the provider alone", async () => {
    const { prisma } = installation();
    const { email: invited } = await invite();
    const disabled = (await makeMember(prisma, { role: "sysadmin" })).member;
    await prisma.user.update({ where: { id: disabled.id }, data: { disabledAt: NOW } });
    const elsewhere = (await makeMember(prisma, { role: "sysadmin" })).member;
    await prisma.user.update({ where: { id: elsewhere.id }, data: { passwordHash: null } });
    for (const email of ["nobody@example.test", "no address", invited, disabled.email, elsewhere.email]) {
      expect(await forget(email)).toBeNull();
    }
  });

  test(`mails one account ${RESET_REQUESTS_ACCOUNT_MAX} times in a window at most`, async () => {
    const { member } = await makeMember(installation().prisma, { role: "sysadmin" });
    for (let request = 0; request < RESET_REQUESTS_ACCOUNT_MAX; request++) {
      expect(await forget(member.email)).not.toBeNull();
    }
    expect(await forget(member.email)).toBeNull();
  });

  test("an address that asks for many accounts is answered no more", async () => {
    const { member } = await makeMember(installation().prisma, { role: "sysadmin" });
    const origin = freshOrigin();
    for (let request = 0; request < RESET_REQUESTS_ADDRESS_MAX; request++)
      await forget(`${request}@example.test`, origin);
    expect(await forget(member.email, origin)).toBeNull();
    expect(await forget(member.email)).not.toBeNull();
  });
});

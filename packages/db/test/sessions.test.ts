import type { UserId } from "@silhouette/core/ids";
import { SESSION_IDLE_SECONDS, SESSION_LIFETIME_SECONDS, SESSION_TOUCH_SECONDS } from "@silhouette/core/session";
import { ACCOUNT_FAILURES_MAX } from "@silhouette/core/sign-in";
import { describe, expect, test } from "vitest";
import { makeClient, makeMember, TEST_ORIGIN } from "../src/testing-factories.ts";
import { NOW, propertyNames, SECRET_PROPERTIES, secondsAfter, sharedInstallation } from "./control-plane-fixture.ts";

const installation = sharedInstallation();

const BY_PASSWORD = { method: "password", userAgent: "test browser", provedAt: NOW } as const;

async function startSession() {
  const { prisma, stores } = installation();
  const { member } = await makeMember(prisma, { role: "sysadmin" });
  const { secret } = await stores.sessions.start(member.id, BY_PASSWORD, TEST_ORIGIN, NOW);
  return { prisma, sessions: stores.sessions, member, secret };
}

test("a session names its member, and its secret is stored nowhere", async () => {
  const { prisma, sessions, member, secret } = await startSession();
  const session = await sessions.find(secret, NOW);
  const expiresAt = secondsAfter(SESSION_LIFETIME_SECONDS);
  expect(session).toMatchObject({ member, expiresAt, method: "password", provedAt: NOW });
  const rows = await prisma.session.findMany({ where: { userId: member.id }, omit: { secretHash: false } });
  expect(rows.map((row) => Buffer.from(row.secretHash).toString("latin1"))).not.toContain(secret);
  for (const name of SECRET_PROPERTIES) expect(propertyNames(session)).not.toContain(name);
});

test("a secret with one character changed finds nothing", async () => {
  const { sessions, secret } = await startSession();
  const changed = `${secret.slice(0, -1)}${secret.endsWith("a") ? "b" : "a"}`;
  expect(await sessions.find(changed, NOW)).toBeNull();
});

test("an idle session ends after its limit and not before", async () => {
  const { sessions, secret } = await startSession();
  expect(await sessions.find(secret, secondsAfter(SESSION_IDLE_SECONDS))).toBeNull();
  expect(await sessions.find(secret, secondsAfter(SESSION_IDLE_SECONDS - 1))).not.toBeNull();
});

test("a busy session lives on past the idle limit, and ends at its absolute one", async () => {
  const { sessions, secret } = await startSession();
  const step = SESSION_IDLE_SECONDS / 2;
  for (let seconds = step; seconds < SESSION_LIFETIME_SECONDS; seconds += step) {
    expect(await sessions.find(secret, secondsAfter(seconds))).not.toBeNull();
  }
  expect(await sessions.find(secret, secondsAfter(SESSION_LIFETIME_SECONDS - 1))).not.toBeNull();
  expect(await sessions.find(secret, secondsAfter(SESSION_LIFETIME_SECONDS))).toBeNull();
});

test("the last request is written once a minute at most", async () => {
  const { prisma, sessions, member, secret } = await startSession();
  const lastSeenAt = async () => (await prisma.session.findFirstOrThrow({ where: { userId: member.id } })).lastSeenAt;
  await sessions.find(secret, secondsAfter(SESSION_TOUCH_SECONDS - 1));
  expect(await lastSeenAt()).toEqual(NOW);
  await sessions.find(secret, secondsAfter(SESSION_TOUCH_SECONDS));
  expect(await lastSeenAt()).toEqual(secondsAfter(SESSION_TOUCH_SECONDS));
});

test("a member who is disabled loses the session with the next request", async () => {
  const { prisma, sessions, member, secret } = await startSession();
  await prisma.user.update({ where: { id: member.id }, data: { disabledAt: NOW } });
  expect(await sessions.find(secret, secondsAfter(1))).toBeNull();
});

test("a role that changes holds from the next request on", async () => {
  const { prisma, stores } = installation();
  const client = await makeClient(prisma);
  const { member } = await makeMember(prisma, { role: "approver", client });
  const { secret } = await stores.sessions.start(member.id, BY_PASSWORD, TEST_ORIGIN, NOW);
  await prisma.membership.updateMany({ where: { userId: member.id }, data: { role: "observer" } });
  const session = await stores.sessions.find(secret, NOW);
  expect(session?.member.grants).toMatchObject([{ role: "observer", clientId: client.id }]);
});

test("an ended session stays ended, and ending it twice is logged once", async () => {
  const { prisma, sessions, member, secret } = await startSession();
  await sessions.end(secret, TEST_ORIGIN, secondsAfter(1));
  await sessions.end(secret, TEST_ORIGIN, secondsAfter(2));
  expect(await sessions.find(secret, secondsAfter(3))).toBeNull();
  const events = await prisma.auditEvent.findMany({ where: { target: member.id }, orderBy: { at: "asc" } });
  const acts = events.map(({ action }) => action).filter((action) => action.startsWith("session."));
  expect(acts).toEqual(["session.started", "session.ended"]);
});

describe("one's own sessions", () => {
  const start = (userId: UserId, userAgent: string, now = NOW) =>
    installation().stores.sessions.start(userId, { ...BY_PASSWORD, userAgent }, TEST_ORIGIN, now);

  test("live ones are listed, the one used last first, and nobody else's", async () => {
    const { sessions, member } = await startSession();
    await startSession();
    const { secret } = await start(member.id, "second browser", secondsAfter(10));
    await sessions.end((await start(member.id, "ended browser")).secret, TEST_ORIGIN, NOW);
    const listed = await sessions.list(member.id, secondsAfter(20));
    expect(listed.map(({ userAgent }) => userAgent)).toEqual(["second browser", "test browser"]);
    expect(listed[0]).toMatchObject({ address: TEST_ORIGIN.address, method: "password", createdAt: secondsAfter(10) });
    for (const name of SECRET_PROPERTIES) expect(propertyNames(listed)).not.toContain(name);
    expect(await sessions.list(member.id, secondsAfter(SESSION_IDLE_SECONDS + 5))).toHaveLength(1);
    expect(await sessions.find(secret, secondsAfter(20))).toMatchObject({ id: listed[0]?.id });
  });

  test("one ends by its id, for its own member alone", async () => {
    const { sessions, member, secret } = await startSession();
    const stranger = await startSession();
    const [own] = await sessions.list(member.id, NOW);
    await sessions.endOwn(stranger.member.id, own?.id ?? "", TEST_ORIGIN, NOW);
    expect(await sessions.find(secret, NOW)).not.toBeNull();
    await sessions.endOwn(member.id, own?.id ?? "", TEST_ORIGIN, NOW);
    expect(await sessions.find(secret, NOW)).toBeNull();
  });

  test("all others end at once, and this one goes on", async () => {
    const { sessions, member, secret } = await startSession();
    const other = await start(member.id, "other");
    const bystander = await startSession();
    const kept = (await sessions.find(secret, NOW))?.id ?? null;
    const by = { kind: "member", id: member.id, name: member.email } as const;
    expect(await sessions.endOthers(member.id, kept, by, TEST_ORIGIN, NOW)).toBe(1);
    expect(await sessions.find(other.secret, NOW)).toBeNull();
    expect(await sessions.find(secret, NOW)).not.toBeNull();
    expect(await sessions.find(bystander.secret, NOW)).not.toBeNull();
  });
});

describe("proving anew who one is", () => {
  async function startOld() {
    const { prisma, stores } = installation();
    const { member, password } = await makeMember(prisma, { role: "sysadmin" });
    const { secret } = await stores.sessions.start(member.id, BY_PASSWORD, TEST_ORIGIN, NOW);
    const session = await stores.sessions.find(secret, NOW);
    if (session === null) throw new Error("no session");
    return { sessions: stores.sessions, session, secret, password };
  }
  const LATER = secondsAfter(2000);
  const origin = { ...TEST_ORIGIN, address: "198.51.100.77" };

  test("the password is enough for who has no second factor, and a wrong one is not", async () => {
    const { sessions, session, secret, password } = await startOld();
    const wrong = await sessions.prove(session, { password: "wrong", code: null }, null, origin, LATER);
    expect(wrong).toEqual({ ok: false, refusal: "wrong-credentials" });
    expect((await sessions.find(secret, LATER))?.provedAt).toEqual(NOW);
    expect((await sessions.prove(session, { password, code: null }, null, origin, LATER)).ok).toBe(true);
    expect((await sessions.find(secret, LATER))?.provedAt).toEqual(LATER);
  });

  test("a running session does not let anybody guess the password without end", async () => {
    const { sessions, session, password } = await startOld();
    const far = { ...TEST_ORIGIN, address: "198.51.100.78" };
    for (let failure = 0; failure < ACCOUNT_FAILURES_MAX; failure++) {
      await sessions.prove(session, { password: "wrong", code: null }, null, far, NOW);
    }
    const throttled = await sessions.prove(session, { password, code: null }, null, far, NOW);
    expect(throttled).toEqual({ ok: false, refusal: "throttled" });
  });

  test("a sign-in at the provider counts from when it took place there", async () => {
    const { sessions, session, secret } = await startOld();
    await sessions.proveElsewhere(session, secondsAfter(1990), origin, LATER);
    expect((await sessions.find(secret, LATER))?.provedAt).toEqual(secondsAfter(1990));
  });
});

import { SESSION_IDLE_SECONDS, SESSION_LIFETIME_SECONDS, SESSION_TOUCH_SECONDS } from "@silhouette/core/session";
import { expect, test } from "vitest";
import { makeClient, makeMember, TEST_ORIGIN } from "../src/testing-factories.ts";
import { NOW, propertyNames, SECRET_PROPERTIES, secondsAfter, sharedInstallation } from "./control-plane-fixture.ts";

const installation = sharedInstallation();

async function startSession() {
  const { prisma, stores } = installation();
  const { member } = await makeMember(prisma, { role: "sysadmin" });
  const secret = await stores.sessions.start(member.id, "test browser", TEST_ORIGIN, NOW);
  return { prisma, sessions: stores.sessions, member, secret };
}

test("a session names its member, and its secret is stored nowhere", async () => {
  const { prisma, sessions, member, secret } = await startSession();
  const session = await sessions.find(secret, NOW);
  expect(session).toMatchObject({ member, expiresAt: secondsAfter(SESSION_LIFETIME_SECONDS) });
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
  const secret = await stores.sessions.start(member.id, "", TEST_ORIGIN, NOW);
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

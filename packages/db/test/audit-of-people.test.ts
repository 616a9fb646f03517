import { randomUUID } from "node:crypto";
import type { AuditPlace } from "@silhouette/core/audit-log";
import type { Client } from "@silhouette/core/client";
import type { ClientId, UserId } from "@silhouette/core/ids";
import { expect, test } from "vitest";
import { makeActor, makeClient, makeMember, TEST_ORIGIN } from "../src/testing-factories.ts";
import { verify } from "./audit-fixture.ts";
import { NOW, secondsAfter, sharedInstallation } from "./control-plane-fixture.ts";
import { signInFixture } from "./sign-in-fixture.ts";

const installation = sharedInstallation();
const { start, codeAt } = signInFixture(installation);

/** Attempts are counted by address: each test comes from one of its own. */
const freshOrigin = () => ({ address: `2001:db8::${randomUUID().slice(0, 4)}`, requestId: randomUUID() });

const PEOPLE = ["session.started", "session.refused", "secondFactor.*", "recoveryCode.*", "recoveryCodes.*"];

/** What a log says of people's sign-ins, the oldest first. */
async function told(clientId: ClientId | null, actor?: string) {
  const filter = { action: PEOPLE, ...(actor === undefined ? {} : { actor }) };
  const { events } = await installation().stores.audit.search(clientId, filter, { limit: 100, after: null });
  return events.toReversed();
}
const acts = async (clientId: ClientId | null, actor?: string) =>
  (await told(clientId, actor)).map(({ action }) => action);

/** A client, and a member of it who holds a role in others too. */
async function makePerson(...others: readonly Client[]) {
  const { prisma } = installation();
  const client = await makeClient(prisma);
  const { member, password } = await makeMember(prisma, { role: "approver", client });
  for (const other of others) await giveRole(member.id, other);
  return { client, member, password };
}

async function giveRole(userId: UserId, client: Client, id = randomUUID()): Promise<string> {
  const { prisma } = installation();
  await prisma.membership.create({ data: { id, userId, role: "productAdmin", clientId: client.id, createdAt: NOW } });
  return id;
}

test("a sign-in and a refused one stand in the log of every client of the person, and in no other's", async () => {
  const { prisma, stores, url } = installation();
  const [other, stranger] = [await makeClient(prisma), await makeClient(prisma)];
  const { client, member, password } = await makePerson(other);
  const origin = freshOrigin();
  await stores.members.authenticate(member.email, "wrong", origin, NOW);
  expect((await stores.members.authenticate(member.email, password, origin, NOW)).ok).toBe(true);
  await start(member.id, secondsAfter(1));
  for (const { id } of [client, other]) {
    const [refused, started, ...more] = await told(id);
    expect(more).toEqual([]);
    expect(refused).toMatchObject({
      action: "session.refused",
      clientId: id,
      actor: { kind: "member", id: member.id, name: member.email },
      target: member.id,
      detail: { reason: "wrong-credentials" },
      origin,
    });
    expect(started).toMatchObject({ action: "session.started", detail: { method: "password" }, origin: TEST_ORIGIN });
  }
  expect(await acts(stranger.id)).toEqual([]);
  expect(await acts(null, member.id)).toEqual(["session.refused", "session.started"]);
  const texts = JSON.stringify(await told(client.id));
  for (const { id, code } of [other, stranger]) for (const name of [id, code]) expect(texts).not.toContain(name);
  expect((await verify(url)).faults).toEqual([]);
});

test("of a second factor a client's log tells when it came and went, and nothing that only the installation has", async () => {
  const { stores } = installation();
  const { client, member } = await makePerson();
  await stores.secondFactors.begin(member.id);
  const secret = (await stores.secondFactors.readPending(member.id))?.secret ?? "";
  const confirmed = await stores.secondFactors.confirm(member.id, codeAt(secret, NOW), null, TEST_ORIGIN, NOW);
  const [recoveryCode = ""] = confirmed.ok ? confirmed.value : [];
  const { secret: pending } = await start(member.id, secondsAfter(60));
  expect((await stores.sessions.completePending(pending, "123", null, freshOrigin(), secondsAfter(61))).ok).toBe(false);
  const completed = await stores.sessions.completePending(pending, recoveryCode, null, TEST_ORIGIN, secondsAfter(62));
  expect(completed.ok).toBe(true);
  const root = makeActor(client, "sysadmin");
  expect((await stores.secondFactors.reset(member.id, root, TEST_ORIGIN, secondsAfter(63))).ok).toBe(true);
  const events = await told(client.id);
  expect(events.map(({ action, detail }) => [action, detail])).toEqual([
    ["secondFactor.enabled", {}],
    ["session.refused", { reason: "wrong-code", method: "second-factor" }],
    ["recoveryCode.used", {}],
    ["session.started", { method: "second-factor" }],
    ["secondFactor.reset", {}],
  ]);
  expect(events.at(-1)?.actor).toMatchObject({ id: root.id, name: root.name });
});

test("a role that ends takes nothing out of the log, and one that begins brings nothing in from before", async () => {
  const { prisma } = installation();
  const later = await makeClient(prisma);
  const { client, member } = await makePerson();
  await start(member.id, secondsAfter(1));
  await giveRole(member.id, later);
  expect(await acts(later.id)).toEqual([]);
  await start(member.id, secondsAfter(2));
  await prisma.membership.deleteMany({ where: { userId: member.id, workspace: { clientId: client.id } } });
  await start(member.id, secondsAfter(3));
  expect(await acts(client.id)).toHaveLength(2);
  expect(await acts(later.id)).toHaveLength(2);
});

test("who holds a role everywhere, and who is nobody, is told to the installation alone", async () => {
  const { prisma, stores } = installation();
  const client = await makeClient(prisma);
  const { member } = await makeMember(prisma, { role: "sysadmin" });
  const origin = freshOrigin();
  await start(member.id);
  await stores.members.authenticate("nobody@example.test", "wrong", origin, NOW);
  await stores.members.authenticate(member.email, "wrong", origin, NOW);
  expect(await acts(client.id)).toEqual([]);
  const where = { requestId: origin.requestId };
  const rows = await prisma.auditEvent.findMany({ where, orderBy: { id: "asc" }, select: { clientId: true } });
  expect(rows).toEqual([{ clientId: null }, { clientId: null }]);
  expect(await acts(null, member.id)).toEqual(["session.started", "session.refused"]);
});

test("people who share clients sign in at once without waiting for each other in a circle", async () => {
  const { prisma, url } = installation();
  const shared = await Promise.all([1, 2, 3].map(() => makeClient(prisma)));
  const people = await Promise.all([shared, shared.toReversed()].map((clients) => makePerson(...clients)));
  await Promise.all(people.flatMap(({ member }) => Array.from({ length: 10 }, () => start(member.id))));
  for (const { id } of shared) expect(await acts(id)).toHaveLength(20);
  expect((await verify(url)).faults).toEqual([]);
});

test("they are found page by page among the client's other events, by the same filters", async () => {
  const { stores } = installation();
  const { client, member } = await makePerson();
  const actor = makeActor(client);
  for (let round = 1; round <= 3; round++) {
    await start(member.id, secondsAfter(2 * round));
    const change = { profileLifetimeDays: 20 + round };
    await stores.clients.changeSettings(actor, change, TEST_ORIGIN, secondsAfter(2 * round + 1));
  }
  const found: string[] = [];
  let after: AuditPlace | null = null;
  do {
    const page = await stores.audit.search(client.id, { from: NOW, to: secondsAfter(9) }, { limit: 2, after });
    found.push(...page.events.map(({ action }) => action));
    after = page.next;
  } while (after !== null);
  const inTurn = ["settings.changed", "session.started"];
  expect(found).toEqual([...inTurn, ...inTurn, ...inTurn]);
  expect(await acts(client.id, member.email)).toEqual(Array(3).fill("session.started"));
});

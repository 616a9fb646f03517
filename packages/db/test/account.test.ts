import { expect, test } from "vitest";
import { makeMember, TEST_ORIGIN } from "../src/testing-factories.ts";
import { NOW, sharedInstallation } from "./control-plane-fixture.ts";
import { makeClientActors, signInFixture } from "./sign-in-fixture.ts";

const installation = sharedInstallation();
const { enrol, start } = signInFixture(installation);

const eventsOf = (userId: string) =>
  installation().prisma.auditEvent.findMany({ where: { target: userId }, orderBy: { id: "asc" } });

test("a new name shows everywhere, and saving the same one again is not logged", async () => {
  const { prisma, stores } = installation();
  const { member } = await makeMember(prisma, { role: "sysadmin" });
  for (let save = 0; save < 2; save++) await stores.account.rename(member.id, " Ada King ", TEST_ORIGIN, NOW);
  expect(await stores.members.find(member.id)).toMatchObject({ name: "Ada King" });
  const renamed = (await eventsOf(member.id)).filter(({ action }) => action === "member.renamed");
  expect(renamed.map(({ detail }) => detail)).toMatchObject([
    { before: { name: "sysadmin" }, after: { name: "Ada King" } },
  ]);
});

test("a new password ends every session but this one, and is logged without a word of it", async () => {
  const { prisma, stores } = installation();
  const { member, password } = await makeMember(prisma, { role: "sysadmin" });
  const here = (await start(member.id)).secret;
  const elsewhere = (await start(member.id)).secret;
  const session = await stores.sessions.find(here, NOW);
  if (session === null) throw new Error("no session");
  const change = (text: string) => stores.account.changePassword(member.id, text, session.id, TEST_ORIGIN, NOW);
  expect(await change("short")).toEqual({ ok: false, refusal: "too-short" });
  expect(await stores.sessions.find(elsewhere, NOW)).not.toBeNull();
  const chosen = "eleven calm otters juggle";
  expect((await change(chosen)).ok).toBe(true);
  expect(await stores.sessions.find(here, NOW)).not.toBeNull();
  expect(await stores.sessions.find(elsewhere, NOW)).toBeNull();
  expect((await stores.members.authenticate(member.email, password, TEST_ORIGIN, NOW)).ok).toBe(false);
  expect((await stores.members.authenticate(member.email, chosen, TEST_ORIGIN, NOW)).ok).toBe(true);
  const events = await eventsOf(member.id);
  expect(events.map(({ action }) => action)).toContain("password.changed");
  expect(JSON.stringify(events)).not.toContain(chosen);
});

test("a new password ends the links that would set another one", async () => {
  const { prisma, stores } = installation();
  const { sysadmin } = await makeClientActors(installation);
  const { member } = await makeMember(prisma, { role: "sysadmin" });
  await prisma.user.update({ where: { id: member.id }, data: { joinedAt: NOW } });
  await start(member.id);
  const [session] = await stores.sessions.list(member.id, NOW);
  if (session === undefined) throw new Error("no session");
  const link = await stores.userLinks.create("password-reset", member.id, sysadmin, TEST_ORIGIN, NOW);
  const code = link.ok ? link.value.code : "";
  expect(await stores.userLinks.find("password-reset", code, NOW)).not.toBeNull();
  const change = (text: string) => stores.account.changePassword(member.id, text, session.id, TEST_ORIGIN, NOW);
  expect((await change("short")).ok).toBe(false);
  expect(await stores.userLinks.find("password-reset", code, NOW)).not.toBeNull();
  expect((await change("eleven calm otters juggle")).ok).toBe(true);
  expect(await stores.userLinks.find("password-reset", code, NOW)).toBeNull();
});

test("beside a second factor 8 characters are enough, and 7 are not", async () => {
  const { prisma, stores } = installation();
  const { member } = await enrol();
  await start(member.id);
  const { id } = await prisma.session.findFirstOrThrow({ where: { userId: member.id } });
  const change = (text: string) => stores.account.changePassword(member.id, text, id as never, TEST_ORIGIN, NOW);
  expect(await change("qv7-zrp")).toEqual({ ok: false, refusal: "too-short" });
  expect((await change("qv7-zrpx")).ok).toBe(true);
});

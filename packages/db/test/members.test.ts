import { checkPassword } from "@silhouette/core/password";
import { expect, test } from "vitest";
import { makeClient, makeMember, TEST_ORIGIN } from "../src/testing-factories.ts";
import { NOW, propertyNames, SECRET_PROPERTIES, sharedInstallation } from "./control-plane-fixture.ts";

const installation = sharedInstallation();
const system = { kind: "system", id: "test", name: "test" } as const;

let addresses = 0;
/** An address that no other test counts failures for. */
const freshOrigin = () => ({ ...TEST_ORIGIN, address: `198.51.100.${++addresses}` });

function acceptedPassword() {
  const accepted = checkPassword("correct horse battery staple", { email: "", name: "" });
  if (!accepted.ok) throw new Error(accepted.refusal);
  return accepted.value;
}

test("a member signs in whatever the case of the address, and the roles name their client", async () => {
  const { prisma, stores } = installation();
  const client = await makeClient(prisma);
  const { member, password } = await makeMember(prisma, { role: "approver", client });
  const signedIn = await stores.members.authenticate(`  ${member.email.toUpperCase()} `, password, freshOrigin(), NOW);
  expect(signedIn).toEqual({ ok: true, value: member });
  expect(member.grants).toMatchObject([{ role: "approver", clientId: client.id }]);
  expect(await stores.members.find(member.id)).toEqual(member);
});

test("an e-mail address belongs to one member, whatever its case", async () => {
  const { prisma, stores } = installation();
  const { member } = await makeMember(prisma, { role: "sysadmin" });
  const second = {
    email: member.email.toUpperCase(),
    name: "Second",
    password: acceptedPassword(),
    role: "sysadmin",
    clientId: null,
    workspaceId: null,
  } as const;
  expect(await stores.members.create(second, system, TEST_ORIGIN, NOW)).toEqual({ ok: false, refusal: "exists" });
});

test("a role cannot be given in a workspace of another client, nor without its reach", async () => {
  const { prisma, stores } = installation();
  const client = await makeClient(prisma);
  const neighbour = await makeClient(prisma);
  const { id: workspaceId } = await prisma.workspace.findFirstOrThrow({ where: { clientId: neighbour.id } });
  const base = { name: "Ada", password: acceptedPassword(), role: "observer" } as const;
  const create = (email: string, place: { clientId: typeof client.id | null; workspaceId: string | null }) =>
    stores.members.create({ ...base, ...place, email }, system, TEST_ORIGIN, NOW);
  await expect(create("a@example.test", { clientId: client.id, workspaceId })).rejects.toThrow();
  await expect(create("b@example.test", { clientId: null, workspaceId: null })).rejects.toThrow("cannot hold");
  expect(await prisma.user.count({ where: { email: { in: ["a@example.test", "b@example.test"] } } })).toBe(0);
});

test("a new member is logged for the client, without the password", async () => {
  const { prisma, stores } = installation();
  const client = await makeClient(prisma);
  const { member, password } = await makeMember(prisma, { role: "observer", client });
  const log = await stores.audit.list(client.id, 10);
  expect(log.find(({ action }) => action === "member.created")).toMatchObject({
    target: member.id,
    detail: { after: { email: member.email, role: "observer" } },
  });
  expect(JSON.stringify(log)).not.toContain(password);
});

test("a wrong password and an unknown address get the same answer", async () => {
  const { prisma, stores } = installation();
  const { member } = await makeMember(prisma, { role: "sysadmin" });
  const refused = { ok: false, refusal: "wrong-credentials" };
  expect(await stores.members.authenticate(member.email, "wrong", freshOrigin(), NOW)).toEqual(refused);
  for (const unknown of ["nobody@example.test", "no address", "zero\0@example.test", ""]) {
    expect(await stores.members.authenticate(unknown, "wrong", freshOrigin(), NOW)).toEqual(refused);
  }
});

test("who was disabled is told so only with the right password, and is found no more", async () => {
  const { prisma, stores } = installation();
  const { member, password } = await makeMember(prisma, { role: "sysadmin" });
  await prisma.user.update({ where: { id: member.id }, data: { disabledAt: NOW } });
  const signIn = (text: string) => stores.members.authenticate(member.email, text, freshOrigin(), NOW);
  expect(await signIn(password)).toEqual({ ok: false, refusal: "disabled" });
  expect(await signIn("wrong")).toEqual({ ok: false, refusal: "wrong-credentials" });
  expect(await stores.members.find(member.id)).toBeNull();
});

test("a refusal is logged with its reason, and never what was typed as an unknown address", async () => {
  const { prisma, stores } = installation();
  const { member } = await makeMember(prisma, { role: "sysadmin" });
  const origin = { ...freshOrigin(), requestId: "refusals" };
  await stores.members.authenticate(member.email, "wrong", origin, NOW);
  await stores.members.authenticate("my secret by mistake", "wrong", origin, NOW);
  const events = await prisma.auditEvent.findMany({ where: { requestId: "refusals" }, orderBy: { id: "asc" } });
  expect(events).toMatchObject([
    { action: "session.refused", target: member.id, detail: { reason: "wrong-credentials" } },
    { action: "session.refused", target: "unknown account", actorName: "anonymous" },
  ]);
  expect(JSON.stringify(events)).not.toContain("my secret");
});

test("nothing that is returned holds a hash", async () => {
  const { prisma, stores } = installation();
  const { member, password } = await makeMember(prisma, { role: "sysadmin" });
  const signedIn = await stores.members.authenticate(member.email, password, freshOrigin(), NOW);
  const names = propertyNames([member, signedIn, await stores.members.find(member.id)]);
  for (const secret of SECRET_PROPERTIES) expect(names).not.toContain(secret);
});

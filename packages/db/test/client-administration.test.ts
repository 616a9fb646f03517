import { randomUUID } from "node:crypto";
import { ClientId } from "@silhouette/core/ids";
import type { RoleGrant } from "@silhouette/core/permission";
import { expect, test } from "vitest";
import { hashChosenSecret } from "../src/secrets.ts";
import { makeActor, makeClient, makeMember, TEST_ORIGIN } from "../src/testing-factories.ts";
import { NOW, secondsAfter, sharedInstallation } from "./control-plane-fixture.ts";

const installation = sharedInstallation();
const by = { kind: "member", id: "root", name: "root@example.test" } as const;
const freshCode = () => `c-${randomUUID()}`;
const freshOrg = () => `${randomUUID()}@AdobeOrg`;

test("a new client has a code in lower case, default settings, a Default Workspace and nobody", async () => {
  const { stores } = installation();
  const code = freshCode();
  const client = { code: code.toUpperCase(), name: "Shop", imsOrgId: freshOrg() };
  const made = await stores.clientAdministration.create(by, client, TEST_ORIGIN, NOW);
  const expected = { code, name: "Shop", imsOrgId: client.imsOrgId, createdAt: NOW, memberCount: 0, workspaceCount: 1 };
  expect(made).toMatchObject({ ok: true, value: expected });
  const found = await stores.clients.findByCode(code);
  expect(found).toMatchObject({ name: "Shop", settings: { requireAuthentication: false } });
  const log = found === null ? [] : await stores.audit.list(found.id, 5);
  expect(log).toMatchObject([{ action: "client.created", actor: { id: "root" } }]);
});

test("code and organisation are taken once, also by two at once", async () => {
  const { stores } = installation();
  const [code, imsOrgId] = [freshCode(), freshOrg()];
  const create = (given: { code: string; imsOrgId: string | null }) =>
    stores.clientAdministration.create(by, { name: "Shop", ...given }, TEST_ORIGIN, NOW);
  const answers = await Promise.all([create({ code, imsOrgId }), create({ code: code.toUpperCase(), imsOrgId: null })]);
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  expect(answers).toContainEqual({ ok: false, refusal: "code-taken" });
  const other = freshOrg();
  expect((await create({ code: freshCode(), imsOrgId: other })).ok).toBe(true);
  expect(await create({ code: freshCode(), imsOrgId: other })).toEqual({ ok: false, refusal: "ims-org-id-taken" });
});

test("a change keeps what it does not name, and is logged as before and after", async () => {
  const { prisma, stores } = installation();
  const [client, neighbour] = [await makeClient(prisma), await makeClient(prisma, { imsOrgId: freshOrg() })];
  const change = (given: object) =>
    stores.clientAdministration.change(by, client.id, given, TEST_ORIGIN, secondsAfter(60, new Date()));
  expect(await change({ name: "Renamed" })).toMatchObject({ ok: true, value: { name: "Renamed", code: client.code } });
  const taken = await change({ imsOrgId: neighbour.imsOrgId });
  expect(taken).toEqual({ ok: false, refusal: "ims-org-id-taken" });
  expect(await change({ name: "Renamed" })).toMatchObject({ ok: true });
  const log = (await stores.audit.list(client.id, 10)).filter(({ action }) => action === "client.changed");
  expect(log.map(({ detail }) => detail)).toEqual([
    { before: { name: client.name, imsOrgId: null }, after: { name: "Renamed", imsOrgId: null } },
  ]);
  expect(await stores.clients.findByCode(neighbour.code)).toMatchObject({ name: neighbour.name });
});

test("the list counts each person of a client once, and not those of others", async () => {
  const { prisma, stores } = installation();
  const [client, neighbour] = [await makeClient(prisma), await makeClient(prisma)];
  await makeMember(prisma, { role: "productAdmin", client });
  const { member } = await makeMember(prisma, { role: "approver", client });
  await makeMember(prisma, { role: "sysadmin" });
  const grant = { role: "productAdmin", clientId: client.id, workspaceId: null } as const;
  const invitation = { email: member.email, name: "Ada", grants: [grant] };
  await stores.memberAdministration.invite(makeActor(client, "productAdmin"), invitation, TEST_ORIGIN, NOW);
  const listed = await stores.clientAdministration.list({ text: null, state: null, after: null, limit: 1000 });
  const count = (id: string) => listed.find((one) => one.id === id)?.memberCount;
  expect([count(client.id), count(neighbour.id)]).toEqual([2, 0]);
  expect(await stores.clientAdministration.find(client.id)).toMatchObject({ memberCount: 2, workspaceCount: 1 });
  expect(listed.map(({ code }) => code)).toEqual(listed.map(({ code }) => code).toSorted());
});

test("the list is narrowed by a part of the code or the name as it stands, and goes on after a code", async () => {
  const { prisma, stores } = installation();
  const mark = randomUUID().slice(0, 8);
  const named = await makeClient(prisma, { code: `x-${mark}`, name: `100%_${mark}` });
  const coded = await makeClient(prisma, { code: `a-${mark}` });
  const list = async (text: string, after: string | null = null, limit = 10) =>
    (await stores.clientAdministration.list({ text, state: null, after, limit })).map(({ code }) => code);
  expect(await list(mark.toUpperCase())).toEqual([coded.code, named.code]);
  expect(await list(`%_${mark}`)).toEqual([named.code]);
  expect(await list(`_${mark.slice(1)}`)).toEqual([]);
  expect(await list(mark, null, 1)).toEqual([coded.code]);
  expect(await list(mark, coded.code)).toEqual([named.code]);
  const codes = await stores.clientAdministration.readCodes([named.id, named.id, ClientId.parse("cl_none")]);
  expect([...codes]).toEqual([[named.id, named.code]]);
});

test("a client is disabled and enabled again, with an event for each change and none for what changes nothing", async () => {
  const { prisma, stores } = installation();
  const [client, neighbour] = [await makeClient(prisma), await makeClient(prisma)];
  const set = (isEnabled: boolean, now = NOW) =>
    stores.clientAdministration.setEnabled(by, client.id, isEnabled, TEST_ORIGIN, now);
  expect(await set(true)).toMatchObject({ ok: true, value: { state: "enabled", disabledAt: null } });
  expect(await set(false)).toMatchObject({ ok: true, value: { state: "disabled", disabledAt: NOW } });
  expect(await set(false, secondsAfter(60))).toMatchObject({ ok: true, value: { state: "disabled", disabledAt: NOW } });
  expect(await stores.clients.findByCode(client.code)).toMatchObject({ state: "disabled" });
  expect(await stores.clients.findByCode(neighbour.code)).toMatchObject({ state: "enabled" });
  const listed = async (state: "enabled" | "disabled") =>
    (await stores.clientAdministration.list({ text: client.code, state, after: null, limit: 5 })).length;
  expect([await listed("enabled"), await listed("disabled")]).toEqual([0, 1]);
  expect(await set(true)).toMatchObject({ ok: true, value: { state: "enabled", disabledAt: null } });
  expect([await listed("enabled"), await listed("disabled")]).toEqual([1, 0]);
  const log = (await stores.audit.list(client.id, 10)).filter(({ action }) => action !== "client.created");
  expect(log.map(({ action, actor }) => [action, actor.id])).toEqual([
    ["client.enabled", "root"],
    ["client.disabled", "root"],
  ]);
  const unknown = ClientId.parse("cl_none");
  const nobody = await stores.clientAdministration.setEnabled(by, unknown, false, TEST_ORIGIN, NOW);
  expect(nobody).toEqual({ ok: false, refusal: "not-found" });
});

test("a disabled client is in nobody's list but a Sysadmin's, and in nobody's while it is deleted", async () => {
  const { prisma, stores } = installation();
  const client = await makeClient(prisma);
  await makeClient(prisma);
  const sees = async (grant: RoleGrant) =>
    (await stores.clients.listFor([grant])).some(({ code }) => code === client.code);
  const own: RoleGrant = { role: "productAdmin", clientId: client.id, workspaceId: null };
  const root: RoleGrant = { role: "sysadmin", clientId: null, workspaceId: null };
  expect([await sees(own), await sees(root)]).toEqual([true, true]);
  await stores.clientAdministration.setEnabled(by, client.id, false, TEST_ORIGIN, NOW);
  expect([await sees(own), await sees(root)]).toEqual([false, true]);
  await stores.clientAdministration.requestDeletion(by, client.id, TEST_ORIGIN, NOW);
  expect([await sees(own), await sees(root)]).toEqual([false, false]);
});

test("credentials of a disabled client are refused as if they were revoked, and those of the installation are not", async () => {
  const { prisma, stores } = installation();
  const client = await makeClient(prisma, { now: NOW });
  const workspace = await prisma.workspace.findFirstOrThrow({ where: { clientId: client.id }, select: { id: true } });
  const secretHash = Buffer.from(await hashChosenSecret("a secret"));
  const make = async (place: { role: string; clientId?: string; workspaceId?: string }) => {
    const id = randomUUID();
    await prisma.adminCredential.create({
      data: { id, publicId: id, secretHash, name: "Sync", createdAt: NOW, ...place },
    });
    return id;
  };
  const ids = [
    await make({ role: "productAdmin", clientId: client.id }),
    await make({ role: "editor", workspaceId: workspace.id }),
    await make({ role: "sysadmin" }),
  ];
  const live = async () => [
    ...(await Promise.all(ids.map(async (id) => (await stores.credentials.find(id, NOW)) !== null))),
    ...(await Promise.all(
      ids.map(async (id) => (await stores.credentials.authenticate(id, "a secret", TEST_ORIGIN, NOW)) !== null),
    )),
  ];
  expect(await live()).toEqual([true, true, true, true, true, true]);
  await stores.clientAdministration.setEnabled(by, client.id, false, TEST_ORIGIN, NOW);
  expect(await live()).toEqual([false, false, true, false, false, true]);
  const refused = (await stores.audit.list(client.id, 10)).filter(({ action }) => action === "credential.refused");
  expect(refused.map(({ detail }) => detail)).toEqual([{ reason: "client-disabled" }]);
  await stores.clientAdministration.setEnabled(by, client.id, true, TEST_ORIGIN, NOW);
  expect(await live()).toEqual([true, true, true, true, true, true]);
});

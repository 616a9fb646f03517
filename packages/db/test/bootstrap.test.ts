import { afterEach, beforeEach, expect, test } from "vitest";
import { bootstrap } from "../src/bootstrap.ts";
import { TEST_ORIGIN } from "../src/testing-factories.ts";
import { createInstallation, type Installation, NOW } from "./control-plane-fixture.ts";

let installation: Installation;
beforeEach(async () => {
  installation = await createInstallation();
});
afterEach(() => installation.drop());

type Settings = Parameters<typeof bootstrap>[0]["environment"]["bootstrap"];
const plain: Settings = { clientCode: "demo", imsOrgId: null, admin: null, apiCredential: null };
const automatic: Settings = {
  ...plain,
  imsOrgId: "ABC@AdobeOrg",
  admin: { email: "Ada@Example.test", password: "correct horse battery staple" },
  apiCredential: { clientId: "automation", clientSecret: "a secret that somebody chose" },
};

const start = (settings: Settings) =>
  bootstrap({ databaseUrl: installation.url, environment: { bootstrap: settings }, now: NOW });

test("a first start without settings makes the client and a code that opens the set-up", async () => {
  const outcome = await start(plain);
  expect(outcome).toEqual({ clientCode: "demo", createdClient: true, setupCode: expect.any(String) });
  expect(await installation.stores.clients.findByCode("demo")).toMatchObject({ imsOrgId: null });
  expect(await installation.prisma.setupLink.count()).toBe(1);
});

test("a first start with settings leaves nothing to set up", async () => {
  const { stores } = installation;
  expect(await start(automatic)).toEqual({ clientCode: "demo", createdClient: true, setupCode: null });
  expect(await stores.clients.findByCode("demo")).toMatchObject({ imsOrgId: "ABC@AdobeOrg" });
  const { admin, apiCredential } = automatic;
  const signedIn = await stores.members.authenticate(admin?.email ?? "", admin?.password ?? "", TEST_ORIGIN, NOW);
  expect(signedIn).toMatchObject({ ok: true, value: { grants: [{ role: "sysadmin" }] } });
  const { clientId = "", clientSecret = "" } = apiCredential ?? {};
  expect(await stores.credentials.authenticate(clientId, clientSecret, TEST_ORIGIN, NOW)).not.toBeNull();
});

test("a second start changes nothing", async () => {
  const { prisma } = installation;
  await start(automatic);
  const count = () =>
    Promise.all([
      prisma.client.count(),
      prisma.user.count(),
      prisma.adminCredential.count(),
      prisma.auditEvent.count(),
    ]);
  const before = await count();
  const later = await start({ ...automatic, admin: { email: "eve@example.test", password: "too short" } });
  expect(later).toEqual({ clientCode: "demo", createdClient: false, setupCode: null });
  expect(await count()).toEqual(before);
});

test("another client code after the first start names the client that is there", async () => {
  await start(automatic);
  expect(await start({ ...automatic, clientCode: "other" })).toMatchObject({
    clientCode: "demo",
    createdClient: false,
  });
  expect(await installation.prisma.client.count()).toBe(1);
});

test("several nodes that start at once make one of everything", async () => {
  const { prisma } = installation;
  const outcomes = await Promise.all([automatic, automatic, automatic, automatic].map(start));
  expect(outcomes.filter(({ createdClient }) => createdClient)).toHaveLength(1);
  expect([await prisma.client.count(), await prisma.user.count(), await prisma.adminCredential.count()]).toEqual([
    1, 1, 1,
  ]);
});

test("a restart before the set-up prints a code that works, and the one before no longer does", async () => {
  const first = await start(plain);
  const second = await start(plain);
  expect(second.createdClient).toBe(false);
  expect(second.setupCode).not.toBe(first.setupCode);
  expect(await installation.prisma.setupLink.count()).toBe(1);
});

test("a password that breaks the rule names its variable, is not repeated, and leaves nothing behind", async () => {
  const settings = { ...automatic, admin: { email: "ada@example.test", password: "password1234567" } };
  const failure = await start(settings).then(
    () => null,
    (error: Error) => error,
  );
  expect(failure?.message).toMatch(/^BOOTSTRAP_ADMIN_PASSWORD must/);
  expect(failure?.message).not.toContain("password1234567");
  expect(await installation.prisma.client.count()).toBe(0);
});

import type { Actor } from "@silhouette/core/permission";
import { DEFAULT_SETTINGS } from "@silhouette/core/settings";
import { expect, test } from "vitest";
import { makeActor, makeClient, TEST_ORIGIN } from "../src/testing-factories.ts";
import { NOW, secondsAfter, sharedInstallation } from "./control-plane-fixture.ts";

const installation = sharedInstallation();

test("a client begins with the default settings and a Default Workspace", async () => {
  const { prisma, stores } = installation();
  const { id, code } = await makeClient(prisma);
  expect(await stores.clients.findByCode(code)).toMatchObject({ id, settings: DEFAULT_SETTINGS });
  const workspaces = await prisma.workspace.findMany({ where: { clientId: id } });
  expect(workspaces).toMatchObject([{ name: "Default Workspace", isDefault: true }]);
  expect(id).toMatch(/^cl_[0-9A-Za-z]{10}$/);
});

test("codes are compared without regard to case", async () => {
  const { prisma, stores } = installation();
  const { id } = await makeClient(prisma, { code: "Acme-Shop" });
  expect((await stores.clients.findByCode("ACME-shop"))?.id).toBe(id);
  await expect(makeClient(prisma, { code: "ACME-SHOP" })).rejects.toThrow();
});

test("grants reach their own clients, and a Sysadmin's reaches all of them", async () => {
  const { prisma, stores } = installation();
  const mine = await makeClient(prisma);
  const neighbour = await makeClient(prisma);
  const granted = await stores.clients.listFor([{ role: "observer", clientId: mine.id, workspaceId: null }]);
  expect(granted.map(({ id }) => id)).toEqual([mine.id]);
  expect(await stores.clients.listFor([])).toEqual([]);
  const all = await stores.clients.listFor([{ role: "sysadmin", clientId: null, workspaceId: null }]);
  expect(all.map(({ id }) => id)).toEqual(expect.arrayContaining([mine.id, neighbour.id]));
});

test("a change leaves the other settings, the neighbour and a stamp", async () => {
  const { prisma, stores } = installation();
  const client = await makeClient(prisma, { settings: { profileLifetimeDays: 30 } });
  const neighbour = await makeClient(prisma);
  const actor = makeActor(client);
  const changed = await stores.clients.changeSettings(actor, { requireAuthentication: true }, TEST_ORIGIN, NOW);

  expect(changed.settings).toEqual({ ...client.settings, requireAuthentication: true });
  expect(await stores.clients.findByCode(client.code)).toEqual(changed);
  expect(await stores.clients.findByCode(neighbour.code)).toEqual(neighbour);
  expect(await stores.clients.readSettings(client.id)).toMatchObject({ updatedAt: NOW, updatedBy: actor.name });
});

test("a change is logged as before and after, only what differs, only for its client", async () => {
  const { prisma, stores } = installation();
  const actor = makeActor(await makeClient(prisma));
  const neighbour = await makeClient(prisma);
  const change = { requireAuthentication: true, strictStatus: false };
  await stores.clients.changeSettings(actor, change, TEST_ORIGIN, secondsAfter(60, new Date()));

  const [newest] = await stores.audit.list(actor.clientId, 1);
  expect(newest).toMatchObject({ action: "settings.changed", actor: { kind: "member", id: actor.id } });
  expect(newest?.detail).toEqual({ before: { requireAuthentication: false }, after: { requireAuthentication: true } });
  const theirs = await stores.audit.list(neighbour.id, 100);
  expect(theirs.map(({ action }) => action)).toEqual(["client.created"]);
});

test("the address of a webhook, which may hold a secret, is logged by its origin, and that it changed", async () => {
  const { prisma, stores } = installation();
  const actor = makeActor(await makeClient(prisma));
  for (const [after, noticeWebhookUrl] of [
    "https://hooks.example/in?key=private",
    "https://hooks.example/b",
    null,
  ].entries()) {
    await stores.clients.changeSettings(actor, { noticeWebhookUrl }, TEST_ORIGIN, secondsAfter(60 + after, new Date()));
  }
  const masked = expect.stringMatching(/^https:\/\/hooks\.example\/#[0-9a-f]{8}$/);
  const details = (await stores.audit.list(actor.clientId, 3)).map(({ detail }) => detail);
  expect(details).toEqual([
    { before: { noticeWebhookUrl: masked }, after: { noticeWebhookUrl: null } },
    { before: { noticeWebhookUrl: masked }, after: { noticeWebhookUrl: masked } },
    { before: { noticeWebhookUrl: null }, after: { noticeWebhookUrl: masked } },
  ]);
  expect(new Set(JSON.stringify(details).match(/#[0-9a-f]{8}/g)).size).toBe(2);
  expect(JSON.stringify(details)).not.toContain("private");
});

test("each setting keeps who changed it last and when, those of the original among them", async () => {
  const { prisma, stores } = installation();
  const client = await makeClient(prisma, { now: NOW });
  const [ada, bo] = ["Ada", "Bo"].map((name) => ({ ...makeActor(client), name })) as [Actor, Actor];
  const change = { requireAuthentication: true, strictStatus: true };
  await stores.clients.changeSettings(ada, change, TEST_ORIGIN, secondsAfter(1));
  const again = { requireAuthentication: true, originalSettings: { timeZone: "Asia/Seoul" } };
  await stores.clients.changeSettings(bo, again, TEST_ORIGIN, secondsAfter(2));
  await stores.clients.changeSettings(bo, { strictStatus: false }, TEST_ORIGIN, secondsAfter(3));
  expect((await stores.clients.readSettings(client.id)).lastChanges).toEqual({
    requireAuthentication: { by: "Ada", at: secondsAfter(1) },
    timeZone: { by: "Bo", at: secondsAfter(2) },
    strictStatus: { by: "Bo", at: secondsAfter(3) },
  });
});

test("two changes at once both leave their stamps", async () => {
  const { prisma, stores } = installation();
  const client = await makeClient(prisma);
  const actor = makeActor(client);
  await Promise.all([
    stores.clients.changeSettings(actor, { requireAuthentication: true }, TEST_ORIGIN, NOW),
    stores.clients.changeSettings(actor, { strictStatus: true }, TEST_ORIGIN, NOW),
  ]);
  const { lastChanges } = await stores.clients.readSettings(client.id);
  expect(Object.keys(lastChanges).sort()).toEqual(["requireAuthentication", "strictStatus"]);
});

test("a change that changes nothing is neither stamped nor logged", async () => {
  const { prisma, stores } = installation();
  const client = await makeClient(prisma, { now: NOW });
  await stores.clients.changeSettings(makeActor(client), { strictStatus: false }, TEST_ORIGIN, secondsAfter(60));
  expect(await stores.clients.readSettings(client.id)).toMatchObject({ updatedAt: NOW, updatedBy: null });
  expect(await stores.audit.list(client.id, 100)).toHaveLength(1);
});

test("two changes at once are both kept", async () => {
  const { prisma, stores } = installation();
  const client = await makeClient(prisma);
  const actor = makeActor(client);
  await Promise.all([
    stores.clients.changeSettings(actor, { requireAuthentication: true }, TEST_ORIGIN, NOW),
    stores.clients.changeSettings(actor, { strictStatus: true }, TEST_ORIGIN, NOW),
  ]);
  const { settings } = (await stores.clients.findByCode(client.code)) ?? client;
  expect(settings).toMatchObject({ requireAuthentication: true, strictStatus: true });
});

test("settings of the original are kept, merged and logged, and decide nothing", async () => {
  const { prisma, stores } = installation();
  const client = await makeClient(prisma);
  const actor = makeActor(client);
  expect(await stores.clients.readOriginalSettings(client.id)).toEqual({});
  const change = { locale: "en_US", flickerManagerSettings: { enabled: true, timeout: 500 } };
  const changed = await stores.clients.changeSettings(actor, { originalSettings: change }, TEST_ORIGIN, NOW);
  expect(changed).toEqual(client);
  await stores.clients.changeSettings(
    actor,
    { originalSettings: { locale: "fr" } },
    TEST_ORIGIN,
    secondsAfter(60, new Date()),
  );
  expect(await stores.clients.readOriginalSettings(client.id)).toEqual({ ...change, locale: "fr" });
  const [newest] = await stores.audit.list(client.id, 1);
  expect(newest?.detail).toEqual({ before: { locale: "en_US" }, after: { locale: "fr" } });
});

test("a list that is as it was is no change", async () => {
  const { prisma, stores } = installation();
  const client = await makeClient(prisma, { settings: { allowedOrigins: ["https://a.example"] }, now: NOW });
  const change = { allowedOrigins: ["https://a.example"] };
  expect(await stores.clients.changeSettings(makeActor(client), change, TEST_ORIGIN, secondsAfter(60))).toEqual(client);
  expect(await stores.clients.readSettings(client.id)).toMatchObject({ updatedAt: NOW, updatedBy: null });
});

test("who has read the settings before changes them only if they are as read, with one audit event", async () => {
  const { prisma, stores } = installation();
  const client = await makeClient(prisma, { now: NOW });
  const actor = makeActor(client);
  const read = await stores.clients.readSettings(client.id);
  expect(read).toEqual({
    settings: client.settings,
    originalSettings: {},
    updatedAt: NOW,
    updatedBy: null,
    lastChanges: {},
  });

  const isAsRead = ({ settings }: typeof read) => settings.strictStatus === read.settings.strictStatus;
  const change = { strictStatus: true, originalSettings: { locale: "sv_SE" } };
  const twoAtOnce = await Promise.all(
    [1, 2].map((second) => stores.clients.changeSettingsIf(actor, change, isAsRead, TEST_ORIGIN, secondsAfter(second))),
  );
  expect(twoAtOnce.filter(({ ok }) => ok)).toHaveLength(1);
  expect(twoAtOnce).toContainEqual({ ok: false, refusal: "stale" });
  const stored = await stores.clients.readSettings(client.id);
  expect(twoAtOnce).toContainEqual({ ok: true, value: stored });
  expect(stored).toMatchObject({ settings: { strictStatus: true }, originalSettings: { locale: "sv_SE" } });
  expect((await stores.audit.list(client.id, 100)).filter(({ action }) => action === "settings.changed")).toHaveLength(
    1,
  );
});

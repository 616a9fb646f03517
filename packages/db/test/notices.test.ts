import { randomBytes, randomUUID } from "node:crypto";
import { openSealedText } from "@silhouette/core/sealed-text";
import { createToken } from "@silhouette/core/token";
import { expect, test } from "vitest";
import { createNoticeStore } from "../src/notices.ts";
import { giveDueNotices } from "../src/notices-sending.ts";
import { createPool } from "../src/pool.ts";
import { makeActor, makeClient, TEST_ORIGIN } from "../src/testing-factories.ts";
import { NOW, secondsAfter, sharedInstallation } from "./control-plane-fixture.ts";

const installation = sharedInstallation();
const sealKey = randomBytes(32);
const DAY = 86_400;

/** A client with a token of 90 days that was made `age` days ago. */
async function makeWorld() {
  const { prisma, stores } = installation();
  const actor = makeActor(await makeClient(prisma));
  const neighbour = makeActor(await makeClient(prisma));
  const notices = createNoticeStore(prisma, sealKey);
  const token = await stores.tokens.issue(actor, createToken(randomBytes), secondsAfter(90 * DAY), TEST_ORIGIN, NOW);
  const list = (isOpen: boolean, now: Date, clientId = actor.clientId) =>
    notices.list(clientId, { isOpen }, { before: null, limit: 9 }, now);
  return { prisma, actor, neighbour, notices, token, list };
}

const daysBefore = (days: number) => secondsAfter((90 - days) * DAY);

async function give(now: Date): Promise<number> {
  const pool = createPool(installation().url, 1);
  const given = await giveDueNotices(pool, now);
  await pool.end();
  return given;
}

test("each notice is given once, however often it is looked for, and only the most urgent of those missed", async () => {
  const { list, token } = await makeWorld();
  await give(daysBefore(31));
  expect(await list(false, NOW)).toEqual([]);
  for (const days of [30, 29, 20, 6, 6, 0.5]) await give(daysBefore(days));
  expect((await list(false, NOW)).map((notice) => notice.daysBefore)).toEqual([1, 7, 30]);
  expect((await list(false, NOW))[0]).toMatchObject({
    token: { id: token.id, name: null, publicId: token.publicId, expiresAt: token.expiresAt },
    createdAt: daysBefore(0.5),
    dismissedAt: null,
  });
});

test("tokens of the debugging tools, which open nothing, are not announced", async () => {
  const { prisma, token, list } = await makeWorld();
  await prisma.profileToken.update({ where: { id: token.id }, data: { scope: "debug_tools" } });
  await give(daysBefore(1));
  expect(await list(false, NOW)).toEqual([]);
});

test("a notice is dismissed once, by whoever was first, and the audit log says so", async () => {
  const { prisma, actor, neighbour, notices, list } = await makeWorld();
  await give(daysBefore(7));
  const [notice] = await list(true, daysBefore(7));
  const id = notice?.id ?? "";
  expect(await notices.dismiss(neighbour, id, TEST_ORIGIN, NOW)).toEqual({ ok: false, refusal: "not-found" });
  expect(await notices.dismiss(actor, randomUUID(), TEST_ORIGIN, NOW)).toEqual({ ok: false, refusal: "not-found" });
  const first = await notices.dismiss(actor, id, TEST_ORIGIN, daysBefore(6));
  const dismissed = { id, isOpen: false, dismissedAt: daysBefore(6), dismissedBy: actor.name };
  expect(first).toMatchObject({ ok: true, value: dismissed });
  const again = await notices.dismiss({ ...actor, name: "later" }, id, TEST_ORIGIN, daysBefore(5));
  expect(again).toMatchObject({ ok: true, value: dismissed });
  expect(await list(true, daysBefore(5))).toEqual([]);
  expect(await list(false, daysBefore(5))).toHaveLength(1);
  const where = { clientId: actor.clientId, action: "notice.dismissed" };
  expect(await prisma.auditEvent.count({ where })).toBe(1);
});

test("notices are listed page by page, and to their client alone", async () => {
  const { actor, neighbour, notices, list } = await makeWorld();
  for (const days of [30, 14, 7]) await give(daysBefore(days));
  const page = (before: string | null, clientId = actor.clientId) =>
    notices.list(clientId, { isOpen: false }, { before, limit: 2 }, NOW);
  const first = await page(null);
  const second = await page(first.at(-1)?.id ?? null);
  expect([...first, ...second].map(({ daysBefore: days }) => days)).toEqual([7, 14, 30]);
  expect(await page(first[0]?.id ?? null, neighbour.clientId)).toEqual([]);
  expect(await list(false, NOW, neighbour.clientId)).toEqual([]);
});

test("a webhook secret is kept sealed for its client, and its replacement is in the audit log without it", async () => {
  const { prisma, actor, notices } = await makeWorld();
  const { clientId } = actor;
  expect(await notices.readWebhookState(clientId)).toEqual({ url: null, hasSecret: false, secretMade: null });
  for (const secret of ["whsec_one", "whsec_two"]) {
    await notices.replaceWebhookSecret(actor, secret, TEST_ORIGIN, NOW);
  }
  const secretMade = { at: NOW, by: actor.name };
  expect(await notices.readWebhookState(clientId)).toEqual({ url: null, hasSecret: true, secretMade });
  const { sealedWebhookSecret: sealed } = await prisma.clientSettings.findUniqueOrThrow({
    where: { clientId },
    select: { sealedWebhookSecret: true },
  });
  if (sealed === null) throw new Error("nothing was kept");
  expect(openSealedText(sealed, clientId, sealKey)).toBe("whsec_two");
  expect(openSealedText(sealed, "another client", sealKey)).toBeNull();
  const events = await prisma.auditEvent.findMany({ where: { clientId, action: "webhookSecret.replaced" } });
  expect(events.map(({ detail }) => detail)).toEqual([{ isFirst: true }, { isFirst: false }]);
  expect(JSON.stringify(events)).not.toContain("whsec_");
});

test("whoever makes the first webhook secret replaces none, and what is noted of it outlives other changes", async () => {
  const { prisma, stores } = installation();
  const { actor, notices } = await makeWorld();
  const { clientId } = actor;
  const makeFirst = (secret: string) =>
    notices.replaceWebhookSecret(actor, secret, TEST_ORIGIN, secondsAfter(1), { onlyFirst: true });
  await stores.clients.changeSettings(actor, { strictStatus: true }, TEST_ORIGIN, NOW);
  const outcomes = await Promise.all(["whsec_one", "whsec_two"].map(makeFirst));
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  expect(outcomes).toContainEqual({ ok: false, refusal: "exists" });
  expect(await prisma.auditEvent.count({ where: { clientId, action: "webhookSecret.replaced" } })).toBe(1);

  const noticeWebhookUrl = "https://hooks.example.com/silhouette";
  await stores.clients.changeSettings(actor, { noticeWebhookUrl }, TEST_ORIGIN, secondsAfter(2));
  const secretMade = { at: secondsAfter(1), by: actor.name };
  expect(await notices.readWebhookState(clientId)).toEqual({ url: noticeWebhookUrl, hasSecret: true, secretMade });
  const { lastChanges } = await stores.clients.readSettings(clientId);
  expect(Object.keys(lastChanges).sort()).toEqual(["noticeWebhookUrl", "strictStatus", "webhookSecret"]);
  // Of a secret that was made before its making was noted nobody knows when.
  await prisma.clientSettings.update({ where: { clientId }, data: { lastChanges: {} } });
  expect(await notices.readWebhookState(clientId)).toEqual({
    url: noticeWebhookUrl,
    hasSecret: true,
    secretMade: null,
  });
});

import { randomBytes, randomUUID } from "node:crypto";
import { ABANDONED_AFTER_MILLIS, IDEMPOTENT_REPLY_MILLIS, type StoredReply } from "@silhouette/core/idempotency";
import { expect, test } from "vitest";
import { createIdempotentReplyStore } from "../src/idempotent-replies.ts";
import { createPool } from "../src/pool.ts";
import { removeOld } from "../src/retention.ts";
import { NOW, secondsAfter, sharedInstallation } from "./control-plane-fixture.ts";

const installation = sharedInstallation();
const sealKey = randomBytes(32);
const hash = new Uint8Array(32).fill(1);
const otherHash = new Uint8Array(32).fill(2);
const reply: StoredReply = {
  status: 201,
  headers: { "content-type": "application/json" },
  body: '{"text":"sil_secret"}',
};
const afterMillis = (millis: number) => new Date(NOW.getTime() + millis);

const store = (key: Uint8Array = sealKey) => createIdempotentReplyStore(installation().prisma, key);
const call = (key: string = randomUUID(), actorId = "credential-1") => ({
  begin: (now = NOW, requestHash = hash) => store().begin(actorId, key, requestHash, now),
  finish: (startedAt = NOW) => store().finish(actorId, key, startedAt, reply),
  abandon: (startedAt = NOW) => store().abandon(actorId, key, startedAt),
});

test("of twenty callers at once one begins, and all get its reply afterwards", async () => {
  const { begin, finish } = call();
  const kinds = (await Promise.all(Array.from({ length: 20 }, () => begin()))).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === "begun")).toHaveLength(1);
  expect(kinds.filter((kind) => kind === "at-work")).toHaveLength(19);
  await finish();
  const replies = await Promise.all(Array.from({ length: 20 }, () => begin()));
  expect(new Set(replies.map((one) => JSON.stringify(one)))).toEqual(
    new Set([JSON.stringify({ kind: "replayed", reply })]),
  );
});

test("another request under the key is refused", async () => {
  const { begin, finish } = call();
  await begin();
  expect(await begin(NOW, otherHash)).toEqual({ kind: "other-request" });
  await finish();
  expect(await begin(NOW, otherHash)).toEqual({ kind: "other-request" });
});

test("keys of one actor mean nothing to another", async () => {
  const key = randomUUID();
  const first = call(key);
  await first.begin();
  await first.finish();
  expect(await call(key, "credential-2").begin()).toEqual({ kind: "begun", startedAt: NOW });
});

test("an abandoned call is taken over after a minute by one of those who wait, and its first owner ends nothing", async () => {
  const { begin, finish } = call();
  await begin();
  expect((await begin(afterMillis(ABANDONED_AFTER_MILLIS - 1))).kind).toBe("at-work");
  const late = afterMillis(ABANDONED_AFTER_MILLIS);
  const kinds = (await Promise.all(Array.from({ length: 10 }, () => begin(late)))).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === "begun")).toHaveLength(1);
  await finish(NOW);
  expect((await begin(late)).kind).toBe("at-work");
  await finish(late);
  expect((await begin(late)).kind).toBe("replayed");
});

test("a call that came to nothing may begin again at once", async () => {
  const { begin, abandon } = call();
  await begin();
  await abandon();
  expect((await begin(secondsAfter(1))).kind).toBe("begun");
});

test("after a day the key is free", async () => {
  const { begin, finish } = call();
  await begin();
  await finish();
  expect((await begin(afterMillis(IDEMPOTENT_REPLY_MILLIS - 1))).kind).toBe("replayed");
  expect((await begin(afterMillis(IDEMPOTENT_REPLY_MILLIS), otherHash)).kind).toBe("begun");
});

test("the reply is sealed for its key: neither readable in the database nor elsewhere, nor under another secret", async () => {
  const { prisma } = installation();
  const [one, two] = [randomUUID(), randomUUID()];
  for (const key of [one, two]) {
    await call(key).begin();
    await call(key).finish();
  }
  const select = { sealedReply: true };
  const id = (key: string) => ({ actorId_key: { actorId: "credential-1", key } });
  const { sealedReply } = await prisma.idempotentReply.findUniqueOrThrow({ where: id(one), select });
  expect(Buffer.from(sealedReply ?? []).includes("sil_secret")).toBe(false);
  await prisma.idempotentReply.update({ where: id(two), data: { sealedReply } });
  expect(await call(two).begin()).toEqual({ kind: "other-request" });
  expect(await store(randomBytes(32)).begin("credential-1", one, hash, NOW)).toEqual({ kind: "other-request" });
});

test("replies are removed after a day", async () => {
  const { prisma, url } = installation();
  const key = randomUUID();
  await call(key).begin();
  const pool = createPool(url, 1);
  const isThere = async () => (await prisma.idempotentReply.count({ where: { key } })) === 1;
  await removeOld(pool, afterMillis(IDEMPOTENT_REPLY_MILLIS - 1));
  expect(await isThere()).toBe(true);
  await removeOld(pool, afterMillis(IDEMPOTENT_REPLY_MILLIS));
  expect(await isThere()).toBe(false);
  await pool.end();
});

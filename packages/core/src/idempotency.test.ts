import { expect, test } from "vitest";
import { ABANDONED_AFTER_MILLIS, decideCall, IDEMPOTENT_REPLY_MILLIS, isIdempotencyKey } from "./idempotency.ts";

const startedAt = new Date("2026-03-02T09:15:27.411Z");
const after = (millis: number) => new Date(startedAt.getTime() + millis);
const hash = new Uint8Array(32).fill(1);
const other = new Uint8Array(32).fill(2);

test.each([
  ["a new key begins", null, hash, 0, "begin"],
  ["the same request gets the reply", { isDone: true }, hash, 0, "replay"],
  ["until a day is over", { isDone: true }, hash, IDEMPOTENT_REPLY_MILLIS - 1, "replay"],
  ["and then begins anew", { isDone: true }, hash, IDEMPOTENT_REPLY_MILLIS, "begin"],
  ["another request is refused", { isDone: true }, other, 0, "other-request"],
  ["another request is refused while the first is at work", { isDone: false }, other, 0, "other-request"],
  ["an abandoned call is not taken over by another request", { isDone: false }, other, 70_000, "other-request"],
  ["a call at work is waited for", { isDone: false }, hash, ABANDONED_AFTER_MILLIS - 1, "at-work"],
  ["an abandoned one is taken over", { isDone: false }, hash, ABANDONED_AFTER_MILLIS, "begin"],
  ["after a day the key may mean another request", { isDone: true }, other, IDEMPOTENT_REPLY_MILLIS, "begin"],
] as const)("%s", (_, known, requestHash, millis, decision) => {
  const call = known === null ? null : { ...known, requestHash: hash, startedAt };
  expect(decideCall(call, requestHash, after(millis))).toBe(decision);
});

test.each([
  ["a", true],
  ["~".repeat(255), true],
  ['"8e03978e-40d5-43e8-bc93-6894a57f9324"', true],
  ["", false],
  ["a".repeat(256), false],
  ["a b", false],
  ["ä", false],
  ["a\u007f", false],
])("%j is a key: %s", (text, isKey) => expect(isIdempotencyKey(text)).toBe(isKey));

import type { Notice } from "@silhouette/core/notice";
import { expect, test } from "vitest";
import { toDeliveries } from "./webhook-deliveries";

const at = (hour: number) => new Date(Date.UTC(2026, 2, 2, hour));
const all = { hasUrl: true, mayReadErrors: true };

const makeNotice = (change: Partial<Notice>): Notice => ({
  id: "notice",
  token: { id: "token", publicId: "public", name: "Shop", expiresAt: at(23) },
  daysBefore: 7,
  createdAt: at(1),
  mailedAt: null,
  postedAt: null,
  lastError: null,
  dueAt: null,
  dismissedAt: null,
  dismissedBy: null,
  isOpen: true,
  ...change,
});

const outcomeOf = (change: Partial<Notice>, reader = all) => toDeliveries([makeNotice(change)], reader)[0]?.outcome;

test("what was posted counts as posted, even where its mail is still tried", () => {
  expect(toDeliveries([makeNotice({ postedAt: at(2), dueAt: at(3), lastError: "mail: away" })], all)).toEqual([
    { id: "notice", tokenName: "Shop", daysBefore: 7, createdAt: at(1), outcome: { kind: "posted", at: at(2) } },
  ]);
});

test("of several faults the one of the post is told, whole, and when it is tried again or that it was given up", () => {
  const error = "there is no secret to sign with; make one";
  const lastError = `mail: the mail server did not take 1 of 2 (EAUTH); webhook: ${error}`;
  expect(outcomeOf({ lastError, dueAt: at(3) })).toEqual({ kind: "failed", nextAt: at(3), error });
  expect(outcomeOf({ lastError: `webhook: ${error}` })).toEqual({ kind: "failed", nextAt: null, error });
});

test("who may not change settings learns that a post failed and not why", () => {
  const lastError = "webhook: the receiver answered 500";
  expect(outcomeOf({ lastError, dueAt: at(3) }, { ...all, mayReadErrors: false })).toEqual({
    kind: "failed",
    nextAt: at(3),
    error: null,
  });
});

test("a notice waits to be posted only where there is an address and an attempt is due", () => {
  expect(outcomeOf({ dueAt: at(3) })).toEqual({ kind: "waiting" });
  expect(outcomeOf({ dueAt: at(3), lastError: "mail: away" })).toEqual({ kind: "waiting" });
  expect(outcomeOf({ dueAt: at(3) }, { ...all, hasUrl: false })).toBeUndefined();
  expect(outcomeOf({ mailedAt: at(2) })).toBeUndefined();
});

import { expect, test } from "vitest";
import {
  isRecentlyProved,
  isSessionLive,
  isTouchDue,
  PENDING_SESSION_SECONDS,
  pendingSessionEnd,
  RECENT_SIGN_IN_SECONDS,
  SESSION_IDLE_SECONDS,
  SESSION_LIFETIME_SECONDS,
  SESSION_TOUCH_SECONDS,
  sessionEnd,
} from "./session.ts";

const start = new Date("2026-03-01T08:00:00Z");
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const session = { lastSeenAt: start, expiresAt: sessionEnd(start), revokedAt: null };

test("a session ends after an idle hour, to the second", () => {
  expect(isSessionLive(session, after(SESSION_IDLE_SECONDS - 1))).toBe(true);
  expect(isSessionLive(session, after(SESSION_IDLE_SECONDS))).toBe(false);
});

test("a busy session ends twelve hours after its start, to the second", () => {
  const lastSeenAt = after(SESSION_LIFETIME_SECONDS - 10);
  expect(isSessionLive({ ...session, lastSeenAt }, after(SESSION_LIFETIME_SECONDS - 1))).toBe(true);
  expect(isSessionLive({ ...session, lastSeenAt }, after(SESSION_LIFETIME_SECONDS))).toBe(false);
});

test("an ended session is dead at once", () => {
  expect(isSessionLive({ ...session, revokedAt: start }, after(1))).toBe(false);
});

test("a request is noted once a minute", () => {
  expect(isTouchDue(session, after(SESSION_TOUCH_SECONDS - 1))).toBe(false);
  expect(isTouchDue(session, after(SESSION_TOUCH_SECONDS))).toBe(true);
});

test("a proof of who somebody is counts for 15 minutes, and none counts never", () => {
  expect(isRecentlyProved(start, after(RECENT_SIGN_IN_SECONDS - 1))).toBe(true);
  expect(isRecentlyProved(start, after(RECENT_SIGN_IN_SECONDS))).toBe(false);
  expect(isRecentlyProved(null, start)).toBe(false);
});

test("a sign-in waits ten minutes for its second factor", () => {
  const pending = { ...session, expiresAt: pendingSessionEnd(start) };
  expect(isSessionLive(pending, after(PENDING_SESSION_SECONDS - 1))).toBe(true);
  expect(isSessionLive(pending, after(PENDING_SESSION_SECONDS))).toBe(false);
});

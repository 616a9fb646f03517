import { expect, test } from "vitest";
import {
  isSessionLive,
  isTouchDue,
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

import { expect, test } from "vitest";
import { isTimeZone, Preferences, StoredPreferences } from "./preferences.ts";

test.each([
  ["Europe/Stockholm", true],
  ["UTC", true],
  ["Asia/Seoul", true],
  ["Europe/Atlantis", false],
  ["", false],
  ["../etc/passwd", false],
])("%j is a time zone: %s", (name, isKnown) => {
  expect(isTimeZone(name)).toBe(isKnown);
});

test("a choice of what does not exist is refused", () => {
  expect(Preferences.safeParse({ locale: "tlh", timeZone: null, theme: null }).success).toBe(false);
  expect(Preferences.safeParse({ locale: null, timeZone: "Mars/Olympus", theme: null }).success).toBe(false);
});

test("what another node stored and this one does not know follows the browser again", () => {
  const stored = { locale: "de", timeZone: "Mars/Olympus", theme: "sepia" };
  expect(StoredPreferences.parse(stored)).toEqual({ locale: null, timeZone: null, theme: null });
  expect(StoredPreferences.parse({ locale: "ko", timeZone: "Asia/Seoul", theme: "dark" })).toEqual({
    locale: "ko",
    timeZone: "Asia/Seoul",
    theme: "dark",
  });
});

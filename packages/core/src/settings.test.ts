import { expect, test } from "vitest";
import { ClientSettings, DEFAULT_SETTINGS, SettingsChange } from "./settings.ts";

test("a new client lets everybody in and follows the settings manuals (U-10, U-24, U-27, U-33)", () => {
  expect(DEFAULT_SETTINGS).toEqual({
    requireAuthentication: false,
    profileApiAuthScope: "all",
    adminSettingsEditors: "approver",
    profileLifetimeDays: 14,
    strictStatus: false,
  });
  expect(ClientSettings.parse(DEFAULT_SETTINGS)).toEqual(DEFAULT_SETTINGS);
});

test.each([
  [1, true],
  [90, true],
  [0, false],
  [91, false],
  [14.5, false],
])("a life time of %d days is accepted: %s (U-33)", (profileLifetimeDays, accepted) => {
  expect(SettingsChange.safeParse({ profileLifetimeDays }).success).toBe(accepted);
});

test("a change may be empty or name single settings, with their own types", () => {
  expect(SettingsChange.parse({})).toEqual({});
  expect(SettingsChange.parse({ requireAuthentication: true })).toEqual({ requireAuthentication: true });
  expect(SettingsChange.safeParse({ requireAuthentication: "true" }).success).toBe(false);
  expect(SettingsChange.safeParse({ profileApiAuthScope: "none" }).success).toBe(false);
});

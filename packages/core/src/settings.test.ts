import { expect, test } from "vitest";
import { ClientSettings, DEFAULT_SETTINGS, OriginalSettings, SettingsChange } from "./settings.ts";

test("a new client lets everybody in and follows the settings manuals (U-10, U-17, U-18, U-24, U-25, U-27, U-31, U-33, U-37)", () => {
  expect(DEFAULT_SETTINGS).toEqual({
    requireAuthentication: false,
    profileApiAuthScope: "all",
    adminSettingsEditors: "approver",
    profileLifetimeDays: 14,
    strictStatus: false,
    v2OverridesUnvisited: false,
    batchRetentionDays: 30,
    tokenGraceSeconds: 0,
    allowedOrigins: [],
    quotasEnabled: false,
    tokenLifetimeDays: 90,
    ipObfuscation: "NONE",
    auditRetentionDays: null,
    noticeWebhookUrl: null,
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

test.each([
  [{ batchRetentionDays: 1 }, true],
  [{ batchRetentionDays: 0 }, false],
  [{ batchRetentionDays: 366 }, false],
  [{ tokenGraceSeconds: 604_800 }, true],
  [{ tokenGraceSeconds: 604_801 }, false],
  [{ tokenGraceSeconds: -1 }, false],
  [{ allowedOrigins: ["https://www.example.com", "http://localhost:8080"] }, true],
  [{ allowedOrigins: ["https://www.example.com/"] }, false],
  [{ allowedOrigins: ["*"] }, false],
  [{ quotasEnabled: 1 }, false],
  [{ noticeWebhookUrl: "https://hooks.example.com/in?key=1" }, true],
  [{ noticeWebhookUrl: "https://ada@hooks.example.com/" }, false],
  [{ noticeWebhookUrl: "https://ada:secret@hooks.example.com/" }, false],
  [{ noticeWebhookUrl: "https://:secret@hooks.example.com/" }, false],
  [{ noticeWebhookUrl: "ftp://hooks.example.com/" }, false],
  [{ noticeWebhookUrl: "nowhere" }, false],
])("%o is accepted: %s (U-18, U-25, U-31, U-37)", (change, accepted) => {
  expect(SettingsChange.safeParse(change).success).toBe(accepted);
});

test("a webhook address with a user in it, set before that was refused, is still read", () => {
  const noticeWebhookUrl = "https://ada:secret@hooks.example.com/";
  expect(ClientSettings.parse({ ...DEFAULT_SETTINGS, noticeWebhookUrl })).toMatchObject({ noticeWebhookUrl });
});

test.each([
  [{}, true],
  [{ locale: "en_US", timeZone: "Europe/Paris", a4TEnabled: true }, true],
  [{ locale: "a\0" }, false],
  [{ locale: "x".repeat(257) }, false],
  [{ onDeviceDecisioning: "true" }, false],
  [{ flickerManagerSettings: { enabled: true, timeout: 10_000 } }, true],
  [{ flickerManagerSettings: { enabled: true, timeout: 10_001 } }, false],
  [{ allowedRemoteOfferUrlPatterns: ["https://*.example.com/*"] }, true],
  [{ allowedRemoteOfferUrlPatterns: "https://example.com" }, false],
])("of the original's settings %o is accepted: %s", (settings, accepted) => {
  expect(OriginalSettings.safeParse(settings).success).toBe(accepted);
});

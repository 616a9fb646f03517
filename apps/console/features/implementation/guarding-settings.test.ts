import { DEFAULT_SETTINGS } from "@silhouette/core/settings";
import { expect, test } from "vitest";
import { changesGuard } from "./guarding-settings";

test.each([
  { requireAuthentication: true },
  { adminSettingsEditors: "admin" },
  { tokenLifetimeDays: 366 },
  { tokenGraceSeconds: 3600 },
  { profileApiAuthScope: "bulk" },
  { noticeWebhookUrl: "https://hooks.example/" },
] as const)("%j asks for a recent sign-in", (change) => {
  expect(changesGuard(DEFAULT_SETTINGS, { strictStatus: true, ...change })).toBe(true);
});

test("what guards nothing, and what is sent back as it was, do not", () => {
  const { strictStatus: _, ...others } = DEFAULT_SETTINGS;
  expect(changesGuard(DEFAULT_SETTINGS, { ...others, strictStatus: true, auditRetentionDays: 30 })).toBe(false);
  const noticeWebhookUrl = "https://hooks.example/";
  expect(changesGuard({ ...DEFAULT_SETTINGS, noticeWebhookUrl }, { noticeWebhookUrl })).toBe(false);
  expect(changesGuard({ ...DEFAULT_SETTINGS, noticeWebhookUrl }, { noticeWebhookUrl: null })).toBe(true);
});

"use server";

import { Preferences, TimeZone } from "@silhouette/core/preferences";
import { succeed } from "@silhouette/core/result";
import { NewSettings } from "@silhouette/core/settings";
import { refresh } from "next/cache";
import { z } from "zod";
import { authorizedAction } from "@/server/authorized-action";
import { changeSettings } from "./commands";
import { changesGuard } from "./guarding-settings";

/** An empty field of a form stands for a setting that is switched off. */
const emptyAsNull = (text: unknown) => (text === "" ? null : text);
const Whole = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number);
const OnOff = z.enum(["true", "false"]).transform((value) => value === "true");
const { shape } = NewSettings;

/** The settings of the page as its forms send them, each form its own. */
const SettingsFields = z
  .object({
    profileApiAuthScope: shape.profileApiAuthScope,
    adminSettingsEditors: shape.adminSettingsEditors,
    profileLifetimeDays: Whole.pipe(shape.profileLifetimeDays),
    tokenLifetimeDays: Whole.pipe(shape.tokenLifetimeDays),
    tokenGraceSeconds: Whole.pipe(shape.tokenGraceSeconds),
    batchRetentionDays: Whole.pipe(shape.batchRetentionDays),
    auditRetentionDays: z.preprocess(emptyAsNull, z.union([z.null(), Whole.pipe(shape.auditRetentionDays.unwrap())])),
    noticeWebhookUrl: z.preprocess(emptyAsNull, shape.noticeWebhookUrl),
    ipObfuscation: shape.ipObfuscation,
    quotasEnabled: OnOff,
    strictStatus: OnOff,
    v2OverridesUnvisited: OnOff,
    allowedOrigins: z
      .string()
      .max(20_000)
      .transform((text) => text.split(/\s+/).filter((origin) => origin !== ""))
      .pipe(shape.allowedOrigins),
    /** Empty: none, so that each member's browser decides. */
    locale: z.union([z.literal(""), Preferences.shape.locale.unwrap()]),
    timeZone: z.union([z.literal(""), TimeZone]),
  })
  .partial();

/** The fields that the form has. */
const given = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/**
 * Saves the fields of one form. What a role may change is decided setting by setting: a form that holds one setting that
 * the role may not change, changed, is refused as a whole.
 */
export const saveSettingsAction = authorizedAction({
  name: "implementation.saveSettings",
  permission: "settings:write",
  isRecent: ({ settings }, input) => changesGuard(settings, input),
  input: SettingsFields,
  givesBack: true,
  async run({ actor, client, input, origin }, dependencies) {
    const { locale, timeZone, ...own } = input;
    const originalSettings = given({ locale, timeZone });
    const change = Object.keys(originalSettings).length === 0 ? given(own) : { ...given(own), originalSettings };
    const changed = await changeSettings(dependencies, client, actor, change, origin);
    refresh();
    return changed.ok ? succeed(null) : changed;
  },
});

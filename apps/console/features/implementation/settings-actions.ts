"use server";

import { succeed } from "@silhouette/core/result";
import { ClientSettings } from "@silhouette/core/settings";
import { refresh } from "next/cache";
import { z } from "zod";
import { authorizedAction } from "@/server/authorized-action";
import { changeSettings } from "./commands";

/** An empty field of a form stands for a setting that is switched off. */
const emptyAsNull = (text: unknown) => (text === "" ? null : text);
const Whole = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number);
const OnOff = z.enum(["true", "false"]).transform((value) => value === "true");
const { shape } = ClientSettings;

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
  })
  .partial();

/**
 * Saves the fields of one form. What a role may change is decided setting by setting: a form that holds one setting that
 * the role may not change, changed, is refused as a whole.
 */
export const saveSettingsAction = authorizedAction({
  name: "implementation.saveSettings",
  permission: "settings:write",
  input: SettingsFields,
  async run({ actor, client, input, origin }, dependencies) {
    const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
    const changed = await changeSettings(dependencies, client, actor, given, origin);
    refresh();
    return changed.ok ? succeed(null) : changed;
  },
});

import { z } from "zod";

/** Who may change settings and tokens. U-24: `approver` follows the settings manuals, `admin` the rule of April 2025. */
export const AdminSettingsEditors = z.enum(["approver", "admin"]);
export type AdminSettingsEditors = z.infer<typeof AdminSettingsEditors>;

/** Which part of the Profile API asks for the token once it is required. U-10. */
export const ProfileApiAuthScope = z.enum(["all", "bulk"]);
export type ProfileApiAuthScope = z.infer<typeof ProfileApiAuthScope>;

/** What a client decides for itself. Defaults: `DEFAULT_SETTINGS`. */
export const ClientSettings = z.object({
  requireAuthentication: z.boolean(),
  profileApiAuthScope: ProfileApiAuthScope,
  adminSettingsEditors: AdminSettingsEditors,
  /** Days a profile lives after its last write. A new value applies at a profile's next renewal. U-33. */
  profileLifetimeDays: z.int().min(1).max(90),
  /** Refused batches answer 400 instead of 200. U-27. */
  strictStatus: z.boolean(),
});
export type ClientSettings = Readonly<z.infer<typeof ClientSettings>>;

export const DEFAULT_SETTINGS: ClientSettings = {
  requireAuthentication: false,
  profileApiAuthScope: "all",
  adminSettingsEditors: "approver",
  profileLifetimeDays: 14,
  strictStatus: false,
};

/** Single settings to change; what is absent stays as it was. */
export const SettingsChange = ClientSettings.partial();
export type SettingsChange = Readonly<z.infer<typeof SettingsChange>>;

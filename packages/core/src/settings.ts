import { z } from "zod";

/** Who may change settings and tokens. U-24: `approver` follows the settings manuals, `admin` the rule of April 2025. */
export const AdminSettingsEditors = z.enum(["approver", "admin"]);
export type AdminSettingsEditors = z.infer<typeof AdminSettingsEditors>;

/** Which part of the Profile API asks for the token once it is required. U-10. */
export const ProfileApiAuthScope = z.enum(["all", "bulk"]);
export type ProfileApiAuthScope = z.infer<typeof ProfileApiAuthScope>;

/** How many days audit events may be kept: a month at least, so that nobody wipes traces by a setting; or ten years. */
export const AUDIT_RETENTION_DAYS = { min: 30, max: 3660 } as const;

/** What a client decides for itself. Defaults: `DEFAULT_SETTINGS`. */
export const ClientSettings = z.object({
  requireAuthentication: z.boolean(),
  profileApiAuthScope: ProfileApiAuthScope,
  adminSettingsEditors: AdminSettingsEditors,
  /** Days a profile lives after its last write. A new value applies at a profile's next renewal. U-33. */
  profileLifetimeDays: z.int().min(1).max(90),
  /** Refused batches answer 400 instead of 200. U-27. */
  strictStatus: z.boolean(),
  /** A second v2 batch replaces what was written since the last visit, as the original does. U-17. */
  v2OverridesUnvisited: z.boolean(),
  /** Days that a finished batch and its row report are kept. U-18. */
  batchRetentionDays: z.int().min(1).max(365),
  /** Seconds that a replaced token goes on working, at most a week. U-25. */
  tokenGraceSeconds: z
    .int()
    .min(0)
    .max(7 * 24 * 60 * 60),
  /** Origins of browsers that may read replies of fetch and delivery, such as `https://www.example.com`. U-37. */
  allowedOrigins: z.array(z.string().regex(/^https?:\/\/[A-Za-z0-9.-]{1,253}(?::\d{1,5})?$/)).max(100),
  /** Whether the documented quotas hold. U-31. */
  quotasEnabled: z.boolean(),
  /** Life of the account's own token and the longest of any other, in days. Contract section 7.2: 90 in the original. */
  tokenLifetimeDays: z.int().min(1).max(366),
  /** How addresses of callers are kept where calls are counted: whole, without the last part, or not at all. */
  ipObfuscation: z.enum(["NONE", "LAST_OCTET", "STRIP"]),
  /** Days that events of the audit log are kept; null keeps them for ever. */
  auditRetentionDays: z.int().min(AUDIT_RETENTION_DAYS.min).max(AUDIT_RETENTION_DAYS.max).nullable(),
  /** Where notices are posted, signed with the client's webhook secret; null posts none. */
  noticeWebhookUrl: z
    .url({ protocol: /^https?$/ })
    .max(2048)
    .nullable(),
});
export type ClientSettings = Readonly<z.infer<typeof ClientSettings>>;

export const DEFAULT_SETTINGS: ClientSettings = {
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
};

/** Text that the store can hold, of a sane length. */
const Word = z
  .string()
  .max(256)
  .refine((text) => !text.includes("\0") && text.isWellFormed());

/**
 * Settings of the original (contract section 13) that decide nothing about profiles. They are checked, kept and given
 * back, so that a script which writes back what it read goes on working. The console takes `locale` and `timeZone` for
 * members who have chosen neither, where it knows them; nothing in the service looks at the others.
 */
export const OriginalSettings = z
  .object({
    locale: Word,
    timeZone: Word,
    onDeviceDecisioning: z.boolean(),
    onDeviceDecisioningActivityQualification: z.boolean(),
    a4TEnabled: z.boolean(),
    permissionEnabled: z.boolean(),
    mobileDeviceTargetingEnabled: z.boolean(),
    geoLocationEnabled: z.boolean(),
    defaultCompanyName: Word,
    defaultReportSuite: Word,
    defaultDataCollectionHost: Word,
    flickerManagerSettings: z.object({ enabled: z.boolean(), timeout: z.int().min(0).max(10_000) }).partial(),
    allowedRemoteOfferUrlPatterns: z
      .array(
        z
          .string()
          .max(2048)
          .refine((text) => !text.includes("\0") && text.isWellFormed()),
      )
      .max(100),
  })
  .partial();
export type OriginalSettings = Readonly<z.infer<typeof OriginalSettings>>;

/**
 * Settings as they may be set. An address with a user and a password has them in every log that names it; one that was
 * set before this was refused can still be read.
 */
export const NewSettings = ClientSettings.extend({
  noticeWebhookUrl: ClientSettings.shape.noticeWebhookUrl.refine((url) => !hasUser(url)),
});

/** A text that is no address at all is refused for that. */
function hasUser(url: string | null): boolean {
  if (url === null || !URL.canParse(url)) return false;
  const { username, password } = new URL(url);
  return username !== "" || password !== "";
}

/** Single settings to change; what is absent stays as it was. */
export const SettingsChange = NewSettings.partial().extend({ originalSettings: OriginalSettings.optional() });
export type SettingsChange = Readonly<z.infer<typeof SettingsChange>>;

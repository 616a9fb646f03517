import { z } from "zod";

/** Languages of the console, as BCP 47 tags; the first is the one that others fall back to. */
export const LOCALES = ["en", "ko", "sv", "pt-BR", "fr", "es"] as const;
export type Locale = (typeof LOCALES)[number];

export const THEMES = ["light", "dark", "system"] as const;
export type Theme = (typeof THEMES)[number];

/** A time zone that this runtime knows, by its IANA name such as `Europe/Stockholm`. */
export const TimeZone = z.string().max(64).refine(isTimeZone);

/** What a member chose for their own pages. Null follows the browser, or what the client has set. */
export const Preferences = z.object({
  locale: z.enum(LOCALES).nullable(),
  timeZone: TimeZone.nullable(),
  theme: z.enum(THEMES).nullable(),
});
export type Preferences = Readonly<z.infer<typeof Preferences>>;

export const NO_PREFERENCES: Preferences = { locale: null, timeZone: null, theme: null };

/** What is stored, as far as this node knows it: a newer one may have more languages, another runtime more zones. */
export const StoredPreferences = z.object({
  locale: Preferences.shape.locale.catch(null),
  timeZone: Preferences.shape.timeZone.catch(null),
  theme: Preferences.shape.theme.catch(null),
});

/** What of the stored preferences decides how a mail is written. */
export const MailPreferences = StoredPreferences.pick({ locale: true, timeZone: true });

export function isTimeZone(name: string): boolean {
  try {
    return Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    // Intl reports an unknown zone by throwing.
    return false;
  }
}

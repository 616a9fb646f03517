import { match } from "@formatjs/intl-localematcher";
import { isTimeZone, LOCALES, type Locale, type Preferences } from "@silhouette/core/preferences";
import type { OriginalSettings } from "@silhouette/core/settings";

/** How the mails of a person are written. */
export type Reader = { readonly locale: Locale; readonly timeZone: string };

/**
 * The language and the time zone of a person's mails: their own choice, else what is known of those around them, such as
 * the settings of the client that the mail is about, else English and UTC.
 */
export const toReader = (
  own: Pick<Preferences, "locale" | "timeZone">,
  around: Pick<OriginalSettings, "locale" | "timeZone">,
): Reader => ({
  locale: own.locale ?? nearestLocale(around.locale ?? "") ?? LOCALES[0],
  timeZone: own.timeZone ?? (isTimeZone(around.timeZone ?? "") ? around.timeZone : null) ?? "UTC",
});

/** The nearest of our languages to a tag such as `pt-PT` or `en_US`; null when none is near. */
export function nearestLocale(tag: string): Locale | null {
  const wellFormed = tag.replaceAll("_", "-");
  if (!/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(wellFormed)) return null;
  try {
    const found = match([wellFormed], LOCALES, "");
    return LOCALES.find((locale) => locale === found) ?? null;
  } catch {
    // Intl reports a tag that only looks like one by throwing.
    return null;
  }
}

import "server-only";
import { isTimeZone, LOCALES, type Locale, THEMES, type Theme } from "@silhouette/core/preferences";
import { nearestLocale } from "@silhouette/mail/reader";
import { cookies, headers } from "next/headers";
import { cache } from "react";
import { negotiateLocale } from "@/i18n/negotiate-locale";
import { PSEUDO_LOCALE } from "@/i18n/pseudo";
import { liveDependencies } from "./live-dependencies";
import { getSignedIn } from "./signed-in";

/** Language and light or dark as chosen in this browser: for pages before the sign-in, and while the database is away. */
export const LOCALE_COOKIE = "silhouette-locale";
export const THEME_COOKIE = "silhouette-theme";
/** The browser's time zone, which only a script can tell (`components/ui/report-time-zone.tsx`). */
export const TIME_ZONE_COOKIE = "silhouette-time-zone";

/** How pages look to whoever asks. */
export type Display = {
  readonly locale: Locale | typeof PSEUDO_LOCALE;
  readonly timeZone: string;
  readonly theme: Theme;
};

/** The member's own choice, else the browser's, else what the client has set, else English, UTC and the system's theme. */
export const readDisplay = cache(async (): Promise<Display> => {
  const [jar, requestHeaders, signedIn] = await Promise.all([cookies(), headers(), findSignedIn()]);
  const chosen = signedIn?.session.member.preferences;
  const inBrowser = (name: string) => jar.get(name)?.value ?? "";
  const locale =
    chosenInBrowser(inBrowser(LOCALE_COOKIE), chosen?.locale ?? null) ??
    negotiateLocale(requestHeaders.get("accept-language"));
  const timeZone = chosen?.timeZone ?? knownZone(inBrowser(TIME_ZONE_COOKIE));
  const theme = chosen?.theme ?? THEMES.find((known) => known === inBrowser(THEME_COOKIE)) ?? "system";
  if (locale !== null && timeZone !== null) return { locale, timeZone, theme };
  const client = signedIn?.current?.client ?? null;
  const settings = client === null ? {} : await liveDependencies().stores.clients.readOriginalSettings(client.id);
  return {
    locale: locale ?? nearestLocale(settings.locale ?? "") ?? "en",
    timeZone: timeZone ?? knownZone(settings.timeZone ?? "") ?? "UTC",
    theme,
  };
});

/** The member's choice stands above the cookie's, but for the pseudo-locale, which nobody can choose. */
function chosenInBrowser(cookie: string, chosen: Locale | null): Display["locale"] | null {
  if (cookie === PSEUDO_LOCALE) return PSEUDO_LOCALE;
  return chosen ?? LOCALES.find((locale) => locale === cookie) ?? null;
}

const knownZone = (name: string): string | null => (isTimeZone(name) ? name : null);

/** Nobody while the database is away: the page that says so shall speak the reader's language all the same. */
const findSignedIn = () => getSignedIn().catch(() => null);

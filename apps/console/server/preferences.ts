import "server-only";
import type { Preferences } from "@silhouette/core/preferences";
import { cookies } from "next/headers";
import { LOCALE_COOKIE, THEME_COOKIE } from "./display";
import { liveDependencies } from "./live-dependencies";
import { isSecureRequest, readRequestContext } from "./request-context";
import { getSession } from "./signed-in";

const choiceSeconds = 365 * 24 * 60 * 60;

/**
 * Remembers a choice of how pages look: in this browser, whose next page may be the sign-in, and for the member, if
 * there is one, in every other. Null forgets it.
 */
export async function changePreferences(choice: Partial<Preferences>): Promise<void> {
  const { locale, theme } = choice;
  if (locale !== undefined) await rememberInBrowser(LOCALE_COOKIE, locale);
  if (theme !== undefined) await rememberInBrowser(THEME_COOKIE, theme);
  const session = await getSession();
  if (session !== null) await liveDependencies().stores.preferences.change(session.member.id, choice);
}

/** Sets a cookie that lasts a year, decides nothing but what is shown first, and is no script's to read. Null removes it. */
export async function rememberInBrowser(cookie: string, value: string | null): Promise<void> {
  const { environment } = liveDependencies();
  const secure = isSecureRequest((await readRequestContext()).headers, environment.publicConsoleUrl);
  const maxAge = value === null ? 0 : choiceSeconds;
  (await cookies()).set(cookie, value ?? "", { path: "/", secure, httpOnly: true, sameSite: "lax", maxAge });
}

"use server";

import { LOCALES, THEMES } from "@silhouette/core/preferences";
import { refresh } from "next/cache";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { liveDependencies } from "@/server/live-dependencies";
import { changePreferences, rememberInBrowser } from "@/server/preferences";
import { isSecureRequest, readRequestContext } from "@/server/request-context";
import { toSafePath } from "@/server/safe-path";
import { sessionCookieName } from "@/server/sign-in";
import { CLIENT_COOKIE, getSessionSecret, getSignedIn } from "@/server/signed-in";

// These actions concern nobody but the browser that calls them, so they ask for no permission.

/** Ends the session itself, wherever its cookie may have been copied to, and then forgets the cookie. */
export async function signOutAction(): Promise<void> {
  const { stores, environment, now } = liveDependencies();
  const { headers, origin } = await readRequestContext();
  const secret = await getSessionSecret();
  if (secret !== null) await stores.sessions.end(secret, origin, now());
  const isSecure = isSecureRequest(headers, environment.publicConsoleUrl);
  // A cookie with the prefix `__Host-` is removed only by one that keeps to the rules of the prefix.
  (await cookies()).set(sessionCookieName(isSecure), "", { path: "/", secure: isSecure, httpOnly: true, maxAge: 0 });
  redirect("/sign-in?from=sign-out");
}

export async function chooseThemeAction(form: FormData): Promise<void> {
  const theme = THEMES.find((known) => known === form.get("theme"));
  if (theme !== undefined) await changePreferences({ theme });
}

export async function chooseLanguageAction(form: FormData): Promise<void> {
  const locale = LOCALES.find((known) => known === form.get("locale"));
  if (locale !== undefined) await changePreferences({ locale });
  refresh();
}

/** Remembers a client that the member reaches; any other name is ignored. Leads to the page `to`, or to the first one. */
export async function chooseClientAction(form: FormData): Promise<void> {
  const code = form.get("clientCode");
  const client = (await getSignedIn())?.clients.find((reached) => reached.code === code);
  if (client !== undefined) await rememberInBrowser(CLIENT_COOKIE, client.code);
  const to = form.get("to");
  redirect(toSafePath(typeof to === "string" ? to : null));
}

"use server";

import { EmailAddress } from "@silhouette/core/email";
import { toReader } from "@silhouette/mail/reader";
import { cookies } from "next/headers";
import { redirect, unstable_rethrow } from "next/navigation";
import { after } from "next/server";
import { readDisplay } from "@/server/display";
import { deviceCookieName, makeDeviceCookie, readKnownDevice } from "@/server/known-device";
import { liveDependencies } from "@/server/live-dependencies";
import { isSecureRequest, readRequestContext } from "@/server/request-context";
import { toSafePath } from "@/server/safe-path";
import { composeLinkMail } from "@/server/send-user-link";
import { makeSessionCookie } from "@/server/sign-in";
import { getSessionSecret } from "@/server/signed-in";

export type SecondFactorState =
  | { readonly kind: "idle" }
  | {
      readonly kind: "refused";
      readonly refusal: "wrong-code" | "throttled" | "expired" | "failed";
      readonly requestId: string;
    };

/** Longest code that is looked at: a recovery code with blanks. */
const codeCharactersMax = 64;

/** The second step of a sign-in. Open to whoever has the cookie of the first; the store decides whether it waits. */
export async function completeSecondFactorAction(
  _state: SecondFactorState,
  form: FormData,
): Promise<SecondFactorState> {
  const { stores, environment, log, now } = liveDependencies();
  const { requestId, origin, headers } = await readRequestContext();
  const { authSecret } = environment;
  const isSecure = isSecureRequest(headers, environment.publicConsoleUrl);
  try {
    const secret = await getSessionSecret();
    const pending = secret === null ? null : await stores.sessions.findPending(secret, now());
    if (secret === null || pending === null) return { kind: "refused", refusal: "expired", requestId };
    const jar = await cookies();
    const device = await readKnownDevice(jar.get(deviceCookieName(isSecure))?.value, pending.email, authSecret);
    const code = textOf(form.get("code")).slice(0, codeCharactersMax);
    const completed = await stores.sessions.completePending(secret, code, device, origin, now());
    if (!completed.ok) return { kind: "refused", refusal: completed.refusal, requestId };
    const session = await makeSessionCookie(completed.value, authSecret, isSecure);
    jar.set(session.name, session.value, session.options);
    const known = await makeDeviceCookie(pending.email, authSecret, isSecure);
    jar.set(known.name, known.value, known.options);
  } catch (error) {
    unstable_rethrow(error);
    log.error({ err: error, requestId }, "the second factor could not be checked");
    return { kind: "refused", refusal: "failed", requestId };
  }
  redirect(toSafePath(textOf(form.get("callbackUrl"))));
}

/** Gives up a sign-in that waits for its second factor. */
export async function cancelSignInAction(): Promise<void> {
  const { stores, now } = liveDependencies();
  const { origin } = await readRequestContext();
  const secret = await getSessionSecret();
  if (secret !== null && (await stores.sessions.findPending(secret, now())) !== null) {
    await stores.sessions.end(secret, origin, now());
  }
  redirect("/sign-in");
}

/** One and the same answer for everybody, before anything is looked up. */
export type ForgottenState = { readonly kind: "idle" } | { readonly kind: "sent" };

/**
 * Sends a password-reset link to whoever has the address. All of the work comes after the answer, so that neither its
 * words nor its time tell whether there is such a member. Who has chosen no language gets that of the page.
 */
export async function requestResetAction(_state: ForgottenState, form: FormData): Promise<ForgottenState> {
  const { stores, mailer, environment, log, now } = liveDependencies();
  const { requestId, origin } = await readRequestContext();
  const { publicConsoleUrl } = environment;
  const email = EmailAddress.safeParse(form.get("email"));
  if (mailer !== null && publicConsoleUrl !== null && email.success) {
    const display = await readDisplay();
    after(async () => {
      try {
        const link = await stores.userLinks.createForgotten(email.data, origin, now());
        if (link === null) return;
        const reader = toReader(link.recipient.preferences, display);
        await mailer.send(await composeLinkMail(link, publicConsoleUrl, reader));
      } catch (error) {
        log.error({ err: error, requestId }, "a password-reset link could not be sent");
      }
    });
  }
  return { kind: "sent" };
}

const textOf = (value: FormDataEntryValue | null): string => (typeof value === "string" ? value : "");

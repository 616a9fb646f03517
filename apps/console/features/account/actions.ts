"use server";

import { PersonName } from "@silhouette/core/member";
import type { PasswordRefusal } from "@silhouette/core/password";
import { Preferences } from "@silhouette/core/preferences";
import { refuse, succeed } from "@silhouette/core/result";
import { refresh } from "next/cache";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { z } from "zod";
import { deviceCookieName, readKnownDevice } from "@/server/known-device";
import { liveDependencies } from "@/server/live-dependencies";
import { memberAction } from "@/server/member-action";
import { changePreferences } from "@/server/preferences";
import { isSecureRequest, readRequestContext } from "@/server/request-context";
import { toSafePath } from "@/server/safe-path";
import { changeSecondFactor } from "./commands";

/** Longer than any password or code that is accepted: what is absurd is not looked at. */
const Typed = z.string().max(1024);

export const renameAction = memberAction({
  name: "account.rename",
  isRecent: false,
  input: z.object({ name: z.string().max(1000) }),
  async run({ session, input, origin }, { stores, now }) {
    const name = PersonName.safeParse(input.name);
    if (!name.success) return refuse("name" as const);
    await stores.account.rename(session.member.id, name.data, origin, now());
    refresh();
    return succeed(null);
  },
});

/** What is chosen as empty follows the browser. */
const orBrowser = <Choice extends z.ZodType>(choice: Choice) =>
  z
    .literal("")
    .transform(() => null)
    .or(choice);

export const changePreferencesAction = memberAction({
  name: "account.changePreferences",
  isRecent: false,
  input: z.object({
    locale: orBrowser(Preferences.shape.locale),
    timeZone: orBrowser(Preferences.shape.timeZone),
    theme: Preferences.shape.theme,
  }),
  async run({ input }) {
    await changePreferences(input);
    refresh();
    return succeed(null);
  },
});

export const changePasswordAction = memberAction({
  name: "account.changePassword",
  isRecent: true,
  input: z.object({ password: Typed, passwordAgain: Typed }),
  async run({ session, input, origin }, { stores, now }) {
    if (input.password !== input.passwordAgain) return refuse("mismatch" as PasswordRefusal | "mismatch");
    return stores.account.changePassword(session.member.id, input.password, session.id, origin, now());
  },
});

/**
 * One action for the whole page, so that what it shows once (recovery codes) stays until the next step. New codes end
 * those that were saved before, so they are asked about first.
 */
export const changeSecondFactorAction = memberAction({
  name: "account.changeSecondFactor",
  isRecent: true,
  asksFirst: ({ step }) => step === "renew",
  input: z.discriminatedUnion("step", [
    z.object({ step: z.literal("begin") }),
    z.object({ step: z.literal("confirm"), code: Typed }),
    z.object({ step: z.literal("renew") }),
    z.object({ step: z.literal("turn-off"), currentPassword: Typed }),
  ]),
  async run({ session, input, origin }, dependencies) {
    const changed = await changeSecondFactor(dependencies, session, input, origin);
    refresh();
    return changed;
  },
});

export const endSessionAction = memberAction({
  name: "account.endSession",
  isRecent: false,
  input: z.object({ sessionId: z.string().max(64) }),
  async run({ session, input, origin }, { stores, now }) {
    await stores.sessions.endOwn(session.member.id, input.sessionId, origin, now());
    refresh();
    return succeed(null);
  },
});

export const endOtherSessionsAction = memberAction({
  name: "account.endOtherSessions",
  isRecent: false,
  input: z.object({}),
  async run({ session: { id, member }, origin }, { stores, now }) {
    const by = { kind: "member", id: member.id, name: member.email } as const;
    await stores.sessions.endOthers(member.id, id, by, origin, now());
    refresh();
    return succeed(null);
  },
});

/** Proves anew who is signed in, and leads back to what asked for it. */
export const confirmIdentityAction = memberAction({
  name: "account.confirmIdentity",
  isRecent: false,
  input: z.object({ password: Typed, code: Typed.optional(), callbackUrl: Typed }),
  async run({ session, input, origin }, { stores, now }) {
    const { environment } = liveDependencies();
    const { headers } = await readRequestContext();
    const isSecure = isSecureRequest(headers, environment.publicConsoleUrl);
    const cookie = (await cookies()).get(deviceCookieName(isSecure))?.value;
    const device = await readKnownDevice(cookie, session.member.email, environment.authSecret);
    const proof = { password: input.password, code: input.code ?? null };
    const proved = await stores.sessions.prove(session, proof, device, origin, now());
    if (!proved.ok) return proved;
    redirect(toSafePath(input.callbackUrl));
  },
});

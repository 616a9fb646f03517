"use server";

import { passwordCharactersMin } from "@silhouette/core/password";
import { USER_LINK_KINDS, type UserLinkKind } from "@silhouette/core/user-link";
import { cookies } from "next/headers";
import { redirect, unstable_rethrow } from "next/navigation";
import { makeDeviceCookie } from "@/server/known-device";
import { liveDependencies } from "@/server/live-dependencies";
import { isSecureRequest, readRequestContext } from "@/server/request-context";
import { type LinkFaults, parseLinkInput } from "./link-input";

/** What the form shows. The code comes back to whoever has sent it; the password never does. */
export type UserLinkState =
  | { readonly kind: "idle" }
  | {
      readonly kind: "open";
      readonly code: string;
      readonly email: string;
      readonly name: string;
      readonly charactersMin: number;
      readonly faults: LinkFaults;
    }
  | { readonly kind: "refused"; readonly refusal: "invalid-link" }
  | { readonly kind: "refused"; readonly refusal: "failed"; readonly requestId: string };

/** Longest text that is looked up as a code: real ones have 43 characters. */
const codeCharactersMax = 200;

/**
 * Open to everybody: the code decides. The first time it comes alone and is looked up; the second time with the
 * answers, and is used up.
 */
export async function useUserLinkAction(_state: UserLinkState, form: FormData): Promise<UserLinkState> {
  const { stores, log, now } = liveDependencies();
  const { requestId, origin } = await readRequestContext();
  const fields = Object.fromEntries(form);
  const kind = USER_LINK_KINDS.find((known) => known === fields.kind) ?? "invitation";
  const code = typeof fields.code === "string" ? fields.code.trim().slice(0, codeCharactersMax) : "";
  try {
    const link = await stores.userLinks.find(kind, code, now());
    if (link === null) return { kind: "refused", refusal: "invalid-link" };
    const open = { kind: "open", code, email: link.email, charactersMin: passwordCharactersMin(link.factors) } as const;
    if (fields.password === undefined) return { ...open, name: link.name, faults: {} };
    const input = parseLinkInput(kind, link, fields);
    if (!input.ok)
      return { ...open, name: typeof fields.name === "string" ? fields.name : link.name, faults: input.refusal };
    const { name, password } = input.value;
    const used =
      kind === "invitation"
        ? await stores.userLinks.acceptInvitation(code, { name, password }, origin, now())
        : await stores.userLinks.resetPassword(code, password, origin, now());
    if (!used.ok) return { kind: "refused", refusal: used.refusal };
    await rememberDevice(link.email);
  } catch (error) {
    unstable_rethrow(error);
    log.error({ err: error, requestId }, "a link could not be used");
    return { kind: "refused", refusal: "failed", requestId };
  }
  redirect(`/sign-in?from=${kind satisfies UserLinkKind}`);
}

/** Whoever had the link has shown that the account is theirs: strangers' failed sign-ins do not keep them out. */
async function rememberDevice(email: string): Promise<void> {
  const { environment } = liveDependencies();
  const { headers } = await readRequestContext();
  const isSecure = isSecureRequest(headers, environment.publicConsoleUrl);
  const { name, value, options } = await makeDeviceCookie(email, environment.authSecret, isSecure);
  (await cookies()).set(name, value, options);
}

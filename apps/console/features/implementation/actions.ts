"use server";

import { succeed } from "@silhouette/core/result";
import { refresh } from "next/cache";
import { z } from "zod";
import { authorizedAction } from "@/server/authorized-action";
import { changeSettings, makeWebhookSecret, replaceToken } from "./commands";

export const setRequireAuthenticationAction = authorizedAction({
  name: "implementation.setRequireAuthentication",
  permission: "settings:write",
  isRecent: true,
  input: z.object({ requireAuthentication: z.enum(["true", "false"]).transform((value) => value === "true") }),
  async run({ actor, client, input, origin }, dependencies) {
    const changed = await changeSettings(dependencies, client, actor, input, origin);
    refresh();
    return changed.ok ? succeed({ requireAuthentication: changed.value.settings.requireAuthentication }) : changed;
  },
});

/**
 * The result holds the token's text: the one time that it leaves the server. It travels in the reply to this POST and
 * nowhere else, so no address, log or stored page ever has it.
 */
export const generateTokenAction = authorizedAction({
  name: "implementation.generateToken",
  permission: "token:issue",
  isRecent: true,
  input: z.object({ confirmed: z.string().max(64).optional() }),
  async run({ actor, client, input, origin }, dependencies) {
    const issued = await replaceToken(dependencies, client, actor, input.confirmed ?? null, origin);
    refresh();
    if (!issued.ok) return issued;
    const { text, token } = issued.value;
    return succeed({ text, publicId: token.publicId, isKept: dependencies.stores.tokens.keepsTexts });
  },
});

/**
 * As for a token: the result holds the secret, the one time that it leaves the server. A form that says nothing of a
 * first secret replaces one, and asks before it does.
 */
export const makeWebhookSecretAction = authorizedAction({
  name: "implementation.makeWebhookSecret",
  permission: "settings:write",
  isRecent: true,
  asksFirst: ({ isFirst }) => isFirst !== "true",
  input: z.object({ isFirst: z.literal("true").optional() }),
  async run({ actor, input, origin }, dependencies) {
    const made = await makeWebhookSecret(dependencies, actor, input.isFirst === undefined, origin);
    refresh();
    return made.ok ? succeed({ secret: made.value }) : made;
  },
});

"use server";

import { can } from "@silhouette/core/permission";
import { succeed } from "@silhouette/core/result";
import { TOKEN_SURFACES } from "@silhouette/core/token";
import type { TokenDetails } from "@silhouette/core/token-administration";
import { TokenName, TokenNote, TokenSurfaces } from "@silhouette/core/token-issue";
import { OVERLAP_NAMES } from "@silhouette/core/token-rotation";
import { tokenState } from "@silhouette/core/token-state";
import { refresh } from "next/cache";
import { z } from "zod";
import { authorizedAction } from "@/server/authorized-action";
import {
  createNamedToken,
  describeToken,
  dismissNoticesOf,
  findTokenAnywhere,
  findTokenByText,
  finishRotation,
  revokeToken,
  rotateToken,
  undoRotation,
} from "./commands";
import { ExpiryInput, toExpiry } from "./expiry-input";

const Id = z
  .string()
  .min(1)
  .max(64)
  .refine((id) => !id.includes("\0"));
const Input = z.object({ tokenId: Id });

/** What the page that finds tokens says of one; never its text. */
function toFound(token: TokenDetails, clientCode: string, now: Date) {
  const { id: tokenId, publicId, name } = token;
  const { kind } = tokenState(token, now);
  return { tokenId, publicId, name, clientCode, isWorking: kind === "live" || kind === "in-overlap" };
}

/** One box for each surface: a form's fields arrive by their names, of which only the last one would stay. */
const SurfaceBoxes = z
  .record(z.string(), z.unknown())
  .transform((fields) => ({
    surfaces: TOKEN_SURFACES.filter((surface) => fields[`surface.${surface}`] !== undefined),
  }))
  .pipe(z.object({ surfaces: TokenSurfaces }));

/**
 * The result holds the token's text: the one time that it leaves the server. It travels in the reply to this POST and
 * nowhere else. The page is not read again: what shows the text must stay until somebody has saved it.
 */
export const createTokenAction = authorizedAction({
  name: "tokens.create",
  permission: "token:issue",
  isRecent: true,
  givesBack: true,
  input: z
    .object({ name: TokenName, note: TokenNote.default(""), workspaceId: z.union([z.literal(""), Id]).default("") })
    .and(ExpiryInput)
    .and(SurfaceBoxes),
  async run({ actor, client, input, origin }, dependencies) {
    const { name, note, surfaces } = input;
    const token = { name, note, surfaces, workspaceId: input.workspaceId === "" ? null : input.workspaceId };
    const expiry = toExpiry(input, client.settings.tokenLifetimeDays, dependencies.now());
    const created = await createNamedToken(dependencies, { actor, client, origin }, token, expiry);
    return created.ok ? succeed({ text: created.value.text, tokenId: created.value.token.id }) : created;
  },
});

/** As for a new token: the result holds the text, and the page is not read again. Without an overlap there is no way back. */
export const rotateTokenAction = authorizedAction({
  name: "tokens.rotate",
  permission: "token:issue",
  isRecent: true,
  asksFirst: ({ overlap }) => overlap === "none",
  input: Input.extend({ overlap: z.enum(OVERLAP_NAMES) }),
  async run({ input, ...acting }, dependencies) {
    const rotated = await rotateToken(dependencies, acting, input.tokenId, input.overlap);
    if (!rotated.ok) return rotated;
    const { text, token } = rotated.value;
    // Copies are kept of the account's own token alone.
    const isKept = token.name === null && dependencies.stores.tokens.keepsTexts;
    return succeed({ text, tokenId: token.id, isKept });
  },
});

export const finishRotationAction = authorizedAction({
  name: "tokens.finishRotation",
  permission: "token:issue",
  isRecent: true,
  asksFirst: true,
  input: Input,
  async run({ input, ...acting }, dependencies) {
    const finished = await finishRotation(dependencies, acting, input.tokenId);
    refresh();
    return finished.ok ? succeed(null) : finished;
  },
});

export const undoRotationAction = authorizedAction({
  name: "tokens.undoRotation",
  permission: "token:issue",
  isRecent: true,
  asksFirst: true,
  input: Input,
  async run({ input, ...acting }, dependencies) {
    const undone = await undoRotation(dependencies, acting, input.tokenId);
    refresh();
    return undone.ok ? succeed(null) : undone;
  },
});

export const revokeTokenAction = authorizedAction({
  name: "tokens.revoke",
  permission: "token:revoke",
  isRecent: true,
  asksFirst: true,
  input: Input.extend({ reason: z.enum(["revoked", "leaked"]).default("revoked") }),
  async run({ input, ...acting }, dependencies) {
    const revoked = await revokeToken(dependencies, acting, input.tokenId, input.reason);
    refresh();
    return revoked.ok ? succeed(null) : revoked;
  },
});

export const describeTokenAction = authorizedAction({
  name: "tokens.describe",
  permission: "token:issue",
  givesBack: true,
  input: Input.extend({ name: TokenName, note: TokenNote }),
  async run({ input, ...acting }, dependencies) {
    const described = await describeToken(dependencies, acting, input.tokenId, { name: input.name, note: input.note });
    refresh();
    return described.ok ? succeed(null) : described;
  },
});

/**
 * Says which token of the client a text is; to who looks after all clients, of any client. The text comes in the body of
 * this POST; the result names the token and does not repeat it.
 */
export const findTokenAction = authorizedAction({
  name: "tokens.find",
  permission: "token:revoke",
  isRecent: true,
  input: z.object({ text: z.string().max(1024) }),
  async run({ input: { text }, ...acting }, dependencies) {
    const { actor, client, origin } = acting;
    if (can(actor, "client:manage", client.id)) {
      const found = await findTokenAnywhere(dependencies, actor, text, origin);
      return succeed(found && toFound(found.token, found.client.code, dependencies.now()));
    }
    const token = await findTokenByText(dependencies, acting, text, false);
    return succeed(token && toFound(token, client.code, dependencies.now()));
  },
});

export const dismissNoticeAction = authorizedAction({
  name: "tokens.dismissNotice",
  permission: "token:issue",
  input: Input,
  async run({ input, client, ...acting }, dependencies) {
    await dismissNoticesOf(dependencies, { client, ...acting }, input.tokenId);
    refresh();
    return succeed(null);
  },
});

import "server-only";
import type { AuditEvent, AuditOrigin } from "@silhouette/core/audit";
import type { Client } from "@silhouette/core/client";
import { NOTICE_DAYS, type Notice } from "@silhouette/core/notice";
import { createWebhookSecret } from "@silhouette/core/notice-webhook";
import type { Actor } from "@silhouette/core/permission";
import { type Result, refuse, succeed } from "@silhouette/core/result";
import { createToken } from "@silhouette/core/token";
import type { FoundToken, TokenDetails } from "@silhouette/core/token-administration";
import {
  lifetimeEnd,
  type NamedToken,
  resolveExpiry,
  type TokenExpiry,
  type TokenExpiryRefusal,
} from "@silhouette/core/token-issue";
import { OVERLAPS, type Overlap, type RotationRefusal, successorEnd } from "@silhouette/core/token-rotation";
import type { Dependencies } from "@/server/dependencies";
import { issueToken } from "@/server/issue-token";

/** A token at birth: the only moment at which its text is known. */
export type NewTokenDetails = { readonly text: string; readonly token: TokenDetails };

/** Who does it, in which client, and where the act comes from. */
export type Acting = { readonly actor: Actor; readonly client: Client; readonly origin: AuditOrigin };

/** Makes a token beside the account's own. */
export async function createNamedToken(
  { stores, now, random }: Dependencies,
  { actor, client, origin }: Acting,
  token: NamedToken,
  expiry: TokenExpiry,
): Promise<Result<NewTokenDetails, TokenExpiryRefusal | "name-taken" | "unknown-workspace">> {
  const at = now();
  const end = resolveExpiry(expiry, client.settings.tokenLifetimeDays, at);
  if (!end.ok) return end;
  const made = createToken(random);
  const created = await stores.tokenAdministration.create(actor, token, { made, expiresAt: end.value }, origin, at);
  return created.ok ? succeed({ text: made.text, token: created.value }) : created;
}

export const describeToken = (
  { stores, now }: Dependencies,
  { actor, origin }: Acting,
  id: string,
  labels: { readonly name?: string | undefined; readonly note?: string | undefined },
): Promise<Result<TokenDetails, "not-found" | "not-named" | "not-live" | "name-taken">> =>
  stores.tokenAdministration.describe(actor, id, labels, origin, now());

/** Replaces a token by one like it. Without a choice the client's grace is the overlap. */
export async function rotateToken(
  { stores, now, random }: Dependencies,
  { actor, client, origin }: Acting,
  id: string,
  overlap: Overlap | undefined,
): Promise<Result<NewTokenDetails, "not-found" | "not-live">> {
  const at = now();
  const old = await stores.tokenAdministration.find(client.id, id);
  if (old === null) return refuse("not-found");
  const { tokenLifetimeDays, tokenGraceSeconds } = client.settings;
  const expiresAt = old.name === null ? lifetimeEnd(tokenLifetimeDays, at) : successorEnd(old, tokenLifetimeDays, at);
  const overlapSeconds = overlap === undefined ? tokenGraceSeconds : OVERLAPS[overlap];
  const made = createToken(random);
  const rotated = await stores.tokenAdministration.rotate(actor, id, { made, expiresAt }, overlapSeconds, origin, at);
  return rotated.ok ? succeed({ text: made.text, token: rotated.value }) : rotated;
}

/** Makes the account's own token anew, whether or not there is one. */
export async function replaceAccountToken(
  dependencies: Dependencies,
  { actor, client, origin }: Acting,
  overlap: Overlap | undefined,
): Promise<NewTokenDetails> {
  const { text, token } = await issueToken(dependencies, client, actor, origin, { overlap });
  const details = await dependencies.stores.tokenAdministration.find(client.id, token.id);
  if (details === null) throw new Error("A token that was just made is gone");
  return { text, token: details };
}

export const finishRotation = (
  { stores, now }: Dependencies,
  { actor, origin }: Acting,
  id: string,
): Promise<Result<TokenDetails, "not-found" | "no-overlap">> =>
  stores.tokenAdministration.finishRotation(actor, id, origin, now());

export const undoRotation = (
  { stores, now }: Dependencies,
  { actor, origin }: Acting,
  id: string,
): Promise<Result<TokenDetails, "not-found" | RotationRefusal>> =>
  stores.tokenAdministration.undoRotation(actor, id, origin, now());

export const revokeToken = (
  { stores, now }: Dependencies,
  { actor, origin }: Acting,
  id: string,
  reason: "revoked" | "leaked",
): Promise<Result<TokenDetails, "not-found" | "not-live">> =>
  stores.tokenAdministration.revoke(actor, id, reason, origin, now());

/**
 * Finds a token of the actor's client by its text, as a report of a leak has it, and revokes it where that is wanted.
 * One that has ended already is found as it is: there is nothing left to revoke.
 */
export async function findTokenByText(
  { stores, now }: Dependencies,
  { actor, origin }: Acting,
  text: string,
  isToBeRevoked: boolean,
): Promise<TokenDetails | null> {
  const at = now();
  const token = await stores.tokenAdministration.findByText(actor, text.trim(), origin, at);
  if (token === null || !isToBeRevoked) return token;
  const revoked = await stores.tokenAdministration.revoke(actor, token.id, "leaked", origin, at);
  return revoked.ok ? revoked.value : token;
}

/** The same for the tokens of every client: for who looks after all of them. To revoke it is an act in its client. */
export const findTokenAnywhere = (
  { stores, now }: Dependencies,
  by: AuditEvent["actor"],
  text: string,
  origin: AuditOrigin,
): Promise<FoundToken | null> => stores.tokenAdministration.findAnywhere(by, text.trim(), origin, now());

export const dismissNotice = (
  { notices, now }: Dependencies,
  { actor, origin }: Acting,
  id: string,
): Promise<Result<Notice, "not-found">> => notices.dismiss(actor, id, origin, now());

/** Dismisses what is open about one token: its earlier notices would otherwise come back when the latest is gone. */
export async function dismissNoticesOf(dependencies: Dependencies, acting: Acting, tokenId: string): Promise<void> {
  const open = await dependencies.notices.list(
    acting.client.id,
    { isOpen: true },
    { before: null, limit: NOTICE_DAYS.length * 100 },
    dependencies.now(),
  );
  const ofToken = open.filter(({ token }) => token.id === tokenId);
  await Promise.all(ofToken.map(({ id }) => dismissNotice(dependencies, acting, id)));
}

/** Makes the secret that notices are signed with. @returns it, this once */
export async function replaceWebhookSecret(
  { notices, now, random }: Dependencies,
  { actor, origin }: Acting,
): Promise<string> {
  const secret = createWebhookSecret(random);
  await notices.replaceWebhookSecret(actor, secret, origin, now());
  return secret;
}

import "server-only";
import { isDeepStrictEqual } from "node:util";
import type { AuditOrigin } from "@silhouette/core/audit";
import type { Client } from "@silhouette/core/client";
import { createWebhookSecret } from "@silhouette/core/notice-webhook";
import { type Actor, can, type Permission } from "@silhouette/core/permission";
import { type Result, refuse, succeed } from "@silhouette/core/result";
import type { SettingsChange } from "@silhouette/core/settings";
import { createToken } from "@silhouette/core/token";
import { lifetimeEnd } from "@silhouette/core/token-issue";
import type { Dependencies } from "@/server/dependencies";
import type { IssuedToken } from "@/server/issue-token";
import { auditRefusal } from "@/server/refusal";

/**
 * What each setting asks for beyond seeing the page (contract section 9). Who may change settings at all is a matter
 * for those who run the client: otherwise an Approver could take the right from everybody, or keep it.
 */
const SETTING_PERMISSIONS: Readonly<Record<keyof SettingsChange, Permission>> = {
  requireAuthentication: "settings:write",
  profileApiAuthScope: "settings:write",
  strictStatus: "settings:write",
  profileLifetimeDays: "lifetime:write",
  adminSettingsEditors: "workspace:manage",
  v2OverridesUnvisited: "settings:write",
  batchRetentionDays: "settings:write",
  tokenGraceSeconds: "settings:write",
  allowedOrigins: "settings:write",
  quotasEnabled: "settings:write",
  tokenLifetimeDays: "settings:write",
  ipObfuscation: "settings:write",
  auditRetentionDays: "workspace:manage",
  noticeWebhookUrl: "settings:write",
  originalSettings: "settings:write",
};

/**
 * Changes settings of the actor's client, all of them or none. Called by the console and by the admin API. What is as it
 * was needs no permission and is not written: whoever may change one setting may send the whole object back.
 */
export async function changeSettings(
  dependencies: Dependencies,
  client: Client,
  actor: Actor,
  given: SettingsChange,
  origin: AuditOrigin,
): Promise<Result<Client, "forbidden">> {
  const change = await permitChange(dependencies, client, actor, given, origin);
  if (!change.ok) return change;
  return succeed(await dependencies.stores.clients.changeSettings(actor, change.value, origin, dependencies.now()));
}

/** What of a change is new, once it is certain that the actor may make all of it. */
export async function permitChange(
  dependencies: Dependencies,
  client: Client,
  actor: Actor,
  given: SettingsChange,
  origin: AuditOrigin,
): Promise<Result<SettingsChange, "forbidden">> {
  const stored: SettingsChange = client.settings;
  const names = (Object.keys(given) as (keyof SettingsChange)[]).filter(
    (name) => !isDeepStrictEqual(given[name], stored[name]),
  );
  const change: SettingsChange = Object.fromEntries(names.map((name) => [name, given[name]]));
  const refused = names.find((name) => !can(actor, SETTING_PERMISSIONS[name], actor.clientId));
  if (refused !== undefined) {
    const permission = SETTING_PERMISSIONS[refused];
    await auditRefusal(dependencies, actor, actor.clientId, permission, `setting ${refused}`, origin);
    return refuse("forbidden");
  }
  return succeed(change);
}

/** Why a token was not made: a live one stands, and nobody has confirmed that it may be replaced. */
export type TokenRefusal = "confirmation-required";

/**
 * Issues a token for a person who looks at a page. A live token is replaced only when the person has confirmed that
 * very one (by its public id): the page may be old, and somebody else may have made a token in the meantime.
 */
export async function replaceToken(
  { stores, now, random }: Dependencies,
  client: Client,
  actor: Actor,
  confirmedPublicId: string | null,
  origin: AuditOrigin,
): Promise<Result<IssuedToken, TokenRefusal>> {
  const issuedAt = now();
  const made = createToken(random);
  const expiresAt = lifetimeEnd(client.settings.tokenLifetimeDays, issuedAt);
  const issued = await stores.tokens.issueIf(actor, made, expiresAt, confirmedPublicId, origin, issuedAt);
  return issued.ok ? succeed({ text: made.text, token: issued.value }) : refuse("confirmation-required");
}

/**
 * Makes the secret that notices are signed with. One that stands is replaced only where somebody has confirmed it: the
 * page may be old, and its receiver refuses what is signed with another. @returns the secret, this once
 */
export async function makeWebhookSecret(
  { notices, now, random }: Dependencies,
  actor: Actor,
  mayReplace: boolean,
  origin: AuditOrigin,
): Promise<Result<string, "confirmation-required">> {
  const secret = createWebhookSecret(random);
  const made = await notices.replaceWebhookSecret(actor, secret, origin, now(), { onlyFirst: !mayReplace });
  return made.ok ? succeed(secret) : refuse("confirmation-required");
}

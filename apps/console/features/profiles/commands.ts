import "server-only";
import type { AuditAction, AuditOrigin } from "@silhouette/core/audit";
import type { Client } from "@silhouette/core/client";
import type { Actor } from "@silhouette/core/permission";
import { identityPseudonym } from "@silhouette/core/privacy";
import { expiryAfterWrite, type Profile, type ProfileChange } from "@silhouette/core/profile";
import { type Result, refuse, succeed } from "@silhouette/core/result";
import type { Dependencies } from "@/server/dependencies";
import { type NamedVisitor, toUserContext } from "@/server/visitor-query";

/** Looks a profile up for somebody, and notes who looked. Null for an unknown visitor. */
export async function findProfile(
  dependencies: Dependencies,
  actor: Actor,
  client: Client,
  visitor: NamedVisitor,
  origin: AuditOrigin,
  action: "profile.read" | "profile.exported" = "profile.read",
): Promise<Profile | null> {
  await note(dependencies, actor, action, client, visitor, {}, origin);
  return dependencies.profiles.find(client.id, visitor.key, dependencies.now());
}

/** Sets attributes of a profile that exists, and renews its life. The log has their names and no values. */
export async function changeProfile(
  dependencies: Dependencies,
  actor: Actor,
  client: Client,
  visitor: NamedVisitor,
  change: ProfileChange,
  origin: AuditOrigin,
): Promise<Result<Profile, "not-found" | "too-large">> {
  const { profiles, now } = dependencies;
  if ((await profiles.find(client.id, visitor.key, now())) === null) return refuse("not-found");
  await note(dependencies, actor, "profile.changed", client, visitor, { names: [...change.keys()] }, origin);
  const expiresAt = expiryAfterWrite(now(), client.settings.profileLifetimeDays);
  const outcome = await profiles.update(
    { clientId: client.id, key: visitor.key, change, expiresAt, origin: "console" },
    now(),
  );
  if (outcome === "too-large") return refuse("too-large");
  const profile = outcome === "not-found" ? null : await profiles.find(client.id, visitor.key, now());
  return profile === null ? refuse("not-found") : succeed(profile);
}

/** Noted before it happens: nobody reads or changes a profile unseen. Neither ids nor values stand in the log. */
async function note(
  { stores, now }: Dependencies,
  { kind, id, name }: Actor,
  action: Extract<AuditAction, `profile.${string}`>,
  client: Client,
  visitor: NamedVisitor,
  detail: Readonly<Record<string, unknown>>,
  origin: AuditOrigin,
): Promise<void> {
  const target = identityPseudonym(client.id, toUserContext(visitor));
  await stores.audit.append({ clientId: client.id, actor: { kind, id, name }, action, target, detail, origin }, now());
}

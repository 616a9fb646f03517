import type { ClientId } from "./ids.ts";
import type { Actor } from "./permission.ts";

/** Every act that the audit log knows: `<family>.<what happened>`. */
export const AUDIT_ACTIONS = [
  "settings.changed",
  "token.issued",
  "token.revoked",
  "token.changed",
  "token.restored",
  "token.found",
  "token.notFound",
  "notice.dismissed",
  "webhookSecret.replaced",
  "permission.refused",
  "session.started",
  "session.ended",
  "session.refused",
  "session.proved",
  "secondFactor.enabled",
  "secondFactor.disabled",
  "secondFactor.reset",
  "recoveryCode.used",
  "recoveryCodes.renewed",
  "password.changed",
  "password.reset",
  "link.created",
  "link.used",
  "identity.joined",
  "identity.unlinked",
  "setup.completed",
  "property.created",
  "property.changed",
  "property.deleted",
  "batch.restarted",
  "batch.cancelled",
  "batch.submitted",
  "batch.exported",
  "privacy.requested",
  "privacy.completed",
  "privacy.failed",
  "privacy.read",
  "profile.read",
  "profile.changed",
  "profile.exported",
  "client.created",
  "client.changed",
  "client.disabled",
  "client.enabled",
  "client.deletionRequested",
  "client.deleted",
  "member.created",
  "member.invited",
  "member.rolesChanged",
  "member.renamed",
  "member.emailChanged",
  "member.disabled",
  "member.enabled",
  "member.deleted",
  "workspace.created",
  "workspace.changed",
  "workspace.deleted",
  "credential.created",
  "credential.changed",
  "credential.rotated",
  "credential.revoked",
  "credential.authenticated",
  "credential.refused",
  "audit.exported",
  "audit.trimmed",
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** Where an act came from. */
export type AuditOrigin = { readonly address: string; readonly requestId: string };

/** One entry of the append-only log. `detail` holds before and after, never a secret. */
export type AuditEvent = {
  readonly clientId: ClientId | null;
  readonly actor: Pick<Actor, "kind" | "id" | "name">;
  readonly action: AuditAction;
  readonly target: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly origin: AuditOrigin;
};

/** Names whose values are secrets, or hashes and encrypted copies of some. A time or a number of that name is none. */
const SECRET_NAME = /(?:password|secret|hash)$|^sealed/i;

/**
 * The detail of an event as the database gives it back: dates as text, nothing undefined, no character that Postgres
 * refuses. The second net under the rule that no secret goes into it: a text under a name like `secretHash` is dropped.
 */
export function toStorableDetail(detail: AuditEvent["detail"]): Readonly<Record<string, unknown>> {
  return storable(JSON.parse(JSON.stringify(detail))) as Readonly<Record<string, unknown>>;
}

/** A text as Postgres can hold it: well-formed and without NUL. */
export const toStorableText = (text: string): string => text.toWellFormed().replaceAll("\0", "\ufffd");

function storable(value: unknown): unknown {
  if (typeof value === "string") return toStorableText(value);
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      toStorableText(name),
      SECRET_NAME.test(name) && isText(inner) ? "[removed]" : storable(inner),
    ]),
  );
}

/** Bytes have become an object of their values by then. */
const isText = (value: unknown): boolean => typeof value === "string" || (typeof value === "object" && value !== null);

import type { ClientId } from "./ids.ts";
import type { Actor } from "./permission.ts";

/** Every act that the audit log knows. */
export type AuditAction =
  | "settings.changed"
  | "token.issued"
  | "token.revoked"
  | "permission.refused"
  | "session.started"
  | "session.ended"
  | "session.refused"
  | "setup.completed"
  | "property.created"
  | "property.changed"
  | "batch.restarted"
  | "privacy.requested"
  | "privacy.completed"
  | "privacy.failed"
  | "privacy.read"
  | "client.created"
  | "member.created"
  | "credential.created"
  | "credential.changed"
  | "credential.authenticated"
  | "credential.refused";

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

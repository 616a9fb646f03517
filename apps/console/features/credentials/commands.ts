import "server-only";
import type { AuditOrigin } from "@silhouette/core/audit";
import {
  type CredentialRefusal,
  createCredentialSecret,
  createSecretText,
  isAcceptableEnd,
  type ListedCredential,
  type RotationOverlap,
} from "@silhouette/core/credential";
import type { Actor, RoleGrant } from "@silhouette/core/permission";
import { type Result, refuse, succeed } from "@silhouette/core/result";
import type { Dependencies } from "@/server/dependencies";
import { auditRefusal } from "@/server/refusal";

/** A credential together with its secret: the only moment at which that is known. */
export type CredentialWithSecret = { readonly credential: ListedCredential; readonly secret: string };

export type NewCredentialFields = {
  readonly name: string;
  readonly grant: RoleGrant;
  /** Null has no end. */
  readonly expiresAt: Date | null;
};

/** Makes a credential. Fails with `bad-end` for an end that has passed or is more than a year away. */
export async function createCredential(
  dependencies: Dependencies,
  actor: Actor,
  fields: NewCredentialFields,
  origin: AuditOrigin,
): Promise<Result<CredentialWithSecret, "beyond-reach" | "unknown-workspace" | "bad-end">> {
  const { stores, now, random } = dependencies;
  if (!isAcceptableEnd(fields.expiresAt, now())) return refuse("bad-end");
  const made = createCredentialSecret(random);
  const stored = await stores.credentialAdministration.create(actor, { ...made, ...fields }, origin, now());
  if (!stored.ok) return noting(dependencies, actor, `a credential with the role ${fields.grant.role}`, origin, stored);
  return succeed({ credential: stored.value, secret: made.secret });
}

/** Gives a credential a new secret; the former one works on for the overlap. */
export async function rotateCredential(
  dependencies: Dependencies,
  actor: Actor,
  id: string,
  overlap: RotationOverlap,
  origin: AuditOrigin,
): Promise<Result<CredentialWithSecret, CredentialRefusal>> {
  const { stores, now, random } = dependencies;
  const secret = createSecretText(random);
  const rotated = await stores.credentialAdministration.rotate(actor, id, secret, overlap, origin, now());
  if (!rotated.ok) return noting(dependencies, actor, `rotating credential ${id}`, origin, rotated);
  return succeed({ credential: rotated.value, secret });
}

export async function renameCredential(
  dependencies: Dependencies,
  actor: Actor,
  id: string,
  name: string,
  origin: AuditOrigin,
): Promise<Result<ListedCredential, "not-found" | "beyond-reach">> {
  const { stores, now } = dependencies;
  const renamed = await stores.credentialAdministration.rename(actor, id, name, origin, now());
  return noting(dependencies, actor, `renaming credential ${id}`, origin, renamed);
}

/** Ends a credential, and every access token of it, at once. */
export async function revokeCredential(
  dependencies: Dependencies,
  actor: Actor,
  id: string,
  origin: AuditOrigin,
): Promise<Result<ListedCredential, "not-found" | "beyond-reach">> {
  const { stores, now } = dependencies;
  const revoked = await stores.credentialAdministration.revoke(actor, id, origin, now());
  return noting(dependencies, actor, `revoking credential ${id}`, origin, revoked);
}

/** Who reaches for more than their own role gives is in the audit log, like anybody whose role is too low. */
async function noting<Outcome extends Result<unknown, string>>(
  dependencies: Dependencies,
  actor: Actor,
  target: string,
  origin: AuditOrigin,
  outcome: Outcome,
): Promise<Outcome> {
  if (!outcome.ok && outcome.refusal === "beyond-reach") {
    await auditRefusal(dependencies, actor, actor.clientId, "credential:manage", target, origin);
  }
  return outcome;
}

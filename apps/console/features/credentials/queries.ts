import "server-only";
import { type CredentialState, credentialState, type ListedCredential } from "@silhouette/core/credential";
import type { Actor } from "@silhouette/core/permission";
import { z } from "zod";
import type { Dependencies } from "@/server/dependencies";

type Needed = Pick<Dependencies, "stores" | "now">;

/** A credential as pages show it. */
export type CredentialView = ListedCredential & {
  readonly state: CredentialState;
  /** Whether a former secret still works. */
  readonly isRotating: boolean;
};

/** The credentials that the actor sees in the client, newest first, revoked and expired ones too. */
export async function listCredentials({ stores, now }: Needed, actor: Actor): Promise<readonly CredentialView[]> {
  const readAt = now();
  const credentials = await stores.credentialAdministration.list(actor);
  return credentials.map((credential) => toView(credential, readAt));
}

/** One of them by what stands in an address; null when there is none. */
export async function readCredential(
  { stores, now }: Needed,
  actor: Actor,
  id: string,
): Promise<CredentialView | null> {
  const parsed = z.uuid().safeParse(id);
  const found = parsed.success ? await stores.credentialAdministration.find(actor, parsed.data) : null;
  return found === null ? null : toView(found, now());
}

function toView(credential: ListedCredential, readAt: Date): CredentialView {
  const state = credentialState(credential, readAt);
  const end = credential.previousSecretEndsAt;
  return { ...credential, state, isRotating: state === "live" && end !== null && end > readAt };
}

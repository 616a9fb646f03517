import "server-only";
import {
  type CredentialQuery,
  type CredentialState,
  credentialState,
  type ListedCredential,
} from "@silhouette/core/credential";
import type { Actor } from "@silhouette/core/permission";
import { z } from "zod";
import type { Dependencies } from "@/server/dependencies";
import { lenient, listAddress } from "@/server/list-address";
import { cursorOf, toPage } from "@/server/page";
import { CredentialPlace, credentialFilters, toCredentialPlace } from "./input";

/** Credentials on one page of the list. */
const pageCredentials = 25;

type Needed = Pick<Dependencies, "stores" | "now">;

/** A credential as pages show it. */
export type CredentialView = ListedCredential & {
  readonly state: CredentialState;
  /** Whether a former secret still works. */
  readonly isRotating: boolean;
};

export type CredentialFilter = Pick<CredentialQuery, "text" | "state">;

export type CredentialListView = {
  readonly credentials: readonly CredentialView[];
  readonly filter: CredentialFilter;
  readonly isFirstPage: boolean;
  readonly next: string | null;
};

const ListAddress = z.object({
  text: lenient(credentialFilters.text),
  state: lenient(credentialFilters.state),
  after: lenient(cursorOf(CredentialPlace)),
});

/** A page of the credentials that the actor sees in the client, newest first, as an address of the list asks for it. */
export async function readCredentialList(
  { stores, now }: Needed,
  actor: Actor,
  query: ReadonlyMap<string, string>,
): Promise<CredentialListView> {
  const readAt = now();
  const { after, ...filter } = ListAddress.parse(Object.fromEntries(query));
  const asked = { ...filter, after, limit: pageCredentials + 1 };
  const found = await stores.credentialAdministration.list(actor, asked, readAt);
  const { items, next } = toPage(found, pageCredentials, toCredentialPlace);
  const credentials = items.map((credential) => toView(credential, readAt));
  return { credentials, filter, isFirstPage: after === null, next };
}

/** The address of a page of the list. */
export const credentialListAddress = (filter: CredentialFilter, after: string | null): string =>
  listAddress("/administration/credentials", { ...filter, after });

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

import "server-only";
import type { AuditOrigin } from "@silhouette/core/audit";
import type { ClientDeletionRefusal, ClientFields, ClientFieldsRefusal, ListedClient } from "@silhouette/core/client";
import type { ClientId } from "@silhouette/core/ids";
import type { Actor } from "@silhouette/core/permission";
import type { Result } from "@silhouette/core/result";
import type { Dependencies } from "@/server/dependencies";

type Asking = Pick<Actor, "kind" | "id" | "name">;

/** Makes a client with default settings and a Default Workspace. */
export const createClient = (
  { stores, now }: Dependencies,
  { kind, id, name }: Asking,
  client: ClientFields & { readonly code: string },
  origin: AuditOrigin,
): Promise<Result<ListedClient, ClientFieldsRefusal>> =>
  stores.clientAdministration.create({ kind, id, name }, client, origin, now());

/** Changes what is given; the code stays. */
export const changeClient = (
  { stores, now }: Dependencies,
  { kind, id, name }: Asking,
  clientId: ClientId,
  change: Partial<ClientFields>,
  origin: AuditOrigin,
): Promise<Result<ListedClient, "ims-org-id-taken" | "not-found">> =>
  stores.clientAdministration.change({ kind, id, name }, clientId, change, origin, now());

/** Shuts the callers, members and programs of a client out, or lets them in again. */
export const setClientEnabled = (
  { stores, now }: Dependencies,
  { kind, id, name }: Asking,
  clientId: ClientId,
  isEnabled: boolean,
  origin: AuditOrigin,
): Promise<Result<ListedClient, "not-found" | "deleting">> =>
  stores.clientAdministration.setEnabled({ kind, id, name }, clientId, isEnabled, origin, now());

/** Asks for the deletion of a disabled client; a worker carries it out. */
export const deleteClient = (
  { stores, now }: Dependencies,
  { kind, id, name }: Asking,
  clientId: ClientId,
  origin: AuditOrigin,
): Promise<Result<ListedClient, ClientDeletionRefusal>> =>
  stores.clientAdministration.requestDeletion({ kind, id, name }, clientId, origin, now());

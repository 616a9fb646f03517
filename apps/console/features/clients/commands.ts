import "server-only";
import type { AuditOrigin } from "@silhouette/core/audit";
import type { ClientFields, ClientFieldsRefusal, ListedClient } from "@silhouette/core/client";
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

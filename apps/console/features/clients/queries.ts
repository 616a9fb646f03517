import "server-only";
import type { ListedClient } from "@silhouette/core/client";
import type { Dependencies } from "@/server/dependencies";

type Needed = Pick<Dependencies, "stores">;

/** All clients of the installation, by code. */
export const listClients = ({ stores }: Needed): Promise<readonly ListedClient[]> => stores.clientAdministration.list();

/** One of them by what stands in an address; null when there is none. */
export async function readClient({ stores }: Needed, code: string): Promise<ListedClient | null> {
  const client = await stores.clients.findByCode(code);
  return client === null ? null : stores.clientAdministration.find(client.id);
}

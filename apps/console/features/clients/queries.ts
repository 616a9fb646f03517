import "server-only";
import type { ClientQuery, ListedClient } from "@silhouette/core/client";
import { z } from "zod";
import type { Dependencies } from "@/server/dependencies";
import { lenient, listAddress } from "@/server/list-address";
import { cursorOf, toPage } from "@/server/page";
import { ClientPlace, clientFilters } from "./input";

/** Clients on one page of the list. */
const pageClients = 25;

type Needed = Pick<Dependencies, "stores">;

export type ClientFilter = Pick<ClientQuery, "text" | "state">;

export type ClientListView = {
  readonly clients: readonly ListedClient[];
  readonly filter: ClientFilter;
  readonly isFirstPage: boolean;
  readonly next: string | null;
};

const ListAddress = z.object({
  text: lenient(clientFilters.text),
  state: lenient(clientFilters.state),
  after: lenient(cursorOf(ClientPlace)),
});

/** A page of the clients of the installation, by code, as an address of the list asks for it. */
export async function readClientList({ stores }: Needed, query: ReadonlyMap<string, string>): Promise<ClientListView> {
  const { after, ...filter } = ListAddress.parse(Object.fromEntries(query));
  const found = await stores.clientAdministration.list({ ...filter, after, limit: pageClients + 1 });
  const { items, next } = toPage(found, pageClients, ({ code }) => code);
  return { clients: items, filter, isFirstPage: after === null, next };
}

/** The address of a page of the list. */
export const clientListAddress = (filter: ClientFilter, after: string | null): string =>
  listAddress("/administration/clients", { ...filter, after });

/** One of them by what stands in an address; null when there is none. */
export async function readClient({ stores }: Needed, code: string): Promise<ListedClient | null> {
  const client = await stores.clients.findByCode(code);
  return client === null ? null : stores.clientAdministration.find(client.id);
}

/** Whether no other client would take calls if this one were disabled. */
export async function isOnlyEnabled({ stores }: Needed, code: string): Promise<boolean> {
  const enabled = await stores.clientAdministration.list({ text: null, state: "enabled", after: null, limit: 2 });
  return enabled.every((client) => client.code === code);
}

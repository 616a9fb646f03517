import "server-only";
import type { Client } from "@silhouette/core/client";
import { type Actor, can } from "@silhouette/core/permission";
import { PROPERTY_CHANNELS, type Property } from "@silhouette/core/property";
import type { WorkspaceChoice } from "@silhouette/core/workspace";
import type { Dependencies } from "@/server/dependencies";

/** A client has few; the store is asked for more than any has. */
const everything = { limit: 10_000, offset: 0, sortBy: [{ key: "name", isDescending: false }] } as const;

export type PropertiesView = {
  readonly properties: readonly (Property & { readonly workspaceNames: readonly string[] })[];
  readonly mayWrite: boolean;
};

/** The client's properties by name, with the names of their workspaces. */
export async function readProperties(
  { stores }: Pick<Dependencies, "stores">,
  actor: Actor,
  client: Client,
): Promise<PropertiesView> {
  const [{ properties }, workspaces] = await Promise.all([
    stores.properties.list(client.id, everything),
    stores.workspaces.listChoices(client.id),
  ]);
  const names = new Map(workspaces.map(({ id, name }) => [id, name]));
  return {
    properties: properties.map((property) => {
      return { ...property, workspaceNames: property.workspaces.flatMap((id) => names.get(id) ?? []) };
    }),
    mayWrite: can(actor, "settings:write", client.id),
  };
}

/** What a form of a property needs. */
export type PropertyFormView = {
  /** Null for a new one. */
  readonly property: Property | null;
  readonly channels: readonly Property["channel"][];
  readonly workspaces: readonly WorkspaceChoice[];
  readonly mayAssign: boolean;
};

/**
 * One property with what its form offers, or an empty form; null for what the client does not have.
 * @param id as it stands in the address; null for a new property.
 */
export async function readPropertyForm(
  { stores }: Pick<Dependencies, "stores">,
  actor: Actor,
  client: Client,
  id: string | null,
): Promise<PropertyFormView | null> {
  // Beyond 2^53 two ids would be one number.
  const isId = id !== null && /^[1-9]\d{0,15}$/.test(id) && Number.isSafeInteger(Number(id));
  const [property, workspaces] = await Promise.all([
    isId ? stores.properties.find(client.id, Number(id)) : null,
    stores.workspaces.listChoices(client.id),
  ]);
  if (id !== null && property === null) return null;
  return {
    property,
    channels: PROPERTY_CHANNELS,
    workspaces,
    mayAssign: can(actor, "workspace:manage", client.id),
  };
}

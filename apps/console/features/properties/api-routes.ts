import "server-only";
import { PROPERTY_CHANNELS, type Property, PropertyFields } from "@silhouette/core/property";
import { refuse, succeed } from "@silhouette/core/result";
import { z } from "zod";
import { type AnyAdminRoute, adminRoute } from "@/server/admin-route";
import { pageOf, Time } from "@/server/api-schema";
import { SearchText } from "@/server/list-address";
import { pageQuery, toPage } from "@/server/page";
import { toProblem } from "./admin-routes";
import { createProperty, deleteProperty, replaceProperty } from "./commands";

const PATH = "/properties";
const ONE_PATH = `${PATH}/{propertyId}`;
const tag = "Properties";
const NoQuery = z.object({});
const params = z.object({
  propertyId: z
    .string()
    .regex(/^[1-9]\d{0,15}$/)
    .transform(Number)
    .refine(Number.isSafeInteger),
});

const PropertyView = z
  .object({
    propertyId: z.int(),
    name: z.string(),
    description: z.string(),
    channel: z.enum(PROPERTY_CHANNELS),
    workspaces: z.array(z.string()).describe("Ids of the workspaces that it is assigned to"),
    token: z.string().describe("Names it in calls (`at_property`); opens nothing"),
    createdAt: Time,
    modifiedAt: Time,
  })
  .meta({ id: "Property" });

const example = {
  propertyId: 81_233_411_920_417,
  name: "Shop",
  description: "",
  channel: "web",
  workspaces: ["019580f3-5d3c-7000-8000-000000000001"],
  token: "5f1c6f2e-2f1f-4d0e-9d51-3a0b6f1f0c11",
  createdAt: "2026-03-02T09:15:27.411Z",
  modifiedAt: "2026-03-02T09:15:27.411Z",
};
const requestExample = { name: "Shop", channel: "web", workspaces: example.workspaces };

/** A page begins after the property of this name: names are unique in a client. */
const Place = z.object({ name: z.string() });

const listProperties = adminRoute({
  method: "GET",
  path: PATH,
  permission: "settings:read",
  query: z.object({
    ...pageQuery(Place),
    text: SearchText.nullable().default(null).describe("Part of the name or of the description"),
    channel: z.enum(PROPERTY_CHANNELS).nullable().default(null),
    workspaceId: z.uuid().nullable().default(null).describe("Assigned to this workspace"),
  }),
  body: null,
  documentation: {
    operationId: "listProperties",
    summary: "List the properties of a client",
    description: "By name.",
    tag,
    response: {
      status: 200,
      schema: pageOf("properties", PropertyView),
      example: { properties: [example], next: null },
    },
  },
  handle: async ({ client, query: { cursor, limit, channel, text, workspaceId } }, { stores }) => {
    const filter = {
      after: cursor?.name,
      channel: channel === null ? undefined : { value: channel, isNegated: false },
      text: text ?? undefined,
      workspaceId: workspaceId ?? undefined,
    };
    const asked = { filter, limit: limit + 1, offset: 0, sortBy: [{ key: "name", isDescending: false }] } as const;
    const found = await stores.properties.list(client.id, asked);
    const { items, next } = toPage(found.properties, limit, ({ name }) => ({ name }));
    return succeed({ status: 200, body: { properties: items.map(toView), next } });
  },
});

const readProperty = adminRoute({
  method: "GET",
  path: ONE_PATH,
  permission: "settings:read",
  params,
  query: NoQuery,
  body: null,
  documentation: {
    operationId: "readProperty",
    summary: "Read one property",
    tag,
    response: { status: 200, schema: PropertyView, example },
  },
  handle: async ({ client, params }, { stores }) => {
    const property = await stores.properties.find(client.id, params.propertyId);
    return property === null ? refuse([toProblem("not-found")]) : succeed({ status: 200, body: toView(property) });
  },
});

const create = adminRoute({
  method: "POST",
  path: PATH,
  permission: "settings:write",
  query: NoQuery,
  body: PropertyFields,
  isIdempotent: true,
  documentation: {
    operationId: "createProperty",
    summary: "Create a property",
    description: "Without `workspaces` it is assigned to the default one. To name others asks for `workspace:manage`.",
    tag,
    response: { status: 201, schema: PropertyView, example },
    requestExample,
    otherStatuses: [409],
  },
  handle: async ({ actor, body, origin }, dependencies) => {
    const made = await createProperty(dependencies, actor, body, origin);
    return made.ok ? succeed({ status: 201, body: toView(made.value) }) : refuse([toProblem(made.refusal)]);
  },
});

const replace = adminRoute({
  method: "PUT",
  path: ONE_PATH,
  permission: "settings:write",
  params,
  query: NoQuery,
  // What is given back by a read, such as the token, may be sent again and is not looked at.
  body: PropertyFields,
  documentation: {
    operationId: "replaceProperty",
    summary: "Replace the fields of a property",
    description: "Absent `workspaces` stay as they were. To change them asks for `workspace:manage`.",
    tag,
    response: { status: 200, schema: PropertyView, example },
    requestExample,
    otherStatuses: [409],
  },
  handle: async ({ actor, params, body, origin }, dependencies) => {
    const replaced = await replaceProperty(dependencies, actor, params.propertyId, body, origin);
    return replaced.ok ? succeed({ status: 200, body: toView(replaced.value) }) : refuse([toProblem(replaced.refusal)]);
  },
});

const remove = adminRoute({
  method: "DELETE",
  path: ONE_PATH,
  permission: "settings:write",
  params,
  query: NoQuery,
  body: null,
  documentation: {
    operationId: "deleteProperty",
    summary: "Delete a property",
    tag,
    response: { status: 204, schema: null, example: null },
  },
  handle: async ({ actor, params, origin }, dependencies) => {
    const deleted = await deleteProperty(dependencies, actor, params.propertyId, origin);
    return deleted.ok ? succeed({ status: 204, body: null }) : refuse([toProblem(deleted.refusal)]);
  },
});

const toView = ({ id, createdAt, modifiedAt, ...property }: Property) => ({
  propertyId: id,
  ...property,
  createdAt: createdAt.toISOString(),
  modifiedAt: modifiedAt.toISOString(),
});

/** `/api/v1/clients/{code}/properties` and below: the store of `/{tenant}/target/properties`, in our own words. */
export const propertyApiRoutes: readonly AnyAdminRoute[] = [listProperties, readProperty, create, replace, remove];

import "server-only";
import {
  PROPERTY_FILTER_KEYS,
  PROPERTY_SORT_KEYS,
  type Property,
  PropertyFields,
  type PropertyRefusal,
} from "@silhouette/core/property";
import { refuse, succeed } from "@silhouette/core/result";
import { z } from "zod";
import type { AdminProblem } from "@/server/admin-problem";
import { type AnyAdminRoute, adminRoute } from "@/server/admin-route";
import { createProperty, replaceProperty } from "./commands";

/** How many a list holds when its caller names no number (contract section 13): as many as there are. */
const listLimitDefault = 2_147_483_647;

const wholeNumber = z
  .string()
  .regex(/^\d{1,10}$/)
  .transform(Number)
  .refine((value) => value <= listLimitDefault);

/** A field, with `-` for descending order. */
const SortKey = z
  .string()
  .transform((text) => ({ key: text.replace(/^-/, ""), isDescending: text.startsWith("-") }))
  .pipe(z.object({ key: z.enum(PROPERTY_SORT_KEYS), isDescending: z.boolean() }));

/** A field as it has to be, or after `!` as it must not be. */
const Field = z.string().transform((text) => ({ value: text.replace(/^!/, ""), isNegated: text.startsWith("!") }));
const filters = Object.fromEntries(PROPERTY_FILTER_KEYS.map((key) => [key, Field.optional()])) as Record<
  (typeof PROPERTY_FILTER_KEYS)[number],
  z.ZodOptional<typeof Field>
>;

const ListQuery = z.object({
  ...filters,
  limit: wholeNumber.default(listLimitDefault),
  offset: wholeNumber.default(0),
  sortBy: z
    .union([z.string().transform((text) => text.split(",")), z.array(z.string())])
    .default([])
    .pipe(z.array(SortKey)),
});

const NoQuery = z.object({});
const LIST_PATH = "/properties";
const ONE_PATH = "/properties/{id}";

const listProperties = adminRoute({
  method: "GET",
  path: LIST_PATH,
  permission: "settings:read",
  query: ListQuery,
  body: null,
  handle: async ({ client, query: { limit, offset, sortBy, ...filter } }, { stores }) => {
    const { total, properties } = await stores.properties.list(client.id, { filter, limit, offset, sortBy });
    return succeed({
      status: 200,
      body: { total, offset, limit, properties: properties.map(toWire) },
    });
  },
});

const readProperty = adminRoute({
  method: "GET",
  path: ONE_PATH,
  permission: "settings:read",
  query: NoQuery,
  body: null,
  handle: async ({ client, params }, { stores }) => {
    const id = readId(params.id);
    const property = id === null ? null : await stores.properties.find(client.id, id);
    return property === null
      ? refuse([{ code: "Resource.NotFound" }])
      : succeed({ status: 200, body: toWire(property) });
  },
});

/** Properties are settings of the client (contract section 9): who may change those may change these, by U-24. */
const create = adminRoute({
  method: "POST",
  path: LIST_PATH,
  permission: "settings:write",
  query: NoQuery,
  body: PropertyFields,
  handle: async ({ actor, body, origin }, dependencies) => {
    const created = await createProperty(dependencies, actor, body, origin);
    return created.ok ? succeed({ status: 201, body: toWire(created.value) }) : refuse([toProblem(created.refusal)]);
  },
});

const replace = adminRoute({
  method: "PUT",
  path: ONE_PATH,
  permission: "settings:write",
  query: NoQuery,
  // What the service gives, such as `id` and `token`, may be sent back and is not looked at.
  body: PropertyFields,
  handle: async ({ actor, body, origin, params }, dependencies) => {
    const id = readId(params.id);
    if (id === null) return refuse([{ code: "Resource.NotFound" }]);
    const replaced = await replaceProperty(dependencies, actor, id, body, origin);
    if (replaced.ok) return succeed({ status: 200, body: toWire(replaced.value) });
    return refuse([toProblem(replaced.refusal)]);
  },
});

/** Null for text that is no id of ours, which is then the id of nothing. */
function readId(text: string | string[] | undefined): number | null {
  const id = typeof text === "string" && /^[1-9]\d{0,15}$/.test(text) ? Number(text) : null;
  return id !== null && Number.isSafeInteger(id) ? id : null;
}

const toWire = (property: Property) => ({
  ...property,
  createdAt: property.createdAt.toISOString(),
  modifiedAt: property.modifiedAt.toISOString(),
});

export function toProblem(refusal: PropertyRefusal | "not-found" | "forbidden"): AdminProblem {
  switch (refusal) {
    case "forbidden":
      return { code: "Permission.Denied", message: "The role of this credential does not allow to assign workspaces" };
    case "not-found":
      return { code: "Resource.NotFound" };
    case "name-taken":
      return { code: "Property.NameTaken", meta: { parameter: "name" } };
    case "unknown-workspace":
      return {
        code: "Parameter.Invalid",
        message: "workspaces names one that this client does not have",
        meta: { parameter: "workspaces" },
      };
  }
}

/** `GET` and `POST /{tenant}/target/properties` (contract section 13). */
export const propertyListRoutes: readonly AnyAdminRoute[] = [listProperties, create];

/** `GET` and `PUT /{tenant}/target/properties/{id}`. */
export const propertyRoutes: readonly AnyAdminRoute[] = [readProperty, replace];

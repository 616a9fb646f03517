import "server-only";
import { STATUS_CODES } from "node:http";
import type { z } from "zod";
import type { AnyAdminRoute, RouteDocumentation } from "@/server/admin-route";
import type { SchemaCollector } from "./openapi-schemas";
import type { JsonSchema, OpenApiOperation, OpenApiParameter, OpenApiResponse } from "./openapi-types";

/** How one of the two APIs writes what it sends, and which parameter of its paths every route shares. */
export type Surface = {
  readonly mediaType: string;
  readonly problemResponse: "Problem" | "TargetProblem";
  /** Names in paths that stand for a shared parameter. */
  readonly sharedParameters: Readonly<Record<string, string>>;
  readonly hasEntityTags: boolean;
};

/** Refusals that any route may give. */
const COMMON_STATUSES = [400, 401, 403, 404, 503];

/** One route as the document tells of it. */
export function toOperation(
  route: AnyAdminRoute,
  path: string,
  documentation: RouteDocumentation & { readonly query?: z.ZodType },
  surface: Surface,
  schemas: SchemaCollector,
): OpenApiOperation {
  const { operationId, summary, tag, description, response, requestExample, otherStatuses = [] } = documentation;
  const refusals = new Set([
    ...COMMON_STATUSES,
    ...otherStatuses,
    ...(route.body === null ? [] : [413]),
    ...(route.ifMatch === undefined ? [] : [412]),
    ...(route.ifMatch === "required" ? [428] : []),
  ]);
  const hasTag = surface.hasEntityTags && response.contentType === undefined && response.schema !== null;
  const isRead = route.method === "GET";
  return {
    operationId,
    summary,
    tags: [tag],
    ...(description === undefined ? {} : { description }),
    "x-permission": route.permission,
    "x-scope": route.scope ?? "client",
    parameters: [
      ...pathParameters(route, path, surface, schemas),
      ...queryParameters(documentation.query ?? route.query, schemas),
      ...(hasTag && isRead ? [{ $ref: "#/components/parameters/IfNoneMatch" }] : []),
      ...(route.ifMatch === "optional" ? [{ $ref: "#/components/parameters/IfMatch" }] : []),
      ...(route.ifMatch === "required" ? [{ $ref: "#/components/parameters/RequiredIfMatch" }] : []),
      ...(route.isIdempotent === true ? [{ $ref: "#/components/parameters/IdempotencyKey" }] : []),
    ],
    ...(route.body === null
      ? {}
      : {
          requestBody: {
            required: true,
            content: { [surface.mediaType]: { schema: schemas.input(route.body), example: requestExample } },
          },
        }),
    responses: {
      [response.status]: toResponse(documentation, surface, hasTag && (isRead || route.ifMatch !== undefined), schemas),
      ...(hasTag && isRead ? { 304: { description: "It is as the tag in `If-None-Match` says" } } : {}),
      ...Object.fromEntries(
        [...refusals]
          .sort((a, b) => a - b)
          .map((status) => [String(status), { $ref: `#/components/responses/${surface.problemResponse}${status}` }]),
      ),
    },
  };
}

function toResponse(
  { response: { status, schema, example, contentType } }: RouteDocumentation,
  { mediaType }: Surface,
  hasTag: boolean,
  schemas: SchemaCollector,
): OpenApiResponse {
  return {
    description: statusText(status),
    ...(hasTag
      ? { headers: { ETag: { description: "Names this state, for `If-Match`", schema: { type: "string" } } } }
      : {}),
    ...(schema === null
      ? {}
      : { content: { [contentType ?? mediaType]: { schema: schemas.output(schema), example } } }),
  };
}

export const statusText = (status: number): string => STATUS_CODES[status] ?? String(status);

function pathParameters(
  route: AnyAdminRoute,
  path: string,
  { sharedParameters }: Surface,
  schemas: SchemaCollector,
): OpenApiOperation["parameters"] {
  const known = route.params === undefined ? {} : propertiesOf(schemas.input(route.params));
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => {
    const shared = sharedParameters[name];
    if (shared !== undefined) return { $ref: `#/components/parameters/${shared}` };
    return { name, in: "path", required: true, schema: known[name] ?? { type: "string" } };
  });
}

function queryParameters(query: z.ZodType, schemas: SchemaCollector): readonly OpenApiParameter[] {
  const schema = schemas.input(query);
  const required = new Set((schema.required ?? []) as readonly string[]);
  return Object.entries(propertiesOf(schema)).map(([name, { description, ...own }]) => ({
    name,
    in: "query",
    required: required.has(name),
    ...(typeof description === "string" ? { description } : {}),
    schema: own,
  }));
}

const propertiesOf = ({ properties = {} }: JsonSchema): Readonly<Record<string, JsonSchema>> =>
  properties as Readonly<Record<string, JsonSchema>>;

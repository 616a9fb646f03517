import "server-only";
import { ClientSettings, OriginalSettings } from "@silhouette/core/settings";
import { TOKEN_SCOPES } from "@silhouette/core/token";
import { z } from "zod";
import { attributeNameRoutes } from "@/features/attribute-names/admin-routes";
import { settingsRoutes, tokenRoutes } from "@/features/implementation/admin-routes";
import { propertyListRoutes, propertyRoutes } from "@/features/properties/admin-routes";
import type { AnyAdminRoute, RouteDocumentation } from "@/server/admin-route";
import { Time } from "@/server/api-schema";

/** Every route below `/{tenant}/target`: the original's own paths (contract section 13). */
export const TARGET_ROUTES: readonly AnyAdminRoute[] = [
  ...tokenRoutes,
  ...settingsRoutes,
  ...propertyListRoutes,
  ...propertyRoutes,
  ...attributeNameRoutes,
];

const tag = "Target's own paths";

const Token = z
  .object({
    accessToken: z.string(),
    tokenType: z.literal("bearer"),
    scope: z.enum(TOKEN_SCOPES),
    expiresIn: z.int().describe("Seconds"),
  })
  .meta({ id: "TargetToken" });

const token = {
  accessToken: "sil_4fWmT0cQnZ8RkX2d_bN7vJ1yHqL5sPzE3wUoA9iGtKfC6rMxDlYVhB2eS0jQ4nTa_0Zk3Pq",
  tokenType: "bearer",
  scope: "profile_api",
  expiresIn: 7_775_999,
};

const { requireAuthentication: enableProfileApiAuthentication, ...own } = ClientSettings.shape;
const Settings = z
  .object({ enableProfileApiAuthentication, ...own, ...OriginalSettings.shape })
  .partial()
  .meta({ id: "TargetSettings" });

const Property = z
  .object({
    id: z.int(),
    name: z.string(),
    description: z.string(),
    channel: z.enum(["web", "mobile", "email", "other"]),
    workspaces: z.array(z.string()),
    token: z.string(),
    createdAt: Time,
    modifiedAt: Time,
  })
  .meta({ id: "TargetProperty" });

const property = {
  id: 4_503_599_627_371,
  name: "Shop",
  description: "",
  channel: "web",
  workspaces: ["0195565b-2c8b-7a33-9b1e-6f1d4c2b8a90"],
  token: "0b3e1c5a-7d4f-4a57-9a60-51e7f3f2f7c1",
  createdAt: "2026-03-02T09:15:27.411Z",
  modifiedAt: "2026-03-02T09:15:27.411Z",
};
const propertyFields = { name: "Shop", channel: "web" };

type TargetDocumentation = RouteDocumentation & {
  /** Where the reference shows another query than the one that is read: callers of old may send more. */
  readonly query?: z.ZodType;
};

const TokenQuery = z.object({ authorizationScope: z.enum(TOKEN_SCOPES) });

/** What the reference says of each, by method and path. A test holds the two lists equal. */
export const TARGET_DOCUMENTATION: Readonly<Record<string, TargetDocumentation>> = {
  "GET /authentication/token": {
    operationId: "targetReadToken",
    summary: "Read the live profile token",
    description:
      "Only where the operator lets tokens be kept (`TOKEN_RETRIEVAL`); otherwise 403 with the seconds left.",
    tag,
    query: TokenQuery,
    response: { status: 200, schema: Token, example: token },
  },
  "POST /authentication/token": {
    operationId: "targetCreateToken",
    summary: "Make a new profile token in place of the live one",
    tag,
    query: TokenQuery,
    response: { status: 201, schema: Token, example: token },
  },
  "GET /clients/settings": {
    operationId: "targetReadSettings",
    summary: "Read the settings under the original's names",
    tag,
    response: { status: 200, schema: Settings, example: { enableProfileApiAuthentication: true } },
  },
  "PUT /clients/settings": {
    operationId: "targetWriteSettings",
    summary: "Write the settings",
    description: "What is absent stays as it was, but for `enableProfileApiAuthentication`, which must be there.",
    tag,
    response: { status: 200, schema: Settings, example: { enableProfileApiAuthentication: true } },
    requestExample: { enableProfileApiAuthentication: true },
  },
  "PATCH /clients/settings": {
    operationId: "targetChangeSettings",
    summary: "Change single settings",
    tag,
    response: { status: 200, schema: Settings, example: { enableProfileApiAuthentication: false } },
    requestExample: { enableProfileApiAuthentication: false },
  },
  "GET /properties": {
    operationId: "targetListProperties",
    summary: "List properties",
    tag,
    response: {
      status: 200,
      schema: z.object({ total: z.int(), offset: z.int(), limit: z.int(), properties: z.array(Property) }),
      example: { total: 1, offset: 0, limit: 100, properties: [property] },
    },
  },
  "POST /properties": {
    operationId: "targetCreateProperty",
    summary: "Make a property",
    tag,
    response: { status: 201, schema: Property, example: property },
    requestExample: propertyFields,
  },
  "GET /properties/{id}": {
    operationId: "targetReadProperty",
    summary: "Read one property",
    tag,
    response: { status: 200, schema: Property, example: property },
  },
  "PUT /properties/{id}": {
    operationId: "targetReplaceProperty",
    summary: "Replace a property",
    tag,
    response: { status: 200, schema: Property, example: property },
    requestExample: propertyFields,
  },
  "GET /profileattributes/mbox": {
    operationId: "targetListAttributeNames",
    summary: "List the names of profile attributes that were ever written",
    tag,
    response: {
      status: 200,
      schema: z.object({ mboxProfileAttributes: z.array(z.string()) }),
      example: { mboxProfileAttributes: ["tier"] },
    },
  },
};

import "server-only";
import { ClientCode } from "@silhouette/core/client";
import { z } from "zod";
import packageJson from "@/package.json";
import { ADMIN_MEDIA_TYPE } from "@/server/admin-problem";
import type { AnyAdminRoute } from "@/server/admin-route";
import { API_BASE_PATH, apiPathOf } from "@/server/api-router";
import { Time } from "@/server/api-schema";
import { type Surface, statusText, toOperation } from "./openapi-operation";
import { SchemaCollector } from "./openapi-schemas";
import type { OpenApiDocument, OpenApiOperation, OpenApiParameter, OpenApiResponse } from "./openapi-types";
import { API_ROUTES } from "./routes";
import { TARGET_DOCUMENTATION, TARGET_ROUTES } from "./target-operations";

/** What each heading of the reference is about. */
const TAGS: Readonly<Record<string, string>> = {
  "Access tokens": "An admin credential gets a token here, and sends it with every other call.",
  Clients: "The accounts of the installation.",
  Settings: "What a client has decided for itself.",
  Tokens: "Profile tokens: the secrets that open the Profile API of one client.",
  Notices: "Tokens that are about to expire, and how people and programs are told.",
  Calls: "How often the Profile API was called, by what, and what requiring a token would mean for those callers.",
  Profiles: "Single profiles, for support and repair. Programs that serve visitors use the Profile API itself.",
  Batches: "Submitted files and what became of their rows. Files are submitted to the Profile API.",
  Properties: "Sites and apps of a client.",
  Privacy: "Requests of visitors to see or to remove what is known of them.",
  Members: "The people of a client and their roles.",
  Workspaces: "Parts of a client in which roles hold.",
  Credentials: "Programs that may call this API.",
  "Audit log": "Who did what, and what was refused.",
  "Target's own paths": "The admin API of Adobe Target, for scripts written for it.",
  "Profile API":
    "Update, fetch, bulk upload and delivery, as Adobe Target has them: `/m2/{client}/profile/update`, `/rest/v1/profiles/…`, `/m2/{client}/v2/profile/batchUpdate`, `/m2/{client}/profile/batchStatus`, `/rest/v1/delivery`. They are served by every edge; the wire contract describes them.",
};

const OWN: Surface = {
  mediaType: "application/json",
  problemResponse: "Problem",
  sharedParameters: { code: "ClientCode" },
  hasEntityTags: true,
};

const TARGET: Surface = {
  mediaType: ADMIN_MEDIA_TYPE.split(";", 1)[0] ?? "",
  problemResponse: "TargetProblem",
  sharedParameters: { tenant: "Tenant" },
  hasEntityTags: false,
};

const Problem = z
  .object({
    type: z.string().describe("`urn:silhouette:problem:…`; never changes its meaning"),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    instance: z.string().describe("The id of the request, as in `X-Request-Id` and in the logs"),
    errors: z
      .array(z.looseObject({ type: z.string(), detail: z.string(), parameter: z.string().optional() }))
      .optional(),
  })
  .meta({ id: "Problem", description: "RFC 9457" });

const TargetProblem = z
  .object({
    httpStatus: z.int(),
    requestId: z.string(),
    requestTime: Time,
    errors: z.array(z.object({ errorCode: z.string(), message: z.string(), meta: z.record(z.string(), z.unknown()) })),
  })
  .meta({ id: "TargetProblem", description: "The error envelope of the original" });

/** Statuses that a refusal may have, of both APIs. */
const REFUSAL_STATUSES = [400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 428, 500, 503];

/**
 * The description of the admin API: everything that is served, and nothing else, because it is made from the routes
 * that serve it. Holds nothing of the installation, so that anybody may read it.
 */
export function createOpenApiDocument(): OpenApiDocument {
  const schemas = new SchemaCollector();
  const paths: Record<string, Record<string, OpenApiOperation>> = { "/ims/token/v3": { post: accessTokens(schemas) } };
  const add = (path: string, { method }: AnyAdminRoute, operation: OpenApiOperation) => {
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation };
  };
  for (const route of API_ROUTES) {
    const path = `${API_BASE_PATH}${apiPathOf(route)}`;
    if (route.documentation === undefined) throw new Error(`${route.method} ${path} has no documentation`);
    add(path, route, toOperation(route, path, route.documentation, OWN, schemas));
  }
  for (const route of TARGET_ROUTES) {
    const path = `/{tenant}/target${route.path}`;
    const documentation = TARGET_DOCUMENTATION[`${route.method} ${route.path}`];
    if (documentation === undefined) throw new Error(`${route.method} ${path} has no documentation`);
    add(path, route, toOperation(route, path, documentation, TARGET, schemas));
  }
  const problems = {
    ...problemResponses("Problem", "application/problem+json", schemas.output(Problem)),
    ...problemResponses("TargetProblem", TARGET.mediaType, schemas.output(TargetProblem)),
  };
  return {
    openapi: "3.1.0",
    info: {
      title: "Silhouette admin API",
      version: packageJson.version,
      summary: "Clients, settings, tokens, members and reports of a Silhouette installation",
      description: DESCRIPTION,
      license: { name: "Apache 2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/", description: "The console that serves this document" }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    security: [{ clientCredentials: [] }, { accessToken: [] }],
    paths,
    components: {
      schemas: schemas.components(),
      parameters: sharedParameters(schemas),
      responses: usedResponses(problems, paths),
      securitySchemes: {
        clientCredentials: {
          type: "oauth2",
          description: "An admin credential's id and secret, given to `/ims/token/v3`.",
          flows: { clientCredentials: { tokenUrl: "/ims/token/v3", scopes: {} } },
        },
        accessToken: { type: "http", scheme: "bearer", description: "An access token from `/ims/token/v3`." },
      },
    },
  };
}

const DESCRIPTION = `Everything that the console does, without a browser.

Get an access token with an admin credential at \`/ims/token/v3\`, and send it as \`Authorization: Bearer …\`. What a
credential does not reach answers like what does not exist: 404. Each call names the permission that it asks for as
\`x-permission\`. Errors are problems by RFC 9457. Lists take \`limit\` and \`cursor\`, and give \`next\`. Times are UTC.`;

const AccessToken = z
  .object({ access_token: z.string(), token_type: z.literal("bearer"), expires_in: z.int().describe("Seconds") })
  .meta({ id: "AccessToken" });

const TokenRequest = z.object({
  grant_type: z.literal("client_credentials"),
  client_id: z.string(),
  client_secret: z.string(),
});

const OAuthError = z.object({ error: z.string(), error_description: z.string() }).meta({ id: "OAuthError" });

function accessTokens(schemas: SchemaCollector): OpenApiOperation {
  const refusal = { "application/json": { schema: schemas.output(OAuthError) } };
  return {
    operationId: "createAccessToken",
    summary: "Get an access token for an admin credential",
    tags: ["Access tokens"],
    description: "The client-credentials grant of OAuth 2.0 (RFC 6749). Id and secret may also come as HTTP Basic.",
    security: [],
    parameters: [],
    requestBody: {
      required: true,
      content: {
        "application/x-www-form-urlencoded": {
          schema: schemas.input(TokenRequest),
          example: { grant_type: "client_credentials", client_id: "automation", client_secret: "the secret" },
        },
      },
    },
    responses: {
      200: {
        description: statusText(200),
        content: {
          "application/json": {
            schema: schemas.output(AccessToken),
            example: { access_token: "eyJhbGciOiJIUzI1NiJ9.…", token_type: "bearer", expires_in: 86_399 },
          },
        },
      },
      400: { description: statusText(400), content: refusal },
      401: { description: statusText(401), content: refusal },
    },
  };
}

function sharedParameters(schemas: SchemaCollector): Record<string, OpenApiParameter> {
  const text = { type: "string" };
  const code = schemas.input(ClientCode);
  return {
    ClientCode: { name: "code", in: "path", required: true, description: "The client's code", schema: code },
    Tenant: { name: "tenant", in: "path", required: true, description: "The client's code", schema: code },
    IfMatch: {
      name: "If-Match",
      in: "header",
      required: false,
      description: "The `ETag` that was read: the call changes nothing else",
      schema: text,
    },
    RequiredIfMatch: {
      name: "If-Match",
      in: "header",
      required: true,
      description: "The `ETag` that was read: the call changes nothing else",
      schema: text,
    },
    IfNoneMatch: {
      name: "If-None-Match",
      in: "header",
      required: false,
      description: "The `ETag` of what is known already",
      schema: text,
    },
    IdempotencyKey: {
      name: "Idempotency-Key",
      in: "header",
      required: false,
      description: "Any text that is new for each act: a repeated call with it gets the first reply again",
      schema: { type: "string", minLength: 1, maxLength: 255 },
    },
  };
}

const problemResponses = (prefix: string, mediaType: string, schema: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    REFUSAL_STATUSES.map((status): [string, OpenApiResponse] => [
      `${prefix}${status}`,
      { description: statusText(status), content: { [mediaType]: { schema } } },
    ]),
  );

/** Responses that some operation refers to. */
function usedResponses(responses: Readonly<Record<string, OpenApiResponse>>, paths: OpenApiDocument["paths"]) {
  const text = JSON.stringify(paths);
  return Object.fromEntries(
    Object.entries(responses).filter(([name]) => text.includes(`"#/components/responses/${name}"`)),
  );
}

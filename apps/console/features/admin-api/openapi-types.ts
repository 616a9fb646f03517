/** The parts of an OpenAPI 3.1 document that this service writes and its reference shows. */

export type JsonSchema = { readonly [keyword: string]: unknown };

export type OpenApiParameter = {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
};

export type OpenApiContent = {
  readonly [mediaType: string]: { readonly schema: JsonSchema; readonly example?: unknown };
};

export type OpenApiResponse = {
  readonly description: string;
  readonly headers?: { readonly [name: string]: { readonly description: string; readonly schema: JsonSchema } };
  readonly content?: OpenApiContent;
};

export type OpenApiOperation = {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly [string];
  readonly description?: string;
  readonly "x-permission"?: string;
  readonly "x-scope"?: "client" | "installation";
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters: readonly (OpenApiParameter | { readonly $ref: string })[];
  readonly requestBody?: { readonly required: true; readonly content: OpenApiContent };
  readonly responses: { readonly [status: string]: OpenApiResponse | { readonly $ref: string } };
};

export type OpenApiDocument = {
  readonly openapi: "3.1.0";
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly summary: string;
    readonly description: string;
    readonly license: { readonly name: string; readonly identifier: string };
  };
  readonly servers: readonly { readonly url: string; readonly description: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly paths: { readonly [path: string]: { readonly [method: string]: OpenApiOperation } };
  readonly components: {
    readonly schemas: { readonly [name: string]: JsonSchema };
    readonly parameters: { readonly [name: string]: OpenApiParameter };
    readonly responses: { readonly [name: string]: OpenApiResponse };
    readonly securitySchemes: { readonly [name: string]: object };
  };
};

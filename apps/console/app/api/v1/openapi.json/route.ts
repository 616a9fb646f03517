import { createOpenApiDocument } from "@/features/admin-api/openapi-document";

let document: string | undefined;

/** The description of the admin API (OpenAPI 3.1). Open to everybody: it says nothing that the source does not. */
export function GET(): Response {
  document ??= JSON.stringify(createOpenApiDocument());
  return new Response(document, {
    headers: { "Content-Type": "application/vnd.oai.openapi+json;version=3.1", "Cache-Control": "public, max-age=300" },
  });
}

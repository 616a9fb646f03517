import { expect, test } from "vitest";
import { curlCommand } from "./curl-command";
import { createOpenApiDocument } from "./openapi-document";

const document = createOpenApiDocument();

function command(operationId: string): string {
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      if (operation.operationId !== operationId) continue;
      const call = { method, path, operation };
      return curlCommand(call, document.components.parameters, "https://console.example", "acme");
    }
  }
  throw new Error(`no ${operationId}`);
}

test("a call that reads names the address and the client, and takes the token from the environment", () => {
  expect(command("readSettings")).toBe(
    `curl 'https://console.example/api/v1/clients/acme/settings' \\\n  -H "Authorization: Bearer $TOKEN"`,
  );
});

test("a call with a body sends the example, and what is required stands in the query", () => {
  expect(command("changeProfile")).toContain(
    `-H 'Content-Type: application/json' \\\n  -d '{"attributes":{"tier":"gold"}}'`,
  );
  expect(command("targetCreateToken")).toContain("token?authorizationScope=profile_api'");
});

test("the call for an access token carries none, and is a form", () => {
  const text = command("createAccessToken");
  expect(text).not.toContain("Bearer");
  expect(text).toContain("-d 'grant_type=client_credentials'");
});

import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, test } from "vitest";
import { apiPathOf } from "@/server/api-router";
import { createOpenApiDocument } from "./openapi-document";
import { API_ROUTES } from "./routes";
import { TARGET_DOCUMENTATION, TARGET_ROUTES } from "./target-operations";

const document = createOpenApiDocument();
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

test("the document is valid OpenAPI 3.1 by a public validator, with every reference", async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone(document) as unknown as Record<string, unknown>);
  expect([valid, errors]).toEqual([true, undefined]);
  expect(validator.version).toBe("3.1");
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = ""]) => path);
  expect(references.length).toBeGreaterThan(0);
  for (const path of references) {
    const found = path.split("/").reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], document);
    expect(found, path).toBeDefined();
  }
});

test("no two routes share a method and a path: the second would never be reached", () => {
  const routes = API_ROUTES.map((route) => `${route.method} ${apiPathOf(route)}`);
  expect(routes.filter((route, index) => routes.indexOf(route) !== index)).toEqual([]);
});

test("operations are named once, stand under a described heading, and each route has one", () => {
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => /^[a-z][A-Za-z]+$/.test(id))).toBe(true);
  const headings = new Set(document.tags.map(({ name }) => name));
  expect(operations.flatMap(({ tags }) => tags).filter((tag) => !headings.has(tag))).toEqual([]);
  expect(operations).toHaveLength(API_ROUTES.length + TARGET_ROUTES.length + 1);
  const known = TARGET_ROUTES.map(({ method, path }) => `${method} ${path}`);
  expect(Object.keys(TARGET_DOCUMENTATION).sort()).toEqual(known.sort());
});

describe("examples are what their schemas say", () => {
  const documented = [
    ...API_ROUTES.map((route) => ({ route, documentation: route.documentation })),
    ...TARGET_ROUTES.map((route) => ({
      route,
      documentation: TARGET_DOCUMENTATION[`${route.method} ${route.path}`],
    })),
  ];
  test.each(documented.map((entry) => [entry.documentation?.operationId, entry] as const))("%s", (_id, entry) => {
    const { route, documentation } = entry;
    const { schema, example } = documentation?.response ?? { schema: null, example: undefined };
    const reply = schema?.safeParse(JSON.parse(JSON.stringify(example)));
    expect(reply?.error).toBeUndefined();
    if (route.body === null) expect(documentation?.requestExample).toBeUndefined();
    else expect(route.body.safeParse(documentation?.requestExample).error).toBeUndefined();
  });
});

test("names of schemas, secrets and internals do not leak into it", () => {
  const text = JSON.stringify(document);
  expect(text).not.toMatch(/\$defs|#\/definitions|secretHash|__schema\d/);
});

import { randomBytes } from "node:crypto";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FIRST_START, type Installation, startInstallation } from "../support/installation.ts";
import { fetchAdminToken } from "./admin-calls.ts";
import { type Backdoor, createHttpTarget, openBackdoor } from "./http-target.ts";
import { createThings } from "./openapi-things.ts";

/**
 * The OpenAPI document as it is served: every example in it is sent to the installation that serves it, and what comes
 * back is what the document says. An installation of its own: the first start's client must not have the name of the
 * example's, and tokens are kept, for the one call that reads one.
 */
const installation: Installation = await startInstallation({
  env: {
    BOOTSTRAP_CLIENT_CODE: "first",
    BOOTSTRAP_IMS_ORG_ID: undefined,
    TOKEN_RETRIEVAL: "encrypted",
    TOKEN_RETRIEVAL_KEY: randomBytes(32).toString("base64"),
  },
});
const { consoleUrl, databaseUrl } = installation;
const served = await fetch(`${consoleUrl}/api/v1/openapi.json`);
const document = (await served.json()) as Document;
const calls = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);

let bearer: string;
let backdoor: Backdoor;
let things: Awaited<ReturnType<typeof createThings>>;

beforeAll(async () => {
  bearer = await fetchAdminToken(consoleUrl);
  backdoor = openBackdoor(databaseUrl);
  things = await createThings(createHttpTarget("console", consoleUrl, backdoor), backdoor, databaseUrl, bearer);
});
afterAll(async () => {
  await things.close();
  await backdoor.close();
  await installation.stop();
});

test("the document is served to everybody, as OpenAPI 3.1", () => {
  expect([served.status, document.openapi]).toEqual([200, "3.1.0"]);
  expect(served.headers.get("content-type")).toBe("application/vnd.oai.openapi+json;version=3.1");
});

test("its other address leads to the reference", async () => {
  const reply = await fetch(`${consoleUrl}/api/docs`, { redirect: "manual" });
  expect([reply.status, reply.headers.get("location")]).toEqual([307, "/api-reference"]);
});

describe("the example of every call works, and is answered as documented", () => {
  test.each(calls.map((call) => [call.operation.operationId, call] as const))("%s", async (_id, call) => {
    const { operation, path } = call;
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
    const prepared = await things.prepare(operation.operationId, names);
    const [mediaType, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
    const example =
      content === undefined ? undefined : things.withOwnWorkspace({ ...content.example, ...prepared.body });
    const reply = await send(call, prepared, mediaType, example);
    const text = await reply.text();

    const [status = "", documented] = Object.entries(operation.responses).find(([code]) => code.startsWith("2")) ?? [];
    expect([reply.status, text.slice(0, 500)]).toEqual([Number(status), expect.any(String)]);
    const [replyType, replyContent] = Object.entries(documented?.content ?? {})[0] ?? [];
    expect(reply.headers.get("content-type")?.split(";", 1)[0]).toBe(replyType);
    if (replyContent === undefined) return expect(text).toBe("");
    expectToMatch(replyContent.schema, replyType?.endsWith("json") ? JSON.parse(text) : text);
    if (documented?.headers?.ETag !== undefined) expect(reply.headers.get("etag")).toMatch(/^"[\w-]+"$/);
  });
});

describe("refusals are what the document says", () => {
  const guarded = calls.filter(({ operation }) => operation.security === undefined);

  test.each(guarded.map((call) => [call.operation.operationId, call] as const))("%s", async (_id, call) => {
    const path = Object.fromEntries([...call.path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => [name, "nothing"]));
    const reply = await fetch(`${consoleUrl}${fill(call.path, path)}`, { method: call.method });
    expect(reply.status).toBe(401);
    const { $ref = "" } = call.operation.responses["401"] ?? {};
    const documented = document.components.responses[$ref.slice("#/components/responses/".length)];
    const [type = "", content] = Object.entries(documented?.content ?? {})[0] ?? [];
    expect(reply.headers.get("content-type")?.split(";", 1)[0]).toBe(type);
    expectToMatch(content?.schema ?? false, await reply.json());
  });
});

test("what was read can be changed under its tag once, and 304 saves the second reading", async () => {
  const url = `${consoleUrl}/api/v1/clients/${things.client.code}/settings`;
  const headers = { authorization: `Bearer ${bearer}`, "content-type": "application/json" };
  const tag = (await fetch(url, { headers })).headers.get("etag") ?? "";
  expect((await fetch(url, { headers: { ...headers, "if-none-match": tag } })).status).toBe(304);
  const change = (seconds: number) =>
    fetch(url, {
      method: "PATCH",
      headers: { ...headers, "if-match": tag },
      body: JSON.stringify({ tokenGraceSeconds: seconds }),
    });
  const both = await Promise.all([change(61), change(62)]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
});

type Content = { readonly schema: object | boolean; readonly example?: object };
type Documented = {
  readonly $ref?: string;
  readonly headers?: { readonly ETag?: object };
  readonly content?: Readonly<Record<string, Content>>;
};
type Operation = {
  readonly operationId: string;
  readonly security?: readonly object[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, Documented>>;
};
type Document = {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: object; readonly responses: Readonly<Record<string, Documented>> };
};
type Call = (typeof calls)[number];

const fill = (path: string, values: Readonly<Record<string, string>>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ""));

function send(
  { path, method, operation }: Call,
  prepared: { readonly path: Readonly<Record<string, string>>; readonly query: Readonly<Record<string, string>> },
  mediaType: string | undefined,
  example: unknown,
): Promise<Response> {
  const query = new URLSearchParams(prepared.query).toString();
  const url = `${consoleUrl}${fill(path, prepared.path)}${query === "" ? "" : `?${query}`}`;
  const authorization = operation.security === undefined ? { authorization: `Bearer ${bearer}` } : undefined;
  if (mediaType === "application/x-www-form-urlencoded") {
    const secret = { client_secret: FIRST_START.BOOTSTRAP_API_CLIENT_SECRET };
    return fetch(url, { method, body: new URLSearchParams({ ...(example as object), ...secret }) });
  }
  return fetch(url, {
    method,
    headers: { ...authorization, ...(mediaType === undefined ? {} : { "content-type": mediaType }) },
    ...(example === undefined ? {} : { body: JSON.stringify(example) }),
  });
}

const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);

function expectToMatch(schema: object | boolean, value: unknown): void {
  const validate = ajv.compile({ allOf: [schema], components: document.components });
  validate(value);
  expect(validate.errors ?? []).toEqual([]);
}

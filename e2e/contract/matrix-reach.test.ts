import type { Client } from "@silhouette/core/client";
import { WORKSPACE_ROLES, type WorkspaceRole } from "@silhouette/core/member-rules";
import { ROLE_PERMISSIONS } from "@silhouette/core/permission";
import { createPrisma } from "@silhouette/db/prisma-client";
import { makeClient, makeMember } from "@silhouette/db/testing-factories";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { signInByHttp } from "../support/sign-in-by-http.ts";
import { fillPath, readBuiltConsole } from "./built-console.ts";
import { createCallers, eachAtOnce, isRefused } from "./matrix-callers.ts";
import { createPeople } from "./matrix-people.ts";
import { ACTIONS, PAGES, type Rule } from "./matrix-rules.ts";
import { makeThings, readThings, THING_NAME, type Things } from "./matrix-things.ts";

/**
 * What `matrix.test.ts` leaves out: roles that hold in one named workspace alone, and real ids of things that belong to
 * another client, or to a workspace out of reach, under a path that the caller may use. Such an id is answered like one
 * that nothing has, to the byte.
 */
const { consoleUrl, databaseUrl } = inject("installation");
const built = readBuiltConsole();
const { callApi, getPage, callAction } = createCallers(consoleUrl);
const prisma = createPrisma(databaseUrl, { poolMax: 4 });
const people = createPeople(prisma, consoleUrl);

let own: Client;
let things: Things;
/** Two workspaces of the own client: callers have their role in the first. */
let shop: string;
let blog: string;

beforeAll(async () => {
  const foreign = await makeClient(prisma);
  own = await makeClient(prisma, { settings: { adminSettingsEditors: "approver" } });
  things = await makeThings(prisma, foreign);
  [shop, blog] = [await people.makeWorkspace(own, "Shop"), await people.makeWorkspace(own, "Blog")];
}, 60_000);
afterAll(() => prisma.$disconnect());

const document = (await (await fetch(`${consoleUrl}/api/v1/openapi.json`)).json()) as Document;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, operation]) =>
    operation["x-permission"] === undefined || operation["x-scope"] === "installation"
      ? []
      : [{ path, method: method.toUpperCase(), permission: operation["x-permission"], operation }],
  ),
);

const isAllowed = (rule: Rule, role: WorkspaceRole): boolean =>
  ["public", "signed-in", "own-account"].includes(rule) ||
  (ROLE_PERMISSIONS.approver[role] as readonly string[]).includes(rule);

describe("a role in one named workspace", () => {
  test.each(WORKSPACE_ROLES)("of a program opens what the table says in the client: %s", async (role) => {
    const bearer = await people.makeBearer(role, own, shop);
    const wrong: string[] = [];
    await eachAtOnce(operations, async ({ path, method, permission }) => {
      const status = await callApi(method, path, own.code, bearer);
      const isOpen = isAllowed(permission, role);
      if (isOpen ? isRefused(status) : status !== 403) wrong.push(`${method} ${path}: ${status}`);
    });
    expect(wrong).toEqual([]);
  });

  test.each(["observer", "workspaceAdmin"] as const)("of a member opens pages and actions: %s", async (role) => {
    const cookie = await people.makeCookieIn(role, own, shop);
    const pages = built.pages.filter((path) => !path.startsWith("/_"));
    const wrong: string[] = [];
    await eachAtOnce(pages, async (path) => {
      const { status } = await getPage(path, `${cookie}; silhouette-client=${own.code}`);
      if (isAllowed(PAGES[path] ?? "public", role) === isRefused(status)) wrong.push(`${path}: ${status}`);
    });
    await eachAtOnce(built.actions, async ({ id, name, page }) => {
      const rule = ACTIONS[name] ?? "public";
      if (["public", "signed-in", "own-account"].includes(rule)) return;
      const outcome = await callAction(id, page, own.code, cookie);
      if (isAllowed(rule, role) === (outcome === "forbidden")) wrong.push(`${name}: ${outcome}`);
    });
    expect(wrong).toEqual([]);
  });

  test("does not reach the members of another one: they are as absent as nobody", async () => {
    const bearer = await people.makeBearer("workspaceAdmin", own, shop);
    const { member } = await people.makeMemberIn("editor", own, blog);
    const ofMembers = operations.filter(({ path }) => path.includes("{memberId}"));
    expect(ofMembers.length).toBeGreaterThan(0);
    expect(await differing(ofMembers, { memberId: member.id }, bearer)).toEqual([]);
    expect(await prisma.membership.findMany({ where: { userId: member.id } })).toMatchObject([{ workspaceId: blog }]);
  });
});

describe("an id of another client's thing, under the own client", () => {
  const ofThings = operations.filter(({ path }) => /\{(?!code|tenant)\w+\}/.test(path));

  test("is answered like the id of nothing, by every call, and nothing happens to it", async () => {
    const named = new Set(ofThings.flatMap(({ path }) => namesOf(path)));
    expect([...named].filter((name) => things[name] === undefined)).toEqual([]);
    const before = await readThings(prisma, things);
    const bearer = await people.makeBearer("productAdmin", own);
    expect(await differing(ofThings, things, bearer)).toEqual([]);
    expect(await readThings(prisma, things)).toEqual(before);
  });

  test("is no page's, and no page shows its name", async () => {
    const { member, password } = await makeMember(prisma, { role: "productAdmin", client: own });
    const cookie = await signInByHttp(consoleUrl, member.email, password);
    const wrong: string[] = [];
    const pages = built.pages.filter((path) => namesOf(path).some((name) => things[name] !== undefined));
    expect(pages.length).toBeGreaterThan(0);
    await eachAtOnce(pages, async (path) => {
      const at = `${cookie}; silhouette-client=${own.code}`;
      const [real, nothing] = [await getPage(fillWith(path, things), at), await getPage(path, at)];
      if (real.status !== 404 || nothing.status !== 404) wrong.push(`${path}: ${real.status}, ${nothing.status}`);
      if (real.text.includes(THING_NAME)) wrong.push(`${path} names it`);
    });
    expect(wrong).toEqual([]);
  });
});

/** Calls that answer otherwise to these ids than to the ids of nothing, or otherwise than with 404. */
async function differing(calls: typeof operations, ids: Things, bearer: string): Promise<readonly string[]> {
  const wrong: string[] = [];
  await eachAtOnce(calls, async ({ path, method, operation }) => {
    const call = async (filled: string) => {
      const [mediaType, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
      const reply = await fetch(`${consoleUrl}${filled.replace(/\{(?:code|tenant)\}/, own.code)}`, {
        method,
        headers: {
          authorization: `Bearer ${bearer}`,
          ...(mediaType === undefined ? {} : { "content-type": mediaType }),
        },
        ...(content === undefined ? {} : { body: JSON.stringify(withWorkspace(content.example)) }),
      });
      const text = await reply.text();
      return `${reply.status} ${text.replaceAll(reply.headers.get("x-request-id") ?? "", "").replace(/"requestTime":"[^"]*"/, "")}`;
    };
    const real = await call(fillWith(path, ids));
    const nothing = await call(fillPath(path.replace(/\{(code|tenant)\}/, "<$1>")).replace(/<(\w+)>/, "{$1}"));
    if (real !== nothing || !real.startsWith("404")) wrong.push(`${method} ${path}: ${real} | ${nothing}`);
  });
  return wrong;
}

/** Examples name a workspace that is in no installation, which would be refused before the thing is looked for. */
const withWorkspace = (example: unknown): unknown =>
  JSON.parse(
    JSON.stringify(example, (key, value) => {
      if (key === "workspaceId" && typeof value === "string") return shop;
      return key === "workspaces" ? [shop] : value;
    }),
  );

const namesOf = (path: string): readonly string[] =>
  [...path.matchAll(/[[{](\w+)[\]}]/g)]
    .map(([, name = ""]) => name)
    .filter((name) => !["code", "tenant"].includes(name));

const fillWith = (path: string, ids: Things): string =>
  path.replace(/[[{](\w+)[\]}]/g, (whole, name: string) => ids[name] ?? whole);

type Operation = {
  readonly "x-permission"?: Rule;
  readonly "x-scope"?: "client" | "installation";
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example: unknown }>> };
};
type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

import { randomUUID } from "node:crypto";
import type { Client } from "@silhouette/core/client";
import { ROLE_PERMISSIONS, ROLES, type Role } from "@silhouette/core/permission";
import { createPrisma } from "@silhouette/db/prisma-client";
import { makeClient, makeMember } from "@silhouette/db/testing-factories";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { signInByHttp } from "../support/sign-in-by-http.ts";
import { readBuiltConsole } from "./built-console.ts";
import { createCallers, eachAtOnce, isRefused } from "./matrix-callers.ts";
import { createPeople } from "./matrix-people.ts";
import { ACTIONS, FORGED_HEADERS, HANDLERS, PAGES, type Rule } from "./matrix-rules.ts";

/**
 * Every page, action and route of the build, tried by every role in a client of each mode (U-24), in a client out of
 * reach, and by nobody, also with headers that only the framework should write. What may be is said by one table,
 * `ROLE_PERMISSIONS`; what asks for which permission, by `matrix-rules.ts` and the OpenAPI document.
 */
const { consoleUrl, databaseUrl } = inject("installation");
const built = readBuiltConsole();
const { callApi, callRoute, getPage, callAction } = createCallers(consoleUrl);
const prisma = createPrisma(databaseUrl, { poolMax: 4 });
const people = createPeople(prisma, consoleUrl);

const MODES = ["approver", "admin"] as const;
type Mode = (typeof MODES)[number];

let clients: Record<Mode | "foreign", Client>;
/** A client that nothing else is about: who may disable and delete one would do it. */
let spare: Client;
/** Cookies of a member with the role in both clients, and an access token of a program with it in each. */
const cookies = {} as Record<Role, string>;
const bearers = {} as Record<Role, Record<Mode, string>>;

beforeAll(async () => {
  const make = (settings: object) => makeClient(prisma, { settings });
  const [approver, admin, foreign] = await Promise.all([
    make({ adminSettingsEditors: "approver" }),
    make({ adminSettingsEditors: "admin" }),
    make({}),
  ]);
  clients = { approver, admin, foreign };
  spare = await make({});
  for (const role of ROLES) {
    cookies[role] = await makeCookies(role);
    bearers[role] = { approver: await people.makeBearer(role, approver), admin: await people.makeBearer(role, admin) };
  }
});
afterAll(() => prisma.$disconnect());

const isAllowed = (rule: Rule, role: Role, mode: Mode): boolean =>
  rule === "public" ||
  rule === "signed-in" ||
  rule === "own-account" ||
  (ROLE_PERMISSIONS[mode][role] as readonly string[]).includes(rule);

test("every page, action and route of the build has a rule", () => {
  expect(built.pages.length * built.handlers.length * built.actions.length).toBeGreaterThan(0);
  expect(built.pages.filter((path) => PAGES[path] === undefined)).toEqual([]);
  expect(built.handlers.filter((path) => HANDLERS[path] === undefined)).toEqual([]);
  expect(built.actions.filter(({ name }) => ACTIONS[name] === undefined).map(({ name }) => name)).toEqual([]);
  const names = built.actions.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

describe("admin API", async () => {
  const document = (await (await fetch(`${consoleUrl}/api/v1/openapi.json`)).json()) as Document;
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) => {
      const { "x-permission": permission, "x-scope": scope = "client" } = operation;
      return permission === undefined ? [] : [{ path, method: method.toUpperCase(), permission, scope }];
    }),
  );

  test("every route of the original's paths is described", () => {
    const described = new Set(operations.map(({ path }) => path));
    const served = built.handlers.filter((path) => path.startsWith("/[tenant]/") && !path.includes("..."));
    expect(served.map((path) => path.replace(/\[(\w+)\]/g, "{$1}")).filter((path) => !described.has(path))).toEqual([]);
  });

  test.each(ROLES)("a program with the role %s", async (role) => {
    const wrong: string[] = [];
    await eachAtOnce(operations, async ({ path, method, permission, scope }) => {
      for (const mode of MODES) {
        const bearer = bearers[role][mode];
        const code = role === "sysadmin" && shutsOut(method, path) ? spare.code : clients[mode].code;
        const own = await callApi(method, path, code, bearer);
        const mayOwn = scope === "installation" ? role === "sysadmin" : isAllowed(permission, role, mode);
        if (mayOwn === isRefused(own)) wrong.push(`${method} ${path} in ${mode} mode: ${own}`);
        if (!mayOwn && own !== 403) wrong.push(`${method} ${path} in ${mode} mode: ${own}, not 403`);
        const forged = mayOwn ? 403 : await callApi(method, path, clients[mode].code, bearer, FORGED_HEADERS);
        if (forged !== 403) wrong.push(`${method} ${path} in ${mode} mode, forged: ${forged}`);
      }
      if (role === "sysadmin" || scope === "installation") return;
      const foreign = await callApi(method, path, clients.foreign.code, bearers[role].approver, FORGED_HEADERS);
      if (foreign !== 404) wrong.push(`${method} ${path} of a foreign client: ${foreign}`);
    });
    expect(wrong).toEqual([]);
  });

  test("nobody gets anywhere without an access token, whatever else they send", async () => {
    const wrong: string[] = [];
    await eachAtOnce(operations, async ({ path, method }) => {
      const code = clients.approver.code;
      const session = await callApi(method, path, code, null, { cookie: cookies.sysadmin, ...FORGED_HEADERS });
      const garbage = await callApi(method, path, code, "sil_garbage");
      if (session !== 401 || garbage !== 401) wrong.push(`${method} ${path}: ${session}, ${garbage}`);
    });
    expect(wrong).toEqual([]);
  });
});

describe("pages", () => {
  const pages = built.pages
    .filter((path) => !path.startsWith("/_"))
    .map((path) => [path, PAGES[path] ?? "public"] as const);

  test.each(ROLES)("a member with the role %s", async (role) => {
    const wrong: string[] = [];
    await eachAtOnce(pages, async ([path, rule]) => {
      // What is the same in both modes is asked once: a page takes ten times as long as a call.
      const isSame = isAllowed(rule, role, "approver") === isAllowed(rule, role, "admin");
      for (const mode of isSame ? (["admin"] as const) : MODES) {
        const { status, text } = await getPage(path, `${cookies[role]}; silhouette-client=${clients[mode].code}`);
        if (isAllowed(rule, role, mode) === isRefused(status)) wrong.push(`${path} in ${mode} mode: ${status}`);
        if (text.includes(clients.foreign.code) && role !== "sysadmin") wrong.push(`${path} names a foreign client`);
      }
    });
    expect(wrong).toEqual([]);
  });

  test("a cookie cannot choose a client out of reach", async () => {
    const cookie = `${cookies.observer}; silhouette-client=${clients.foreign.code}`;
    const { text } = await getPage("/administration/implementation", cookie);
    expect(text).not.toContain(clients.foreign.code);
  });

  test("nobody sees one without a session, whatever else they send", async () => {
    const wrong: string[] = [];
    for (const [path, rule] of pages) {
      if (rule === "public") continue;
      for (const headers of [{}, FORGED_HEADERS]) {
        const { status, location } = await getPage(path, "", headers);
        if (status !== 307 || location?.startsWith("/sign-in") !== true) wrong.push(`${path}: ${status} ${location}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe("actions", () => {
  const own = built.actions.filter(({ name }) => ACTIONS[name] === "own-account");
  const guarded = built.actions.filter(
    ({ name }) => !["public", "signed-in", "own-account"].includes(ACTIONS[name] ?? "public"),
  );

  test.each(ROLES)("a member with the role %s", async (role) => {
    const wrong: string[] = [];
    await eachAtOnce(guarded, async ({ id, name, page }) => {
      const rule = ACTIONS[name] ?? "public";
      for (const mode of MODES) {
        const outcome = await callAction(id, page, clients[mode].code, cookies[role]);
        const isForbidden = outcome === "forbidden";
        if (isAllowed(rule, role, mode) === isForbidden) wrong.push(`${name} in ${mode} mode: ${outcome}`);
      }
      if (role === "sysadmin") return;
      const foreign = await callAction(id, page, clients.foreign.code, cookies[role], FORGED_HEADERS);
      if (foreign !== "forbidden") wrong.push(`${name} of a foreign client: ${foreign}`);
    });
    expect(wrong).toEqual([]);
  });

  test("members act on their own account whatever their role, and nobody does without a session", async () => {
    const wrong: string[] = [];
    for (const { id, name, page } of own) {
      const member = await callAction(id, page, "", cookies.observer);
      if (["signed-out", "forbidden", "nothing"].includes(member)) wrong.push(`${name}: ${member}`);
      const nobody = await callAction(id, page, "", "", FORGED_HEADERS);
      if (nobody !== "signed-out") wrong.push(`${name} without a session: ${nobody}`);
    }
    expect(wrong).toEqual([]);
  });

  test("nobody calls one without a session, from another site, or by the way of another page", async () => {
    const wrong: string[] = [];
    const { code } = clients.approver;
    for (const { id, name, page } of guarded) {
      const nobody = await callAction(id, page, code, "", FORGED_HEADERS);
      if (nobody !== "signed-out") wrong.push(`${name} without a session: ${nobody}`);
      const elsewhere = await callAction(id, "/sign-in", code, cookies.observer);
      if (elsewhere !== "forbidden" && elsewhere !== "nothing") wrong.push(`${name} on the sign-in page: ${elsewhere}`);
      const abroad = await callAction(id, page, code, cookies.sysadmin, { origin: "https://evil.example" });
      if (abroad !== "nothing") wrong.push(`${name} from another site: ${abroad}`);
    }
    expect(wrong).toEqual([]);
  });
});

describe("routes for pages", () => {
  const routes = built.handlers.flatMap((path) => {
    const rule = HANDLERS[path] ?? "public";
    return typeof rule === "string" ? [] : [{ path, rule }];
  });
  const declared = routes.flatMap(({ path, rule }) =>
    Object.entries(rule).map(([method, permission]) => ({ path, method, permission })),
  );
  const SAME_SITE = { "sec-fetch-site": "same-origin" };

  test.each(ROLES)("a member with the role %s", async (role) => {
    const wrong: string[] = [];
    const cookie = { cookie: cookies[role] };
    await eachAtOnce(declared, async ({ path, method, permission }) => {
      for (const mode of MODES) {
        const status = await callRoute(method, path, clients[mode].code, { ...cookie, ...SAME_SITE });
        const isOpen = isAllowed(permission, role, mode);
        if (isOpen ? isRefused(status) : status !== 403) wrong.push(`${method} ${path} in ${mode} mode: ${status}`);
      }
      if (role === "sysadmin") return;
      const headers = { ...cookie, ...SAME_SITE, ...FORGED_HEADERS };
      const foreign = await callRoute(method, path, clients.foreign.code, headers);
      if (foreign !== 404) wrong.push(`${method} ${path} of a foreign client: ${foreign}`);
    });
    expect(wrong).toEqual([]);
  });

  test("a method that has no rule is not served, not even to a Sysadmin", async () => {
    const wrong: string[] = [];
    for (const { path, rule } of routes) {
      for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
        if (method in rule) continue;
        const headers = { cookie: cookies.sysadmin, ...SAME_SITE };
        const status = await callRoute(method, path, clients.approver.code, headers);
        if (status !== 405) wrong.push(`${method} ${path}: ${status}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("nobody gets anywhere without a session, or from another site", async () => {
    const wrong: string[] = [];
    const { code } = clients.approver;
    for (const { path, rule } of routes) {
      for (const method of Object.keys(rule)) {
        const nobody = await callRoute(method, path, code, { ...SAME_SITE, ...FORGED_HEADERS });
        if (nobody !== 401) wrong.push(`${method} ${path} without a session: ${nobody}`);
        if (method === "GET") continue;
        const abroad = await callRoute(method, path, code, {
          cookie: cookies.sysadmin,
          "sec-fetch-site": "cross-site",
        });
        if (abroad !== 403) wrong.push(`${method} ${path} from another site: ${abroad}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

/** Whether a call, once allowed, shuts everybody out of its client. */
const shutsOut = (method: string, path: string): boolean =>
  path === "/api/v1/clients/{code}/disable" || (method === "DELETE" && path === "/api/v1/clients/{code}");

type Operation = { readonly "x-permission"?: Rule; readonly "x-scope"?: "client" | "installation" };
type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

/** A member with one role in both clients that the tests own. */
async function makeCookies(role: Role): Promise<string> {
  const { approver, admin } = clients;
  const { member, password } = await makeMember(prisma, { role, client: approver });
  if (role !== "sysadmin") {
    const workspaceId = role === "productAdmin" ? null : await people.defaultWorkspace(admin);
    await prisma.membership.create({
      data: { id: randomUUID(), userId: member.id, role, clientId: admin.id, workspaceId, createdAt: new Date() },
    });
  }
  return signInByHttp(consoleUrl, member.email, password);
}

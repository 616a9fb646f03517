import { randomUUID } from "node:crypto";
import { createPrisma } from "@silhouette/db/prisma-client";
import { makeClient, makeMember } from "@silhouette/db/testing-factories";
import { afterAll, expect, inject, test } from "vitest";
import { signInByHttp } from "../support/sign-in-by-http.ts";
import { callAdmin, fetchAdminToken } from "./admin-calls.ts";

/** A role that was taken away is gone from the next click and the next call, on the built console. */

const { consoleUrl, databaseUrl } = inject("installation");
const prisma = createPrisma(databaseUrl, { poolMax: 2 });
afterAll(() => prisma.$disconnect());

const json = { "content-type": "application/json" };
const PAGE = "/administration/implementation";

/** A client, its Default Workspace, and how a Sysadmin's program calls the admin API about it. */
async function world() {
  const client = await makeClient(prisma);
  const { id: workspaceId } = await prisma.workspace.findFirstOrThrow({ where: { clientId: client.id } });
  const root = await fetchAdminToken(consoleUrl);
  const asRoot = (method: string, path: string, body?: unknown) =>
    callAdmin(consoleUrl, `api/v1/clients/${client.code}${path}`, root, { method, headers: json, body });
  return { client, workspaceId, asRoot };
}

type Credential = { credentialId: string; clientId: string; clientSecret: string };

async function makeCredential({ asRoot, workspaceId }: Awaited<ReturnType<typeof world>>): Promise<Credential> {
  const made = await asRoot("POST", "/credentials", { name: "Nightly sync", role: "approver", workspaceId });
  expect(made.status).toBe(201);
  return made.body as Credential;
}

/** What `/ims/token/v3` answers to an id and a secret; the access token is null where it refuses. */
async function fetchToken(clientId: string, clientSecret: string): Promise<string | null> {
  const form = { client_id: clientId, client_secret: clientSecret, grant_type: "client_credentials" };
  const reply = await fetch(`${consoleUrl}/ims/token/v3`, { method: "POST", body: new URLSearchParams(form) });
  const { access_token: token = null } = (await reply.json()) as { access_token?: string };
  return token;
}

const open = (cookie: string) => fetch(`${consoleUrl}${PAGE}`, { headers: { cookie }, redirect: "manual" });

test("a program's lowered role and its revocation hold for the very next call with the same access token", async () => {
  const here = await world();
  const { credentialId, clientId, clientSecret } = await makeCredential(here);
  const token = (await fetchToken(clientId, clientSecret)) ?? "";
  const settings = (method: string) =>
    callAdmin(consoleUrl, `${here.client.code}/target/clients/settings`, token, {
      method,
      headers: json,
      ...(method === "PATCH" ? { body: { enableProfileApiAuthentication: true } } : {}),
    });
  expect((await settings("PATCH")).status).toBe(200);

  await prisma.adminCredential.update({ where: { id: credentialId }, data: { role: "observer" } });
  expect((await settings("PATCH")).status).toBe(403);
  expect((await settings("GET")).status).toBe(200);

  expect((await here.asRoot("POST", `/credentials/${credentialId}/revoke`)).status).toBe(200);
  expect((await settings("GET")).status).toBe(401);
  expect(await fetchToken(clientId, clientSecret)).toBeNull();
});

test("a rotated secret is good at once, the former one for the overlap alone", async () => {
  const here = await world();
  const { credentialId, clientId, clientSecret: first } = await makeCredential(here);
  const rotate = async (overlap: string) => {
    const rotated = await here.asRoot("POST", `/credentials/${credentialId}/rotate`, { overlap });
    expect(rotated.status).toBe(200);
    return (rotated.body as Credential).clientSecret;
  };
  const second = await rotate("1h");
  expect(await fetchToken(clientId, first)).not.toBeNull();
  expect(await fetchToken(clientId, second)).not.toBeNull();
  const third = await rotate("none");
  expect(await fetchToken(clientId, second)).toBeNull();
  expect(await fetchToken(clientId, third)).not.toBeNull();
});

test("a member whose role was taken gets 403 with the next page, and a disabled one the sign-in", async () => {
  const { client, workspaceId, asRoot } = await world();
  const { member, password } = await makeMember(prisma, { role: "approver", client });
  const cookie = await signInByHttp(consoleUrl, member.email, password);
  expect((await open(cookie)).status).toBe(200);

  expect((await asRoot("PUT", `/members/${member.id}/roles`, { roles: [] })).status).toBe(200);
  expect((await open(cookie)).status).toBe(403);

  const roles = [{ role: "observer", workspaceId }];
  const again = await asRoot("POST", "/members", { email: member.email, name: "Ada", roles });
  expect([again.status, (again.body as { invitation: unknown }).invitation]).toEqual([201, null]);
  expect((await open(cookie)).status).toBe(200);

  expect((await asRoot("POST", `/members/${member.id}/disable`)).status).toBe(200);
  const sent = await open(cookie);
  expect([sent.status, sent.headers.get("location")]).toEqual([307, expect.stringContaining("/sign-in")]);
});

test("the Admin of one workspace reaches its members and nobody else's, by the API as it runs", async () => {
  const { client, workspaceId, asRoot } = await world();
  const shop = (await asRoot("POST", "/workspaces", { name: "Shop" })).body as { workspaceId: string };
  const admin = { name: "Shop admin", role: "workspaceAdmin", workspaceId: shop.workspaceId };
  const { clientId, clientSecret } = (await asRoot("POST", "/credentials", admin)).body as Credential;
  const token = (await fetchToken(clientId, clientSecret)) ?? "";
  const asShopAdmin = (method: string, path: string, body?: unknown) =>
    callAdmin(consoleUrl, `api/v1/clients/${client.code}${path}`, token, { method, headers: json, body });
  const invite = (role: string, where?: string) =>
    asShopAdmin("POST", "/members", {
      email: `${randomUUID()}@example.com`,
      name: "Bob",
      roles: [{ role, ...(where === undefined ? {} : { workspaceId: where }) }],
    });
  const invited = await invite("approver", shop.workspaceId);
  expect(invited.status).toBe(201);
  expect((invited.body as { invitation: { url: string } }).invitation.url).toMatch(
    /^http:\/\/127\.0\.0\.1:\d+\/invitation#/,
  );
  for (const [role, where] of [["observer", workspaceId], ["productAdmin"], ["sysadmin"]] as const) {
    expect((await invite(role, where)).status).toBe(403);
  }
  const { member } = await makeMember(prisma, { role: "productAdmin", client });
  expect((await asShopAdmin("POST", `/members/${member.id}/password-reset-link`)).status).toBe(403);
  expect((await asShopAdmin("POST", `/members/${member.id}/disable`)).status).toBe(403);
  expect((await asShopAdmin("GET", "/credentials")).status).toBe(403);
});

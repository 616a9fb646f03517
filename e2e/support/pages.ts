import { expect } from "@playwright/test";
import type { Client } from "@silhouette/core/client";
import { callAdmin, fetchAdminToken } from "../contract/admin-calls.ts";
import { FIRST_START } from "./installation.ts";

/** Whom a page is shown to: each page once to somebody who may do everything on it, some also to who may only look. */
export type Visitor = "nobody" | "productAdmin" | "sysadmin" | "observer";

/** What a client that is in use has, by the ids that its pages are found under. */
export type Things = Readonly<Record<(typeof THINGS)[number], string>>;
const THINGS = [
  "batchId",
  "tokenId",
  "rotatedTokenId",
  "memberId",
  "workspaceId",
  "propertyId",
  "credentialId",
] as const;

export type ConsolePage = {
  /** Names its pictures. */
  readonly name: string;
  readonly path: string | ((things: Things) => string);
  readonly visitor: Visitor;
  /** It looks different when there is something to show; a page whose path is made of things is there only then. */
  readonly showsThings?: true;
};

const batch = ({ batchId }: Things) => batchId;
const administration = "/administration";

/**
 * Every page of the console, for the tests that look at all of them and for the pictures. Two are looked at where what
 * they need is there: `/forgotten-password` in `password-reset.spec.ts`, `/sign-in/second-factor` in `second-factor.spec.ts`.
 */
export const PAGES: readonly ConsolePage[] = [
  { name: "sign-in", path: "/sign-in", visitor: "nobody" },
  { name: "setup", path: "/setup", visitor: "nobody" },
  { name: "invitation", path: "/invitation", visitor: "nobody" },
  { name: "password-reset", path: "/password-reset", visitor: "nobody" },
  { name: "overview", path: "/overview", visitor: "productAdmin", showsThings: true },
  { name: "profiles", path: "/profiles", visitor: "productAdmin", showsThings: true },
  { name: "profile", path: () => "/profiles/view?by=thirdPartyId&id=crm-1", visitor: "productAdmin" },
  { name: "batches", path: "/batches", visitor: "productAdmin", showsThings: true },
  { name: "batch-upload", path: "/batches/new", visitor: "productAdmin" },
  { name: "batch-sent", path: (things) => `/batches/new?sent=${batch(things)}`, visitor: "productAdmin" },
  { name: "batch", path: (things) => `/batches/${batch(things)}`, visitor: "productAdmin" },
  { name: "implementation", path: `${administration}/implementation`, visitor: "productAdmin", showsThings: true },
  { name: "tokens", path: `${administration}/tokens`, visitor: "productAdmin", showsThings: true },
  { name: "token-new", path: `${administration}/tokens/new`, visitor: "productAdmin" },
  { name: "token-find", path: `${administration}/tokens/find`, visitor: "productAdmin" },
  { name: "token", path: ({ tokenId }) => `${administration}/tokens/${tokenId}`, visitor: "productAdmin" },
  {
    name: "token-rotated",
    path: ({ rotatedTokenId }) => `${administration}/tokens/${rotatedTokenId}`,
    visitor: "productAdmin",
  },
  { name: "users", path: `${administration}/users`, visitor: "productAdmin", showsThings: true },
  { name: "user-new", path: `${administration}/users/new`, visitor: "productAdmin" },
  { name: "user", path: ({ memberId }) => `${administration}/users/${memberId}`, visitor: "productAdmin" },
  { name: "workspaces", path: `${administration}/workspaces`, visitor: "productAdmin", showsThings: true },
  {
    name: "workspace",
    path: ({ workspaceId }) => `${administration}/workspaces/${workspaceId}`,
    visitor: "productAdmin",
  },
  { name: "property-new", path: `${administration}/workspaces/properties/new`, visitor: "productAdmin" },
  {
    name: "property",
    path: ({ propertyId }) => `${administration}/workspaces/properties/${propertyId}`,
    visitor: "productAdmin",
  },
  { name: "credentials", path: `${administration}/credentials`, visitor: "productAdmin", showsThings: true },
  { name: "credential-new", path: `${administration}/credentials/new`, visitor: "productAdmin" },
  {
    name: "credential",
    path: ({ credentialId }) => `${administration}/credentials/${credentialId}`,
    visitor: "productAdmin",
  },
  { name: "audit", path: `${administration}/audit`, visitor: "productAdmin", showsThings: true },
  { name: "clients", path: `${administration}/clients`, visitor: "sysadmin" },
  { name: "client-new", path: `${administration}/clients/new`, visitor: "sysadmin" },
  { name: "client", path: `${administration}/clients/${FIRST_START.BOOTSTRAP_CLIENT_CODE}`, visitor: "sysadmin" },
  { name: "api-reference", path: "/api-reference", visitor: "productAdmin" },
  { name: "account", path: "/account", visitor: "productAdmin" },
  { name: "account-confirm", path: "/account/confirm", visitor: "productAdmin" },
  { name: "account-password", path: "/account/password", visitor: "productAdmin" },
  { name: "account-second-factor", path: "/account/second-factor", visitor: "productAdmin" },
  { name: "implementation-observer", path: `${administration}/implementation`, visitor: "observer", showsThings: true },
  { name: "tokens-observer", path: `${administration}/tokens`, visitor: "observer", showsThings: true },
  { name: "workspaces-observer", path: `${administration}/workspaces`, visitor: "observer", showsThings: true },
  { name: "not-found", path: "/no-such-page", visitor: "nobody" },
  { name: "forbidden", path: "/profiles", visitor: "observer" },
];

/** The pages with their addresses: all of a client in use, or those of an empty one that show it to be empty. */
export function pagesOf(things: Things | null): readonly (ConsolePage & { readonly path: string })[] {
  return PAGES.flatMap((page) => {
    if (things !== null) return [{ ...page, path: typeof page.path === "string" ? page.path : page.path(things) }];
    return typeof page.path === "string" && page.showsThings ? [{ ...page, path: page.path }] : [];
  });
}

const consoleUrl = () => `http://127.0.0.1:${process.env.E2E_CONSOLE_PORT}`;
const edgeUrl = () => `http://127.0.0.1:${process.env.E2E_EDGE_PORT}`;

const NAMED = {
  workspace: "Loyalty programme and newsletters",
  property: "The shop on the web",
  description: "Where people buy",
  importToken: "Nightly import of the loyalty programme",
  shopToken: "Web shop",
  person: "Grace Hopper",
  credential: "Sync with the data platform",
} as const;

/** What {@link fill} calls things, and what a first start does. */
export const NAMES: readonly string[] = [
  ...Object.values(NAMED),
  FIRST_START.BOOTSTRAP_CLIENT_CODE,
  FIRST_START.BOOTSTRAP_API_CLIENT_ID,
  "crm-1",
  // The first Sysadmin, the workspace that every client begins with, and who made the people of the tests.
  "root",
  "Default Workspace",
  "test",
];

/** Brings a client into use over the two APIs, as its programs and people would. */
export async function fill({ code }: Client): Promise<Things> {
  const bearer = await fetchAdminToken(consoleUrl());
  async function send<Reply>(method: string, path: string, body: unknown): Promise<Reply> {
    const url = `api/v1/clients/${code}${path}`;
    const headers = { "content-type": "application/json" };
    const reply = await callAdmin(consoleUrl(), url, bearer, { method, headers, body });
    if (reply.status >= 300) throw new Error(`${method} ${url}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body as Reply;
  }
  await submit(
    code,
    Array.from({ length: 60 }, (_, index) => `crm-${index + 1},gold,Oslo,2026-11-0${(index % 9) + 1}`),
  );
  const batchId = await submit(code, [
    "crm-1,platinum,Aix-en-Provence,2026-11-18",
    ",gold,Oslo,2026-11-18",
    "crm-9,gold,Oslo,Norway,2026-11-18",
  ]);
  await call(code);
  const { workspaceId } = await send<{ workspaceId: string }>("POST", "/workspaces", {
    name: NAMED.workspace,
  });
  const { propertyId } = await send<{ propertyId: number }>("POST", "/properties", {
    name: NAMED.property,
    description: NAMED.description,
    channel: "web",
    workspaces: [workspaceId],
  });
  const makeToken = (name: string, surfaces: readonly string[]) =>
    send<{ tokenId: string }>("POST", "/tokens", { name, surfaces, expiresInDays: 90 });
  const { tokenId } = await makeToken(NAMED.importToken, ["bulk"]);
  const { tokenId: old } = await makeToken(NAMED.shopToken, ["single", "bulk", "fetch"]);
  const { tokenId: rotatedTokenId } = await send<{ tokenId: string }>("POST", `/tokens/${old}/rotate`, {
    overlap: "7d",
  });
  const { member } = await send<{ member: { memberId: string } }>("POST", "/members", {
    email: `grace.hopper@${code}.example`,
    name: NAMED.person,
    roles: [
      { role: "editor", workspaceId },
      { role: "observer", workspaceId },
    ],
  });
  const { credentialId } = await send<{ credentialId: string }>("POST", "/credentials", {
    name: NAMED.credential,
    role: "editor",
    workspaceId,
  });
  await send("PATCH", "/settings", { requireAuthentication: true });
  return {
    batchId,
    tokenId,
    rotatedTokenId,
    memberId: member.memberId,
    workspaceId,
    propertyId: String(propertyId),
    credentialId,
  };
}

/** Sends a batch and waits until it is applied; returns its id. */
async function submit(code: string, rows: readonly string[]): Promise<string> {
  const body = `batch=thirdPartyId,tier,city,last%20purchase\n${rows.join("\n")}\n`;
  const reply = await fetch(`${edgeUrl()}/m2/${code}/v2/profile/batchUpdate`, { method: "POST", body });
  const text = await reply.text();
  const status = /<batchStatus>(.*)<\/batchStatus>/.exec(text)?.[1] ?? "";
  const batchId = new URL(status).searchParams.get("batchId");
  if (batchId === null) throw new Error(`The reply names no batch: ${text}`);
  await expect
    .poll(async () => (await fetch(status)).text(), { timeout: 30_000 })
    .toContain("<status>complete</status>");
  return batchId;
}

/** Calls of a page in use, for the charts: they count by the minute. */
async function call(code: string): Promise<void> {
  for (let visitor = 1; visitor <= 24; visitor++) {
    const query = new URLSearchParams({ mbox3rdPartyId: `crm-${visitor}`, "profile.tier": "gold" });
    await fetch(`${edgeUrl()}/m2/${code}/profile/update?${query}`);
    if (visitor % 2 === 0) {
      await fetch(`${edgeUrl()}/rest/v1/profiles/thirdPartyId/crm-${visitor}?client=${encodeURIComponent(code)}`);
    }
  }
}

import { randomBytes, randomUUID } from "node:crypto";
import type { Role } from "@silhouette/core/permission";
import type { ClientSettings } from "@silhouette/core/settings";
import { createControlPlane } from "@silhouette/db/control-plane";
import { createIdempotentReplyStore } from "@silhouette/db/idempotent-replies";
import { createNoticeStore } from "@silhouette/db/notices";
import { createPrisma } from "@silhouette/db/prisma-client";
import { createTestDatabase } from "@silhouette/db/testing";
import { makeClient } from "@silhouette/db/testing-factories";
import { afterAll, beforeAll } from "vitest";
import { tokenRoutes } from "@/features/implementation/admin-routes";
import { tokenApiRoutes } from "@/features/tokens/api-routes";
import { serveAdminRoutes } from "@/server/admin-route";
import { serveApi } from "@/server/api-router";
import type { Dependencies } from "@/server/dependencies";
import { fakeDependencies } from "./fake-dependencies";

export type Reply = {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what a reply holds is what the tests find out
  readonly body: any;
};

type Call = { readonly method?: string; readonly json?: unknown; readonly headers?: Record<string, string> };

/** The API of tokens over the real stores: one database for the tests of a file, a client of its own for each. */
export function tokenApi() {
  let opened: Awaited<ReturnType<typeof open>> | undefined;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened?.close());
  return () => {
    if (opened === undefined) throw new Error("The installation is there inside tests only");
    return opened;
  };
}

async function open() {
  const database = await createTestDatabase();
  const prisma = createPrisma(database.url, { poolMax: 10 });
  const state = { now: new Date("2026-03-02T09:15:27.411Z") };
  const sealKey = randomBytes(32);
  const dependencies: Dependencies = {
    ...fakeDependencies().dependencies,
    stores: createControlPlane(prisma),
    notices: createNoticeStore(prisma, sealKey),
    idempotentReplies: createIdempotentReplyStore(prisma, sealKey),
    now: () => state.now,
    random: (bytes) => randomBytes(bytes),
  };
  const handle = serveApi(tokenApiRoutes, () => dependencies);
  const handleTarget = serveAdminRoutes(tokenRoutes, () => dependencies);

  /** A caller whose credential has one role in a client of its own. */
  async function makeCaller(role: Role = "approver", settings: Partial<ClientSettings> = {}) {
    const client = await makeClient(prisma, { settings });
    const { id: workspaceId } = await prisma.workspace.findFirstOrThrow({ where: { clientId: client.id } });
    const id = randomUUID();
    const isWide = role === "productAdmin" || role === "sysadmin";
    const place = role === "sysadmin" ? {} : isWide ? { clientId: client.id } : { clientId: client.id, workspaceId };
    const common = { publicId: id, name: "Automation", secretHash: new Uint8Array(1), createdAt: state.now };
    await prisma.adminCredential.create({ data: { id, role, ...common, ...place } });

    const request = async (url: string, { method = "GET", json, headers = {} }: Call) => {
      const bearer = await dependencies.accessTokens.issue(id, state.now);
      return new Request(`http://console.example${url}`, {
        method,
        headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json", ...headers },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      });
    };
    const call = async (path: string, options: Call = {}, code = client.code): Promise<Reply> =>
      toReply(await handle(await request(`/api/v1/clients/${code}${path}`, options)));
    const callInstallation = async (path: string, json: unknown): Promise<Reply> =>
      toReply(await handle(await request(`/api/v1${path}`, { method: "POST", json })));
    const post = (path: string, json?: unknown, headers?: Record<string, string>) =>
      call(path, { method: "POST", json, ...(headers === undefined ? {} : { headers }) });
    const callTarget = async (options: Call): Promise<Reply> => {
      const url = `/${client.code}/target/authentication/token?authorizationScope=profile_api`;
      const params = Promise.resolve({ tenant: client.code });
      return toReply(await handleTarget(await request(url, options), { params }));
    };
    return { client, workspaceId, call, callInstallation, post, callTarget };
  }

  return {
    prisma,
    state,
    dependencies,
    makeCaller,
    close: async () => {
      await prisma.$disconnect();
      await database.drop();
    },
  };
}

async function toReply(response: Response): Promise<Reply> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? null : JSON.parse(text) };
}

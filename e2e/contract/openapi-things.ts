import { randomBytes, randomUUID } from "node:crypto";
import { createPrisma } from "@silhouette/db/prisma-client";
import { vi } from "vitest";
import { callAdmin } from "./admin-calls.ts";
import { apply, cut } from "./calls.ts";
import type { Backdoor } from "./http-target.ts";
import type { Target } from "./target.ts";

/** What a documented call needs beside its example: ids of things that exist, in the state that it is about. */
export type Preparation = {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** Takes the place of single fields of the example. */
  readonly body?: Readonly<Record<string, unknown>>;
};

type MadeToken = { readonly text: string; readonly tokenId: string };

const VISITOR = { query: { thirdPartyId: "crm-1" } };

/** Makes the things that the calls of the reference are about, in one client, as programs and people make them. */
export async function createThings(target: Target, backdoor: Backdoor, databaseUrl: string, bearer: string) {
  const prisma = createPrisma(databaseUrl, { poolMax: 2 });
  const client = await target.createClient();
  await client.putProfile("tp:crm-1", { tier: "silver" });
  const { id: clientId } = await prisma.client.findUniqueOrThrow({
    where: { code: client.code },
    select: { id: true },
  });
  const where = { clientId, isDefault: true };
  const workspace = await prisma.workspace.findFirstOrThrow({ where, select: { id: true } });

  const json = { "content-type": "application/json" };
  async function post<Reply>(path: string, body?: unknown): Promise<Reply> {
    const url = `api/v1/clients/${client.code}${path}`;
    const reply = await callAdmin(target.origin, url, bearer, { method: "POST", headers: json, body });
    if (reply.status >= 300) throw new Error(`POST ${url}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body as Reply;
  }

  const makeToken = async () => {
    const named = { name: randomUUID(), surfaces: ["bulk"], expiresInDays: 90 };
    return await post<MadeToken>("/tokens", named);
  };
  const makeRotation = async (): Promise<string> => {
    const { tokenId } = await makeToken();
    return (await post<MadeToken>(`/tokens/${tokenId}/rotate`, { overlap: "1h" })).tokenId;
  };
  const makeNotice = async (): Promise<string> => {
    const id = randomUUID();
    const { tokenId } = await makeToken();
    await prisma.notice.create({ data: { id, clientId, tokenId, daysBefore: 7, createdAt: new Date() } });
    return id;
  };
  const makeBatch = async (state: "complete" | "stuck"): Promise<string> => {
    // One of the examples requires authentication.
    const headers = { authorization: `Bearer ${(await makeToken()).text}` };
    const reply = await apply(target, client, "batch=thirdPartyId,tier\ncrm-1,gold\ncrm/2,gold\n", { headers });
    const id = cut(reply.text, "batchId");
    if (state === "stuck") await backdoor.pool.query("UPDATE batch SET state = 'stuck' WHERE id = $1", [id]);
    return id;
  };
  const makeJob = async (): Promise<string> => {
    const context = { namespace: "THIRDPARTYID", type: "target", value: randomUUID() };
    const { jobId } = await post<{ jobId: string }>("/privacy/jobs", { action: "access", userContexts: [context] });
    const isDone = async () => {
      const { status } = await prisma.privacyJob.findUniqueOrThrow({ where: { id: jobId }, select: { status: true } });
      if (status !== "Complete") throw new Error(`The job is ${status}`);
    };
    await vi.waitFor(isDone, { timeout: 20_000, interval: 50 });
    return jobId;
  };
  const makeProperty = async (): Promise<string> => {
    const reply = await callAdmin(target.origin, `${client.code}/target/properties`, bearer, {
      method: "POST",
      headers: json,
      body: { name: randomUUID(), channel: "web" },
    });
    return String((reply.body as { id: number }).id);
  };
  const makeMember = async (): Promise<string> => {
    const roles = [{ role: "editor", workspaceId: workspace.id }];
    const invited = { email: `${randomUUID()}@example.com`, name: "Eve", roles };
    return (await post<{ member: { memberId: string } }>("/members", invited)).member.memberId;
  };
  const makeWorkspace = async () =>
    (await post<{ workspaceId: string }>("/workspaces", { name: randomUUID() })).workspaceId;
  const makeCredential = async () =>
    (await post<{ credentialId: string }>("/credentials", { name: "Sync", role: "editor", workspaceId: workspace.id }))
      .credentialId;

  const makeDisabledClient = async (): Promise<string> => {
    const { code } = await target.createClient();
    await prisma.client.update({ where: { code }, data: { disabledAt: new Date() }, select: { id: true } });
    return code;
  };

  /** One of each kind for the calls that ask for it by this name, new for each call. */
  const byParameter: Readonly<Record<string, () => Promise<string>>> = {
    code: async () => client.code,
    tenant: async () => client.code,
    tokenId: async () => (await makeToken()).tokenId,
    noticeId: makeNotice,
    batchId: () => makeBatch("complete"),
    jobId: makeJob,
    propertyId: makeProperty,
    id: makeProperty,
    memberId: makeMember,
    workspaceId: makeWorkspace,
    credentialId: makeCredential,
  };

  const stuck = async () => ({ path: { batchId: await makeBatch("stuck") } });
  const rotated = async () => ({ path: { tokenId: await makeRotation() } });
  const scope = async () => ({ query: { authorizationScope: "profile_api" } });
  /** What single calls ask for beside that. */
  const byOperation: Readonly<Record<string, () => Promise<Preparation>>> = {
    readProfile: async () => VISITOR,
    changeProfile: async () => VISITOR,
    deleteProfile: async () => ({ query: { thirdPartyId: "crm-of-nobody" } }),
    restartBatch: stuck,
    cancelBatch: stuck,
    finishRotation: rotated,
    undoRotation: rotated,
    resetSecondFactor: async () => {
      const id = await makeMember();
      const data = { sealedTotpSecret: randomBytes(32), totpConfirmedAt: new Date() };
      await prisma.user.update({ where: { id }, data, select: { id: true } });
      return { path: { memberId: id } };
    },
    unlinkSingleSignOn: async () => {
      const userId = await makeMember();
      const data = { issuer: "https://id.example", subject: randomUUID(), userId, createdAt: new Date() };
      await prisma.userIdentity.create({ data, select: { userId: true } });
      return { path: { memberId: userId } };
    },
    // These are about a client as a whole: each has one of its own, which no other call misses.
    disableClient: async () => ({ path: { code: (await target.createClient()).code } }),
    enableClient: async () => ({ path: { code: await makeDisabledClient() } }),
    deleteClient: async () => ({ path: { code: await makeDisabledClient() } }),
    findToken: async () => ({ body: { text: (await makeToken()).text } }),
    findTokenAnywhere: async () => ({ body: { text: (await makeToken()).text } }),
    targetCreateToken: scope,
    targetReadToken: async () => {
      const path = `${client.code}/target/authentication/token?authorizationScope=profile_api`;
      await callAdmin(target.origin, path, bearer, { method: "POST" });
      return scope();
    },
    // The original's calls and our own share one client here, in which a name is taken once.
    targetCreateProperty: async () => ({ body: { name: "Shop of old" } }),
    replaceProperty: async () => ({ body: { name: "Shop, renewed" } }),
    targetReplaceProperty: async () => ({ body: { name: "Shop of old, renewed" } }),
  };

  return {
    client,
    async prepare(operationId: string, names: readonly string[]): Promise<Required<Preparation>> {
      const { path = {}, query = {}, body = {} } = (await byOperation[operationId]?.()) ?? {};
      const made = names
        .filter((name) => !(name in path))
        .map(async (name) => {
          const make = byParameter[name];
          if (make === undefined) throw new Error(`Nothing is made for {${name}} of ${operationId}`);
          return [name, await make()] as const;
        });
      return { path: { ...path, ...Object.fromEntries(await Promise.all(made)) }, query, body };
    },
    /** The examples name a workspace that is in no installation: the client's own takes its place. */
    withOwnWorkspace: (body: unknown): unknown =>
      JSON.parse(
        JSON.stringify(body, (key, value) => {
          if (key === "workspaceId" && typeof value === "string") return workspace.id;
          return key === "workspaces" ? [workspace.id] : value;
        }),
      ),
    close: () => prisma.$disconnect(),
  };
}

import { randomUUID } from "node:crypto";
import type { Client } from "@silhouette/core/client";
import type { Role } from "@silhouette/core/permission";
import type { Database } from "@silhouette/db/prisma-client";
import { hashChosenSecret } from "@silhouette/db/secrets";
import { makeMember } from "@silhouette/db/testing-factories";
import { signInByHttp } from "../support/sign-in-by-http.ts";

/** Members and programs with one role each, for the tests that walk the matrix. */
export function createPeople(prisma: Database, consoleUrl: string) {
  async function defaultWorkspace(client: Client): Promise<string> {
    const where = { clientId: client.id, isDefault: true };
    return (await prisma.workspace.findFirstOrThrow({ where, select: { id: true } })).id;
  }

  /** An access token of a new credential with the role in the client; a Sysadmin's holds everywhere. */
  async function makeBearer(role: Role, client: Client, workspaceId?: string): Promise<string> {
    const [publicId, secret] = [randomUUID(), randomUUID()];
    const isWide = role === "sysadmin" || role === "productAdmin";
    await prisma.adminCredential.create({
      data: {
        id: randomUUID(),
        publicId,
        secretHash: Buffer.from(await hashChosenSecret(secret)),
        name: role,
        role,
        clientId: role === "sysadmin" ? null : client.id,
        workspaceId: isWide ? null : (workspaceId ?? (await defaultWorkspace(client))),
        createdAt: new Date(),
      },
    });
    const reply = await fetch(`${consoleUrl}/ims/token/v3`, {
      method: "POST",
      body: new URLSearchParams({ client_id: publicId, client_secret: secret, grant_type: "client_credentials" }),
    });
    const { access_token } = (await reply.json()) as { access_token: string };
    return access_token;
  }

  async function makeWorkspace(client: Client, name: string): Promise<string> {
    const id = randomUUID();
    await prisma.workspace.create({ data: { id, clientId: client.id, name, createdAt: new Date() } });
    return id;
  }

  /** A member whose one role holds in this workspace alone. */
  async function makeMemberIn(role: Role, client: Client, workspaceId: string) {
    const made = await makeMember(prisma, { role, client });
    await prisma.membership.updateMany({ where: { userId: made.member.id }, data: { workspaceId } });
    return made;
  }

  /** The session of such a member. */
  async function makeCookieIn(role: Role, client: Client, workspaceId: string): Promise<string> {
    const { member, password } = await makeMemberIn(role, client, workspaceId);
    return signInByHttp(consoleUrl, member.email, password);
  }

  return { defaultWorkspace, makeBearer, makeWorkspace, makeMemberIn, makeCookieIn };
}

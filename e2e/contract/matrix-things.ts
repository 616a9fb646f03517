import { randomBytes, randomUUID } from "node:crypto";
import type { Client } from "@silhouette/core/client";
import type { Database } from "@silhouette/db/prisma-client";
import { makeMember } from "@silhouette/db/testing-factories";

/** One thing of each kind in a client, by the name of the path parameter that asks for it. */
export type Things = Readonly<Record<string, string>>;

/** What the things are called, so that a page that shows one is found out. */
export const THING_NAME = `thing-${randomUUID()}`;

/** Makes them as rows: how they come about is no matter, who may reach them is. */
export async function makeThings(prisma: Database, client: Client): Promise<Things> {
  const now = new Date();
  const clientId = client.id;
  const [tokenId, noticeId, batchId] = [randomUUID(), randomUUID(), randomUUID()];
  const [jobId, workspaceId, credentialId] = [randomUUID(), randomUUID(), randomUUID()];
  const propertyId = BigInt(randomBytes(5).readUIntBE(0, 5) + 1);
  const { member } = await makeMember(prisma, { role: "editor", client, email: `${THING_NAME}@example.test` });
  await prisma.userIdentity.create({
    data: { issuer: "https://id.example", subject: randomUUID(), userId: member.id, createdAt: now },
  });
  await prisma.workspace.create({ data: { id: workspaceId, clientId, name: THING_NAME, createdAt: now } });
  await prisma.profileToken.create({
    data: {
      id: tokenId,
      clientId,
      publicId: randomUUID(),
      secretHash: randomBytes(32),
      createdAt: now,
      createdBy: "test",
      expiresAt: new Date(now.getTime() + 86_400_000),
      name: THING_NAME,
    },
  });
  await prisma.notice.create({ data: { id: noticeId, clientId, tokenId, daysBefore: 7, createdAt: now } });
  await prisma.batch.create({
    data: {
      id: batchId,
      clientId,
      apiVersion: 2,
      state: "stuck",
      header: { idKind: "thirdPartyId", columns: [THING_NAME] },
      receivedAt: now,
      submittedAt: now,
      progressedAt: now,
    },
  });
  await prisma.privacyJob.create({
    data: {
      id: jobId,
      clientId,
      action: "access",
      status: "Complete",
      identities: [],
      results: [],
      requestedBy: "test",
      createdAt: now,
      completedAt: now,
    },
  });
  const property = { name: THING_NAME, channel: "web", token: randomUUID(), createdAt: now, modifiedAt: now };
  await prisma.property.create({ data: { id: propertyId, clientId, ...property } });
  const credential = { publicId: randomUUID(), secretHash: randomBytes(32), name: THING_NAME, role: "productAdmin" };
  await prisma.adminCredential.create({ data: { id: credentialId, clientId, ...credential, createdAt: now } });
  return {
    tokenId,
    noticeId,
    batchId,
    jobId,
    workspaceId,
    credentialId,
    memberId: member.id,
    propertyId: String(propertyId),
    id: String(propertyId),
  };
}

/** How those things stand now: what somebody has done to one of them shows. */
export async function readThings(prisma: Database, { memberId = "", ...things }: Things): Promise<unknown> {
  const at = (id: string | undefined) => ({ where: { id: id ?? "" } });
  return Promise.all([
    prisma.user.findUnique({ where: { id: memberId }, include: { memberships: true, identities: true, links: true } }),
    prisma.workspace.findUnique(at(things.workspaceId)),
    prisma.profileToken.findUnique(at(things.tokenId)),
    prisma.notice.findUnique(at(things.noticeId)),
    prisma.batch.findUnique(at(things.batchId)),
    prisma.privacyJob.findUnique(at(things.jobId)),
    prisma.property.findUnique({ where: { id: BigInt(things.propertyId ?? 0) } }),
    prisma.adminCredential.findUnique(at(things.credentialId)),
  ]);
}

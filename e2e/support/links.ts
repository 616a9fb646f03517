import type { Client } from "@silhouette/core/client";
import type { UserLinkKind } from "@silhouette/core/user-link";
import { createControlPlane } from "@silhouette/db/control-plane";
import { createPrisma } from "@silhouette/db/prisma-client";
import { makeActor, TEST_ORIGIN } from "@silhouette/db/testing-factories";

/** Invites somebody as an Observer of the client, as a Sysadmin would, and returns the code of the link. */
export const inviteTo = (client: Client, email: string): Promise<string> =>
  withStores(async (stores, prisma) => {
    const by = makeActor(client, "sysadmin");
    const workspace = await prisma.workspace.findFirstOrThrow({ where: { clientId: client.id, isDefault: true } });
    const grants = [{ role: "observer", clientId: client.id, workspaceId: workspace.id }] as const;
    const invited = await stores.memberAdministration.invite(
      by,
      { email, name: "Guest", grants },
      TEST_ORIGIN,
      new Date(),
    );
    if (!invited.ok) throw new Error(invited.refusal);
    return codeFor(stores, client, "invitation", email, prisma);
  });

/** Makes a password-reset link for somebody, as a Sysadmin would, and returns its code. */
export const makeResetLink = (client: Client, email: string): Promise<string> =>
  withStores((stores, prisma) => codeFor(stores, client, "password-reset", email, prisma));

type Prisma = ReturnType<typeof createPrisma>;
type Stores = ReturnType<typeof createControlPlane>;

async function codeFor(stores: Stores, client: Client, kind: UserLinkKind, email: string, prisma: Prisma) {
  const { id } = await prisma.user.findUniqueOrThrow({ where: { email }, select: { id: true } });
  const member = await stores.members.find(id as Parameters<Stores["members"]["find"]>[0]);
  if (member === null) throw new Error("There is no such member");
  const made = await stores.userLinks.create(kind, member.id, makeActor(client, "sysadmin"), TEST_ORIGIN, new Date());
  if (!made.ok) throw new Error(made.refusal);
  return made.value.code;
}

async function withStores<Value>(work: (stores: Stores, prisma: Prisma) => Promise<Value>): Promise<Value> {
  const prisma = createPrisma(process.env.E2E_DATABASE_URL ?? "", { poolMax: 2 });
  try {
    return await work(createControlPlane(prisma), prisma);
  } finally {
    await prisma.$disconnect();
  }
}

import { randomUUID } from "node:crypto";
import type { AuditOrigin } from "@silhouette/core/audit";
import type { Client } from "@silhouette/core/client";
import type { Member } from "@silhouette/core/control-plane";
import { AcceptedPassword } from "@silhouette/core/password";
import { type Actor, type Role, type RoleGrant, toActor } from "@silhouette/core/permission";
import type { ClientSettings } from "@silhouette/core/settings";
import { insertClient, type NewClient } from "./clients.ts";
import { insertMember } from "./members.ts";
import type { Database } from "./prisma-client.ts";
import { hashChosenSecret } from "./secrets.ts";

/** Where the acts of tests come from; an address of the documentation (RFC 5737). */
export const TEST_ORIGIN: AuditOrigin = { address: "192.0.2.1", requestId: "test" };

const MAKER = { kind: "system", id: "test", name: "test" } as const;

/** A client that no other test shares, with its Default Workspace. */
export async function makeClient(
  prisma: Database,
  {
    settings,
    now = new Date(),
    ...overrides
  }: Partial<NewClient> & { settings?: Partial<ClientSettings>; now?: Date } = {},
): Promise<Client> {
  const code = overrides.code ?? `client-${randomUUID()}`;
  const client = await prisma.$transaction((transaction) =>
    insertClient(transaction, { name: code, imsOrgId: null, ...overrides, code }, MAKER, TEST_ORIGIN, now),
  );
  if (settings === undefined) return client;
  await prisma.clientSettings.update({ where: { clientId: client.id }, data: settings });
  return { ...client, settings: { ...client.settings, ...settings } };
}

/** A member who can sign in with the password beside it. A role of a workspace holds in the client's default one. */
export async function makeMember(
  prisma: Database,
  { role, client, now = new Date(), ...overrides }: MemberOptions,
): Promise<{ member: Member; password: string }> {
  const password = overrides.password ?? `pass phrase of ${randomUUID()}`;
  const passwordHash = await hashChosenSecret(AcceptedPassword.parse(password));
  const email = overrides.email ?? `${role.toLowerCase()}-${randomUUID()}@example.test`;
  const grant = await grantFor(prisma, role, client);
  const member = await prisma.$transaction((transaction) =>
    insertMember(transaction, { email, name: role, passwordHash, ...grant }, MAKER, TEST_ORIGIN, now),
  );
  return { member, password };
}

/** `client` may be left out for a Sysadmin alone. */
type MemberOptions = {
  readonly role: Role;
  readonly client?: Client;
  readonly email?: string;
  readonly password?: string;
  readonly now?: Date;
};

/** Somebody of this role who acts in the client, without a row of its own. */
export function makeActor(client: Client, role: Role = "approver"): Actor {
  const grant: RoleGrant = { role, clientId: role === "sysadmin" ? null : client.id, workspaceId: null };
  const who = { kind: "member", id: randomUUID(), name: `${role}@example.test` } as const;
  return toActor(who, [grant], client.id, client.settings.adminSettingsEditors);
}

async function grantFor(prisma: Database, role: Role, client: Client | undefined): Promise<RoleGrant> {
  if (role === "sysadmin") return { role, clientId: null, workspaceId: null };
  if (client === undefined) throw new Error(`A member with the role ${role} needs a client`);
  if (role === "productAdmin") return { role, clientId: client.id, workspaceId: null };
  const where = { clientId: client.id, isDefault: true };
  const { id } = await prisma.workspace.findFirstOrThrow({ where, select: { id: true } });
  return { role, clientId: client.id, workspaceId: id };
}

import type { AuditEvent, AuditOrigin } from "@silhouette/core/audit";
import type { Member, MemberStore, NewMember } from "@silhouette/core/control-plane";
import { EmailAddress } from "@silhouette/core/email";
import type { RoleGrant } from "@silhouette/core/permission";
import { refuse, succeed } from "@silhouette/core/result";
import { v7 as uuid } from "uuid";
import { appendAudit } from "./audit.ts";
import { MEMBER, toMember } from "./member-row.ts";
import { type Database, isUniqueBreach, type Transaction } from "./prisma-client.ts";
import { hashChosenSecret } from "./secrets.ts";
import { authenticateMember } from "./sign-in.ts";

export function createMemberStore(prisma: Database): MemberStore {
  return {
    async find(userId) {
      const row = await prisma.user.findUnique({ where: { id: userId, disabledAt: null }, select: MEMBER });
      return row && toMember(row);
    },

    hasSysadmin: () => hasSysadmin(prisma),

    async create(member, by, origin, now) {
      const passwordHash = await hashChosenSecret(member.password);
      try {
        const created = await prisma.$transaction((transaction) =>
          insertMember(transaction, { ...member, passwordHash }, by, origin, now),
        );
        return succeed(created);
      } catch (error) {
        if (isUniqueBreach(error)) return refuse("exists");
        throw error;
      }
    },

    authenticate: (email, password, origin, now, knownDevice = null) =>
      authenticateMember(prisma, { email, password, knownDevice }, origin, now),
  };
}

/** Whether anybody holds the role, even who was disabled: else to disable the last one would open the set-up again. */
export async function hasSysadmin(database: Transaction): Promise<boolean> {
  const where = { role: "sysadmin", clientId: null, workspaceId: null };
  return (await database.membership.findFirst({ where, select: { id: true } })) !== null;
}

/** Adds a member and the first role; without a password, one who signs in elsewhere. A taken e-mail address breaks the unique index and ends the transaction. */
export async function insertMember(
  transaction: Transaction,
  member: Omit<NewMember, "password"> & { readonly passwordHash: string | null },
  by: AuditEvent["actor"],
  origin: AuditOrigin,
  now: Date,
): Promise<Member> {
  const { name, passwordHash, role, clientId, workspaceId } = member;
  const email = EmailAddress.parse(member.email);
  const id = uuid();
  const place = await placeOf(transaction, member);
  const row = await transaction.user.create({
    data: {
      id,
      email,
      name,
      passwordHash,
      createdAt: now,
      joinedAt: now,
      memberships: { create: { id: uuid(), role, createdAt: now, ...place } },
    },
    select: MEMBER,
  });
  const detail = { after: { email, name, role, clientId, workspaceId } };
  await appendAudit(transaction, { clientId, actor: by, action: "member.created", target: id, detail, origin }, now);
  return toMember(row);
}

/**
 * The columns that say where a role holds. A workspace already names its client, so the client is not stored again.
 * Throws for a role without its reach, and for a workspace of another client: both are faults of the caller.
 */
async function placeOf(transaction: Transaction, { role, clientId, workspaceId }: RoleGrant) {
  if (role === "sysadmin" && clientId === null && workspaceId === null) return {};
  if (role === "productAdmin" && clientId !== null && workspaceId === null) return { clientId };
  if (role !== "sysadmin" && role !== "productAdmin" && clientId !== null && workspaceId !== null) {
    const where = { id: workspaceId, clientId };
    await transaction.workspace.findFirstOrThrow({ where, select: { id: true } });
    return { workspaceId };
  }
  throw new Error(`The role ${role} cannot hold in client ${clientId}, workspace ${workspaceId}`);
}

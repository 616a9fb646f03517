import type { AuditEvent, AuditOrigin } from "@silhouette/core/audit";
import { ClientId } from "@silhouette/core/ids";
import {
  decideJoin,
  type IdentityRefusal,
  type IdentityStore,
  joinableEmail,
  type Newcomers,
  type ProviderAccount,
} from "@silhouette/core/oidc";
import { refuse, succeed } from "@silhouette/core/result";
import { ANONYMOUS, appendAudit } from "./audit.ts";
import { auditPerson } from "./audit-of-people.ts";
import { MEMBER, toMember } from "./member-row.ts";
import { insertMember } from "./members.ts";
import { type Database, isUniqueBreach, type Transaction } from "./prisma-client.ts";

const OWNER = { id: true, email: true, disabledAt: true, joinedAt: true } as const;

/** Who lets newcomers in: the settings of the installation. */
const PROVIDER: AuditEvent["actor"] = { kind: "system", id: "oidc", name: "single sign-on" };

export function createIdentityStore(prisma: Database): IdentityStore {
  return {
    async signIn(account, newcomers, origin, now) {
      const attempt = () => prisma.$transaction((transaction) => signIn(transaction, account, newcomers, origin, now));
      try {
        return await attempt();
      } catch (error) {
        // The same account signed in twice at once, and the other made the rows: now they are found.
        if (isUniqueBreach(error)) return attempt();
        throw error;
      }
    },

    async find({ issuer, subject }) {
      const row = await prisma.userIdentity.findUnique({
        where: { issuer_subject: { issuer, subject }, user: { disabledAt: null } },
        select: { user: { select: MEMBER } },
      });
      return row && toMember(row.user);
    },
  };
}

async function signIn(
  transaction: Transaction,
  account: ProviderAccount,
  newcomers: Newcomers | null,
  origin: AuditOrigin,
  now: Date,
) {
  const { issuer, subject } = account;
  const refused = async (reason: IdentityRefusal, row: { id: string; email: string } | null) => {
    const actor: AuditEvent["actor"] = row === null ? ANONYMOUS : { kind: "member", id: row.id, name: row.email };
    const target = row?.id ?? "unknown account";
    const detail = { reason, method: "oidc", issuer, subject };
    const event = { actor, action: "session.refused", target, detail, origin } as const;
    await auditPerson(transaction, row?.id ?? null, event, now);
    return refuse(reason);
  };

  const identity = await transaction.userIdentity.findUnique({
    where: { issuer_subject: { issuer, subject } },
    select: { user: { select: OWNER } },
  });
  let member = identity?.user ?? null;
  if (member === null) {
    const found = await findByEmail(transaction, account);
    const decision = decideJoin(account, found && { isKnownToIssuer: found.identities.length > 0 }, newcomers);
    if (!decision.ok) return refused(decision.refusal, found);
    if (found?.disabledAt != null) return refused("disabled", found);
    member =
      decision.value.kind === "join" || newcomers === null
        ? found
        : await createNewcomer(transaction, decision.value, newcomers, origin, now);
    if (member === null) throw new Error("A decision to join found nobody to join");
    await join(transaction, member, account, origin, now);
  }
  if (member.disabledAt !== null) return refused("disabled", member);
  if (member.joinedAt === null) await acceptInvitation(transaction, member.id, now);
  return succeed(toMember(await transaction.user.findUniqueOrThrow({ where: { id: member.id }, select: MEMBER })));
}

/** The member with the account's verified address, and the accounts of the same issuer that are joined already. */
async function findByEmail(transaction: Transaction, account: ProviderAccount) {
  const email = joinableEmail(account);
  if (email === null) return null;
  return transaction.user.findUnique({
    where: { email },
    select: { ...OWNER, identities: { where: { issuer: account.issuer }, select: { subject: true } } },
  });
}

async function createNewcomer(
  transaction: Transaction,
  { email, name }: { readonly email: string; readonly name: string },
  { role, clientCode }: Newcomers,
  origin: AuditOrigin,
  now: Date,
) {
  const workspace = await transaction.workspace.findFirst({
    where: { isDefault: true, client: { code: clientCode.toLowerCase() } },
    select: { id: true, clientId: true },
  });
  if (workspace === null) throw new Error(`OIDC_NEWCOMER_CLIENT names ${clientCode}, and there is no such client`);
  const place = { clientId: ClientId.parse(workspace.clientId), workspaceId: workspace.id };
  const created = await insertMember(
    transaction,
    { email, name, passwordHash: null, role, ...place },
    PROVIDER,
    origin,
    now,
  );
  return { id: created.id as string, email, disabledAt: null, joinedAt: now };
}

async function join(
  transaction: Transaction,
  { id: userId, email }: { readonly id: string; readonly email: string },
  { issuer, subject }: ProviderAccount,
  origin: AuditOrigin,
  now: Date,
): Promise<void> {
  await transaction.userIdentity.create({
    data: { issuer, subject, userId, createdAt: now },
    select: { issuer: true },
  });
  const actor = { kind: "member", id: userId, name: email } as const;
  const detail = { issuer, subject };
  await appendAudit(
    transaction,
    { clientId: null, actor, action: "identity.joined", target: userId, detail, origin },
    now,
  );
}

/** The first sign-in from elsewhere accepts: the invitation's link is of no use any more. */
async function acceptInvitation(transaction: Transaction, userId: string, now: Date): Promise<void> {
  await transaction.user.update({ where: { id: userId }, data: { joinedAt: now }, select: { id: true } });
  await transaction.userLink.updateMany({
    where: { userId, kind: "invitation", usedAt: null, revokedAt: null },
    data: { revokedAt: now },
  });
}

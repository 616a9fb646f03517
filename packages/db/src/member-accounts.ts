import type { AuditEvent, AuditOrigin } from "@silhouette/core/audit";
import { EmailAddress } from "@silhouette/core/email";
import type { UserId } from "@silhouette/core/ids";
import { type MemberAdministration, PersonName } from "@silhouette/core/member";
import { isLastSysadmin, mayManageAccount } from "@silhouette/core/member-rules";
import type { Actor, RoleGrant } from "@silhouette/core/permission";
import { type Result, refuse, succeed } from "@silhouette/core/result";
import { appendAudit } from "./audit.ts";
import { type FoundMember, findMember, toListedMember } from "./member-listing.ts";
import { endLinks, readSysadmins } from "./member-writes.ts";
import { isUniqueBreach, type Transaction } from "./prisma-client.ts";

/** Runs one change of members, and lets no other begin before it has ended. */
export type MemberChange = <Value>(work: (transaction: Transaction) => Promise<Value>) => Promise<Value>;

/** What concerns an account in all clients: each act asks first whether the actor may give every role of it. */
export function createMemberAccounts(
  change: MemberChange,
  oidcIssuer: string | null,
): Pick<MemberAdministration, "setEnabled" | "rename" | "changeEmail" | "unlinkIdentities" | "deleteAccount"> {
  const changeAccount = <Value, Refusal extends string>(
    actor: Actor,
    userId: UserId,
    work: (transaction: Transaction, found: FoundMember) => Promise<Result<Value, Refusal>>,
  ) =>
    change(async (transaction): Promise<Result<Value, Refusal | "not-found" | "beyond-reach">> => {
      const found = await findMember(transaction, actor, userId);
      if (found === null) return refuse("not-found");
      return mayManageAccount(actor, found.held) ? work(transaction, found) : refuse("beyond-reach");
    });

  return {
    setEnabled: (actor, userId, isEnabled, origin, now) =>
      changeAccount(actor, userId, async (transaction, found) => {
        if ((found.row.disabledAt === null) === isEnabled) return succeed(toListedMember(found, actor));
        if (!isEnabled && isLastSysadmin(userId, await readSysadmins(transaction, oidcIssuer)))
          return refuse("last-sysadmin");
        await transaction.user.update({
          where: { id: userId },
          data: { disabledAt: isEnabled ? null : now },
          select: { id: true },
        });
        if (!isEnabled) {
          await endSessions(transaction, userId, now);
          await endLinks(transaction, userId, null, now);
        }
        const action = isEnabled ? "member.enabled" : "member.disabled";
        await auditAccount(transaction, actor, found, action, {}, origin, now);
        return succeed(await reread(transaction, actor, userId));
      }),

    rename: (actor, userId, name, origin, now) =>
      changeAccount(actor, userId, async (transaction, found) => {
        if (found.row.name === name) return succeed(toListedMember(found, actor));
        const data = { name: PersonName.parse(name) };
        await transaction.user.update({ where: { id: userId }, data, select: { id: true } });
        const detail = { before: { name: found.row.name }, after: { name } };
        await auditAccount(transaction, actor, found, "member.renamed", detail, origin, now);
        return succeed(await reread(transaction, actor, userId));
      }),

    async changeEmail(actor, userId, given, origin, now) {
      const email = EmailAddress.parse(given);
      try {
        return await changeAccount(actor, userId, async (transaction, found) => {
          const { email: former } = found.row;
          if (former === email) return succeed(toListedMember(found, actor));
          if ((await transaction.user.count({ where: { email } })) > 0) return refuse("email-taken");
          await transaction.user.update({ where: { id: userId }, data: { email }, select: { id: true } });
          await endLinks(transaction, userId, null, now);
          const detail = { before: { email: former }, after: { email } };
          await auditAccount(transaction, actor, found, "member.emailChanged", detail, origin, now);
          return succeed(await reread(transaction, actor, userId));
        });
      } catch (error) {
        // Somebody signed in elsewhere and was let in under this address in between, without the lock of members.
        if (isUniqueBreach(error)) return refuse("email-taken");
        throw error;
      }
    },

    unlinkIdentities: (actor, userId, origin, now) =>
      changeAccount(actor, userId, async (transaction, found) => {
        const where = { userId };
        const identities = await transaction.userIdentity.findMany({ where, select: { issuer: true, subject: true } });
        if (identities.length === 0) return refuse("not-joined");
        const hasPassword = await transaction.user.count({ where: { id: userId, passwordHash: { not: null } } });
        if (hasPassword === 0 && isLastSysadmin(userId, await readSysadmins(transaction, oidcIssuer))) {
          return refuse("last-sysadmin");
        }
        await transaction.userIdentity.deleteMany({ where });
        await endSessions(transaction, userId, now);
        await auditAccount(transaction, actor, found, "identity.unlinked", { before: { identities } }, origin, now);
        return succeed(await reread(transaction, actor, userId));
      }),

    deleteAccount: (actor, userId, origin, now) =>
      changeAccount(actor, userId, async (transaction, found) => {
        if (isLastSysadmin(userId, await readSysadmins(transaction, oidcIssuer))) return refuse("last-sysadmin");
        // Roles, sessions, links, recovery codes and identities go with the row.
        await transaction.user.delete({ where: { id: userId }, select: { id: true } });
        const roles = found.held.map(({ role, clientId, workspaceName }) => ({ role, clientId, workspaceName }));
        const detail = { before: { name: found.row.name, roles } };
        await auditAccount(transaction, actor, found, "member.deleted", detail, origin, now);
        return succeed(null);
      }),
  };
}

/** The log that an act belongs to: the client's own, or the installation's as soon as anything reaches beyond it. */
export const homeOf = ({ clientId }: Actor, grants: readonly RoleGrant[]) =>
  grants.every((grant) => grant.clientId === clientId) ? clientId : null;

async function endSessions(transaction: Transaction, userId: UserId, now: Date): Promise<void> {
  await transaction.session.updateMany({ where: { userId, revokedAt: null }, data: { revokedAt: now } });
}

async function reread(transaction: Transaction, actor: Actor, userId: UserId) {
  const found = await findMember(transaction, actor, userId);
  if (found === null) throw new Error("The member is gone inside its own transaction");
  return toListedMember(found, actor);
}

function auditAccount(
  transaction: Transaction,
  actor: Actor,
  { row, held }: FoundMember,
  action: AuditEvent["action"],
  detail: Readonly<Record<string, unknown>>,
  origin: AuditOrigin,
  now: Date,
): Promise<void> {
  const event = { actor, action, target: row.id, detail: { email: row.email, ...detail }, origin };
  return appendAudit(transaction, { ...event, clientId: homeOf(actor, held) }, now);
}

import type { AuditOrigin } from "@silhouette/core/audit";
import { EmailAddress } from "@silhouette/core/email";
import { UserId } from "@silhouette/core/ids";
import {
  type InvitedMember,
  type ListedMember,
  type MemberAdministration,
  type MemberRefusal,
  PersonName,
} from "@silhouette/core/member";
import { isLastSysadmin, mayManageAccount, planRoles } from "@silhouette/core/member-rules";
import type { Actor, RoleGrant } from "@silhouette/core/permission";
import { type Result, refuse, succeed } from "@silhouette/core/result";
import { v7 as uuid } from "uuid";
import { appendAudit } from "./audit.ts";
import { lockInstallation } from "./installation-lock.ts";
import { createMemberAccounts, homeOf, type MemberChange } from "./member-accounts.ts";
import {
  type FoundMember,
  findAccount,
  findMember,
  type HeldGrant,
  listMembers,
  stateOf,
  toListedMember,
} from "./member-listing.ts";
import { endLinks, hasWorkspaces, readSysadmins, writeRoles } from "./member-writes.ts";
import { type Database, isUniqueBreach, type Transaction } from "./prisma-client.ts";

export function createMemberAdministration(prisma: Database, oidcIssuer: string | null): MemberAdministration {
  /** One change of members at a time: rules about all Sysadmins, and about roles not yet there, have no row to lock. */
  const change: MemberChange = (work) =>
    prisma.$transaction(async (transaction) => {
      await lockInstallation(transaction);
      return work(transaction);
    });

  return {
    list: (actor, query) => listMembers(prisma, actor, query),
    listAll: (query) => listMembers(prisma, null, query),

    async find(actor, userId) {
      const found = await findMember(prisma, actor, userId);
      return found && toListedMember(found, actor);
    },

    async invite(actor, { email: given, name, grants }, origin, now) {
      const email = EmailAddress.parse(given);
      const add = () =>
        change(async (transaction): Promise<Result<InvitedMember, "beyond-reach" | "unknown-workspace">> => {
          if (!(await hasWorkspaces(transaction, actor.clientId, grants))) return refuse("unknown-workspace");
          const known = await findAccount(transaction, email);
          const held = known?.held ?? [];
          const plan = planRoles(actor, held, [...held, ...grants], isOneself(actor, known));
          if (!plan.ok) return plan;
          const userId = known?.row.id ?? (await insertInvited(transaction, email, PersonName.parse(name), now));
          await writeRoles(transaction, userId, plan.value, now);
          const account = await requireAccount(transaction, email);
          if (known !== null && plan.value.given.length > 0) {
            await endLinks(transaction, userId, keptBy(actor, account), now);
          }
          const after = { email, ...(known === null ? { name } : {}), roles: plan.value.given.map(toDetail) };
          const event = { actor, action: "member.invited", target: userId, detail: { after }, origin } as const;
          const isNews = known === null || plan.value.given.length > 0;
          if (isNews) await appendAudit(transaction, { ...event, clientId: homeOf(actor, plan.value.given) }, now);
          const mayHoldLink = stateOf(account.row) === "invited" && mayManageAccount(actor, account.held);
          return succeed({ member: toListedMember(account, actor), mayHoldLink });
        });
      try {
        return await add();
      } catch (error) {
        // Somebody else made the account in between, without this lock: the second time it is found.
        if (isUniqueBreach(error)) return add();
        throw error;
      }
    },

    setRoles: (actor, userId, grants, origin, now) =>
      change(async (transaction) => {
        const found = await findMember(transaction, actor, userId);
        if (found === null) return refuse("not-found");
        if (!(await hasWorkspaces(transaction, actor.clientId, grants))) return refuse("unknown-workspace");
        return setRoles(transaction, oidcIssuer, actor, found, grants, origin, now);
      }),

    remove: (actor, userId, origin, now) =>
      change(async (transaction): Promise<Result<null, MemberRefusal>> => {
        const found = await findMember(transaction, actor, userId);
        if (found === null) return refuse("not-found");
        const kept = found.held.filter(({ clientId }) => clientId !== actor.clientId);
        const plan = planRoles(actor, found.held, kept, isOneself(actor, found));
        if (!plan.ok || plan.value.taken.length === 0) return refuse("beyond-reach");
        const removed = await setRoles(transaction, oidcIssuer, actor, found, kept, origin, now);
        return removed.ok ? succeed(null) : removed;
      }),

    ...createMemberAccounts(change, oidcIssuer),
  };
}

async function setRoles(
  transaction: Transaction,
  oidcIssuer: string | null,
  actor: Actor,
  found: FoundMember,
  wanted: readonly RoleGrant[],
  origin: AuditOrigin,
  now: Date,
): Promise<Result<ListedMember | null, MemberRefusal>> {
  const { row, held } = found;
  const plan = planRoles(actor, held, wanted, isOneself(actor, found));
  if (!plan.ok) return plan;
  const { given, taken } = plan.value;
  const losesInstallation = taken.some(({ role }) => role === "sysadmin");
  const { email, joinedAt } = row;
  const userId = UserId.parse(row.id);
  if (losesInstallation && isLastSysadmin(userId, await readSysadmins(transaction, oidcIssuer))) {
    return refuse("last-sysadmin");
  }
  await writeRoles(transaction, userId, plan.value, now);
  const account = await requireAccount(transaction, email);
  if (given.length > 0) await endLinks(transaction, userId, keptBy(actor, account), now);
  const isDeleted = account.held.length === 0 && joinedAt === null;
  if (isDeleted) await transaction.user.delete({ where: { id: userId } });
  for (const clientId of [actor.clientId, null]) {
    const inScope = (grants: readonly RoleGrant[]) => grants.filter((grant) => grant.clientId === clientId);
    if (inScope(given).length + inScope(taken).length === 0) continue;
    const before = inScope(held).map(toDetail);
    const after = inScope(account.held).map(toDetail);
    const detail = { email, before: { roles: before }, after: { roles: after } };
    const event = { clientId, actor, action: "member.rolesChanged", target: userId, detail, origin } as const;
    await appendAudit(transaction, event, now);
  }
  if (isDeleted) {
    // An account belongs to no client.
    const detail = { before: { email, name: row.name } };
    const event = { clientId: null, actor, action: "member.deleted", target: userId, detail, origin } as const;
    await appendAudit(transaction, event, now);
  }
  const seen = await findMember(transaction, actor, userId);
  return succeed(seen && toListedMember(seen, actor));
}

const isOneself = (actor: Actor, found: FoundMember | null): boolean =>
  actor.kind === "member" && actor.id === found?.row.id;

async function insertInvited(transaction: Transaction, email: string, name: string, now: Date): Promise<string> {
  const id = uuid();
  await transaction.user.create({ data: { id, email, name, createdAt: now }, select: { id: true } });
  return id;
}

async function requireAccount(transaction: Transaction, email: string): Promise<FoundMember> {
  const account = await findAccount(transaction, email);
  if (account === null) throw new Error("The account is gone inside its own transaction");
  return account;
}

/**
 * Whose open links may stay when an account gets more roles: the giver's own, while every role is within reach. Those of
 * programs end, because a link has only the name of its maker, and two programs may share one.
 */
const keptBy = (actor: Actor, account: FoundMember): Actor | null =>
  actor.kind === "member" && mayManageAccount(actor, account.held) ? actor : null;

const toDetail = ({ role, workspaceId, workspaceName }: RoleGrant & Partial<HeldGrant>) => ({
  role,
  ...(workspaceId === null ? {} : { workspaceId }),
  ...(workspaceName == null ? {} : { workspaceName }),
});

import "server-only";
import type { AuditOrigin } from "@silhouette/core/audit";
import type { UserId } from "@silhouette/core/ids";
import type { EmailRefusal, Invitation, ListedMember, MemberRefusal, UnlinkRefusal } from "@silhouette/core/member";
import type { Actor, RoleGrant } from "@silhouette/core/permission";
import { type Result, refuse, succeed } from "@silhouette/core/result";
import type { Dependencies } from "@/server/dependencies";
import { auditRefusal } from "@/server/refusal";
import { type LinkDelivery, sendOrShowLink } from "@/server/send-user-link";

/** Somebody with new roles, and what became of the invitation; null for who has an account to sign in with already. */
export type Invited = { readonly member: ListedMember; readonly invitation: LinkDelivery | null };

/**
 * Gives somebody roles in the actor's client, known or not. The link that opens a new account goes to its person by
 * mail; where there is no mail server the inviter gets it, unless it would open roles that the inviter may not give.
 * @param consoleUrl what links begin with, without a slash at the end.
 */
export async function inviteMember(
  dependencies: Dependencies,
  actor: Actor,
  invitation: Invitation,
  consoleUrl: string,
  origin: AuditOrigin,
): Promise<Result<Invited, "beyond-reach" | "unknown-workspace">> {
  const { stores, now } = dependencies;
  const invited = await stores.memberAdministration.invite(actor, invitation, origin, now());
  if (!invited.ok) return noting(dependencies, actor, "inviting a member", origin, invited);
  const { member, mayHoldLink } = invited.value;
  if (!mayHoldLink) return succeed({ member, invitation: null });
  const link = { kind: "invitation", userId: member.id } as const;
  const sent = await sendOrShowLink(dependencies, link, actor, consoleUrl, origin);
  // Who joined, or got another role, in this very moment has no use for the link, or must not be given it.
  return succeed({ member, invitation: sent.ok ? sent.value : null });
}

/**
 * Makes a link with which a member chooses a new password, or, before joining, the first one. Earlier links end.
 * @param consoleUrl what links begin with, without a slash at the end.
 */
export async function makePasswordLink(
  dependencies: Dependencies,
  actor: Actor,
  userId: UserId,
  consoleUrl: string,
  origin: AuditOrigin,
): Promise<Result<LinkDelivery, "not-found" | "beyond-reach" | "disabled">> {
  const member = await dependencies.stores.memberAdministration.find(actor, userId);
  if (member === null) return refuse("not-found");
  const kind = member.state === "invited" ? "invitation" : "password-reset";
  const made = await sendOrShowLink(dependencies, { kind, userId }, actor, consoleUrl, origin);
  if (made.ok) return made;
  if (made.refusal === "disabled") return refuse("disabled");
  // Gone, or joined in this very moment: what was asked for is not there any more.
  if (made.refusal !== "beyond-reach") return refuse("not-found");
  return noting(dependencies, actor, `a link for member ${userId}`, origin, refuse("beyond-reach"));
}

/** Sets a member's roles in the actor's client, as `planRoles` says. */
export async function setMemberRoles(
  dependencies: Dependencies,
  actor: Actor,
  userId: UserId,
  grants: readonly RoleGrant[],
  origin: AuditOrigin,
): Promise<Result<ListedMember | null, MemberRefusal | "unknown-workspace">> {
  const { stores, now } = dependencies;
  const set = await stores.memberAdministration.setRoles(actor, userId, grants, origin, now());
  return noting(dependencies, actor, `roles of member ${userId}`, origin, set);
}

/** Takes every role in the actor's client that the actor may take. */
export async function removeMember(
  dependencies: Dependencies,
  actor: Actor,
  userId: UserId,
  origin: AuditOrigin,
): Promise<Result<null, MemberRefusal>> {
  const { stores, now } = dependencies;
  const removed = await stores.memberAdministration.remove(actor, userId, origin, now());
  return noting(dependencies, actor, `removing member ${userId}`, origin, removed);
}

/** Disables or enables the account of a member, for every client. */
export async function setMemberEnabled(
  dependencies: Dependencies,
  actor: Actor,
  userId: UserId,
  isEnabled: boolean,
  origin: AuditOrigin,
): Promise<Result<ListedMember, MemberRefusal>> {
  const { stores, now } = dependencies;
  const set = await stores.memberAdministration.setEnabled(actor, userId, isEnabled, origin, now());
  return noting(dependencies, actor, `${isEnabled ? "enabling" : "disabling"} member ${userId}`, origin, set);
}

/** Changes the name of a member, for every client. */
export async function renameMember(
  dependencies: Dependencies,
  actor: Actor,
  userId: UserId,
  name: string,
  origin: AuditOrigin,
): Promise<Result<ListedMember, "not-found" | "beyond-reach">> {
  const { stores, now } = dependencies;
  const renamed = await stores.memberAdministration.rename(actor, userId, name, origin, now());
  return noting(dependencies, actor, `renaming member ${userId}`, origin, renamed);
}

/** Changes the address that a member signs in with, for every client. */
export async function changeMemberEmail(
  dependencies: Dependencies,
  actor: Actor,
  userId: UserId,
  email: string,
  origin: AuditOrigin,
): Promise<Result<ListedMember, EmailRefusal>> {
  const { stores, now } = dependencies;
  const changed = await stores.memberAdministration.changeEmail(actor, userId, email, origin, now());
  return noting(dependencies, actor, `the address of member ${userId}`, origin, changed);
}

/** Forgets the accounts at single sign-on that are joined to a member's. */
export async function unlinkMemberIdentities(
  dependencies: Dependencies,
  actor: Actor,
  userId: UserId,
  origin: AuditOrigin,
): Promise<Result<ListedMember, UnlinkRefusal>> {
  const { stores, now } = dependencies;
  const unlinked = await stores.memberAdministration.unlinkIdentities(actor, userId, origin, now());
  return noting(dependencies, actor, `unlinking member ${userId}`, origin, unlinked);
}

/** Deletes the account of a member, in every client. */
export async function deleteMemberAccount(
  dependencies: Dependencies,
  actor: Actor,
  userId: UserId,
  origin: AuditOrigin,
): Promise<Result<null, MemberRefusal>> {
  const { stores, now } = dependencies;
  const deleted = await stores.memberAdministration.deleteAccount(actor, userId, origin, now());
  return noting(dependencies, actor, `deleting member ${userId}`, origin, deleted);
}

/** Why a second factor was not reset: there is none, or it is one's own, which is turned off instead. */
export type ResetRefusal = "not-found" | "beyond-reach" | "off" | "oneself" | "last-sysadmin";

/**
 * Removes a lost second factor. It ends every session and forgets the password, which may have been too short to stand
 * alone; so the person gets a link to choose another one. Null when that could not be made, and somebody has to.
 * @param consoleUrl what links begin with, without a slash at the end.
 */
export async function resetSecondFactor(
  dependencies: Dependencies,
  actor: Actor,
  userId: UserId,
  consoleUrl: string,
  origin: AuditOrigin,
): Promise<Result<LinkDelivery | null, ResetRefusal>> {
  const { stores, now } = dependencies;
  if ((await stores.memberAdministration.find(actor, userId)) === null) return refuse("not-found");
  const reset = await stores.secondFactors.reset(userId, actor, origin, now());
  if (reset.ok) {
    const link = { kind: "password-reset", userId } as const;
    const sent = await sendOrShowLink(dependencies, link, actor, consoleUrl, origin);
    return succeed(sent.ok ? sent.value : null);
  }
  if (reset.refusal === "unknown-member") return refuse("not-found");
  return noting(dependencies, actor, `the second factor of member ${userId}`, origin, refuse(reset.refusal));
}

/** Signs a member out everywhere. Returns how many sessions ended. */
export async function endMemberSessions(
  dependencies: Dependencies,
  actor: Actor,
  userId: UserId,
  origin: AuditOrigin,
): Promise<Result<number, "not-found" | "beyond-reach">> {
  const { stores, now } = dependencies;
  const member = await stores.memberAdministration.find(actor, userId);
  if (member === null) return refuse("not-found");
  if (!member.isManageable) {
    return noting(dependencies, actor, `sessions of member ${userId}`, origin, refuse("beyond-reach"));
  }
  const { kind, id, name } = actor;
  return succeed(await stores.sessions.endOthers(userId, null, { kind, id, name }, origin, now()));
}

/** Who reaches for more than their own role gives is in the audit log, like anybody whose role is too low. */
async function noting<Outcome extends Result<unknown, string>>(
  dependencies: Dependencies,
  actor: Actor,
  target: string,
  origin: AuditOrigin,
  outcome: Outcome,
): Promise<Outcome> {
  if (!outcome.ok && outcome.refusal === "beyond-reach") {
    await auditRefusal(dependencies, actor, actor.clientId, "member:manage", target, origin);
  }
  return outcome;
}

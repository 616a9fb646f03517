import { z } from "zod";
import type { AuditOrigin } from "./audit.ts";
import type { UserId } from "./ids.ts";
import type { Actor, Role, RoleGrant } from "./permission.ts";
import type { Result } from "./result.ts";

/** What a person is called: one line of at most 100 characters, without control characters. */
export const PersonName = z
  .string()
  .trim()
  .regex(/^\P{Cc}{1,100}$/u);

/** `invited` until the person has a way to sign in; `disabled` wins over both others. */
export const MEMBER_STATES = ["invited", "active", "disabled"] as const;
export type MemberState = (typeof MEMBER_STATES)[number];

/** A role as lists show it. */
export type ListedGrant = RoleGrant & {
  /** Null for a role of a client or of the installation. */
  readonly workspaceName: string | null;
};

/** A member as somebody who manages members sees one. */
export type ListedMember = {
  readonly id: UserId;
  readonly email: string;
  readonly name: string;
  readonly state: MemberState;
  /** Those roles that the reader may see (`visibleGrants`). */
  readonly grants: readonly ListedGrant[];
  readonly createdAt: Date;
  /** The last request of any session, to the minute; null for who has not been here within the life of a session row. */
  readonly lastSeenAt: Date | null;
  readonly hasSecondFactor: boolean;
  /** Whether an account at an OIDC provider is joined to this one. */
  readonly hasIdentity: boolean;
  /** Whether the reader may do what concerns the account in all clients (`mayManageAccount`). */
  readonly isManageable: boolean;
};

/** Which members to list. What is null does not matter; role and workspace are looked for in one and the same role. */
export type MemberQuery = {
  /** Part of the name or of the e-mail address, whatever its case. */
  readonly text: string | null;
  readonly role: Role | null;
  readonly workspaceId: string | null;
  readonly state: MemberState | null;
  /** Begins after this member. An id and not the address, because addresses of lists stand in logs. */
  readonly after: UserId | null;
  readonly limit: number;
};

/** Somebody to be invited: at least one role, each in the inviting actor's client, or a Sysadmin's. */
export type Invitation = {
  readonly email: string;
  /** For an account that is new; one that is there already keeps its own. */
  readonly name: string;
  readonly grants: readonly RoleGrant[];
};

export type InvitedMember = {
  readonly member: ListedMember;
  /**
   * Whether the actor may be given an invitation link: the person has not joined, and the actor may give every role of
   * the account. Who opens the link chooses its password and has all of them.
   */
  readonly mayHoldLink: boolean;
};

/**
 * - `not-found`: no member that the actor sees.
 * - `beyond-reach`: a role, or an account with a role, that the actor may not give.
 * - `last-sysadmin`: nobody would be left who runs the installation.
 */
export type MemberRefusal = "not-found" | "beyond-reach" | "last-sysadmin";

/** `email-taken`: another account has the address. */
export type EmailRefusal = Exclude<MemberRefusal, "last-sysadmin"> | "email-taken";

/** `not-joined`: no account at a provider is joined to this one. */
export type UnlinkRefusal = MemberRefusal | "not-joined";

/**
 * The members of clients and their roles, each change with its audit event in one transaction, one change at a time in
 * the whole installation: two Sysadmins cannot take the role from each other at once. Whether the actor manages members
 * at all is the caller's question; which roles and accounts are within reach is decided here, by `member-rules`, from
 * the roles as they are stored at that moment.
 */
export interface MemberAdministration {
  /**
   * By e-mail address, at most `limit`: those who have a role that the actor sees. Null when the account that the page
   * would begin after is gone, because nobody knows its place any more.
   */
  list(actor: Actor, query: MemberQuery): Promise<readonly ListedMember[] | null>;
  /** Everybody who has an account, with all roles. For who runs the installation. */
  listAll(query: MemberQuery): Promise<readonly ListedMember[] | null>;
  find(actor: Actor, userId: UserId): Promise<ListedMember | null>;
  /**
   * Makes an account without a password, or adds the roles to the one that has the address. Safe to repeat. Open links
   * that others may hold end, because they would open the new roles too.
   */
  invite(
    actor: Actor,
    invitation: Invitation,
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<InvitedMember, "beyond-reach" | "unknown-workspace">>;
  /** Sets the roles in the actor's client as `planRoles` says. The member may be out of sight afterwards: null then. */
  setRoles(
    actor: Actor,
    userId: UserId,
    grants: readonly RoleGrant[],
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<ListedMember | null, MemberRefusal | "unknown-workspace">>;
  /**
   * Takes every role in the actor's client that the actor may take; `beyond-reach` when that is none. An account that
   * nobody has joined and that has no role left is deleted, for its address concerns nobody any more.
   */
  remove(actor: Actor, userId: UserId, origin: AuditOrigin, now: Date): Promise<Result<null, MemberRefusal>>;
  /** Disabling ends sessions and open links. Safe to repeat. */
  setEnabled(
    actor: Actor,
    userId: UserId,
    isEnabled: boolean,
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<ListedMember, MemberRefusal>>;
  rename(
    actor: Actor,
    userId: UserId,
    name: string,
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<ListedMember, Exclude<MemberRefusal, "last-sysadmin">>>;
  /** Changes what the account signs in with. Open links end, because they went to the former address. */
  changeEmail(
    actor: Actor,
    userId: UserId,
    email: string,
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<ListedMember, EmailRefusal>>;
  /**
   * Forgets the accounts at OIDC providers that are joined to this one, and ends its sessions: the next account there
   * that has its verified address joins again. A Sysadmin who could not sign in any more counts as one who is gone.
   */
  unlinkIdentities(
    actor: Actor,
    userId: UserId,
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<ListedMember, UnlinkRefusal>>;
  /**
   * Deletes the account with its roles in all clients, sessions, links and ways to sign in. What it did stays readable:
   * events hold the names.
   */
  deleteAccount(actor: Actor, userId: UserId, origin: AuditOrigin, now: Date): Promise<Result<null, MemberRefusal>>;
}

import type { AuditOrigin } from "./audit.ts";
import type { Member } from "./control-plane.ts";
import { EmailAddress } from "./email.ts";
import type { Role } from "./permission.ts";
import { type Result, refuse, succeed } from "./result.ts";

/** Roles that somebody may get by nothing but an account at the provider: those of a workspace, none that administers. */
export const NEWCOMER_ROLES = ["observer", "editor", "publisher", "approver"] as const satisfies readonly Role[];
export type NewcomerRole = (typeof NEWCOMER_ROLES)[number];

/** What people get whom the provider knows and this installation does not. */
export type Newcomers = { readonly role: NewcomerRole; readonly clientCode: string };

/** An account at the provider, as its checked ID token and its userinfo tell of it. */
export type ProviderAccount = {
  readonly issuer: string;
  /** Names the account at the issuer for ever; an e-mail address may pass to somebody else. */
  readonly subject: string;
  readonly email: string | null;
  /** True only where the provider says so: an absent claim is none. */
  readonly isEmailVerified: boolean;
  readonly name: string | null;
};

/**
 * Why the provider's account opens nothing here. `unverified-email`: unknown account without a verified address.
 * `other-account`: the address belongs to a member who signs in with another account of the same provider.
 * `unknown`: nobody has invited them and newcomers are not let in.
 */
export type IdentityRefusal = "unverified-email" | "other-account" | "unknown" | "disabled";

/** A member that the account's e-mail address leads to. */
export type MemberByEmail = { readonly isKnownToIssuer: boolean };

/** How an account that is not joined to a member yet goes on. */
export type JoinDecision =
  | { readonly kind: "join" }
  | { readonly kind: "create"; readonly email: string; readonly name: string };

/** The verified address that may lead an unknown account to a member; null when there is none. */
export function joinableEmail({ email, isEmailVerified }: ProviderAccount): string | null {
  const parsed = EmailAddress.safeParse(email);
  return isEmailVerified && parsed.success ? parsed.data : null;
}

/**
 * Decides what becomes of an account that no member is joined to. Only a verified e-mail address joins; a member who is
 * joined to another account of the issuer is not joined again, since addresses of those who left are given anew.
 */
export function decideJoin(
  account: ProviderAccount,
  found: MemberByEmail | null,
  newcomers: Newcomers | null,
): Result<JoinDecision, Exclude<IdentityRefusal, "disabled">> {
  const email = joinableEmail(account);
  if (email === null) return refuse("unverified-email");
  if (found !== null) return found.isKnownToIssuer ? refuse("other-account") : succeed({ kind: "join" });
  if (newcomers === null) return refuse("unknown");
  return succeed({ kind: "create", email, name: nameOf(account, email) });
}

/** Longest name that the forms of the console take, in UTF-16 units. */
const NAME_LENGTH_MAX = 100;

function nameOf({ name }: ProviderAccount, email: string): string {
  const tidy = (name ?? "")
    .replaceAll(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, NAME_LENGTH_MAX);
  return tidy === "" ? (email.split("@", 1)[0] ?? email) : tidy;
}

export interface IdentityStore {
  /**
   * Finds the member of an account, by the account itself or else by its verified e-mail address, and joins both; or
   * makes a member. Every outcome is logged. An invitation that is still open is accepted by it. Throws when
   * `newcomers` names a client that does not exist.
   */
  signIn(
    account: ProviderAccount,
    newcomers: Newcomers | null,
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<Member, IdentityRefusal>>;
  /** The member of an account that is joined already; null otherwise. */
  find(account: Pick<ProviderAccount, "issuer" | "subject">): Promise<Member | null>;
}

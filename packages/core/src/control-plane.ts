import type { AccountStore } from "./account.ts";
import type { AuditEvent, AuditOrigin } from "./audit.ts";
import type { AuditStore } from "./audit-log.ts";
import type { CallCountStore } from "./call-count.ts";
import type { Client, ClientAdministration } from "./client.ts";
import type { CredentialAdministration } from "./credential.ts";
import type { ClientId, UserId } from "./ids.ts";
import type { MemberAdministration } from "./member.ts";
import type { IdentityStore } from "./oidc.ts";
import type { AcceptedPassword } from "./password.ts";
import type { Actor, RoleGrant } from "./permission.ts";
import type { Preferences } from "./preferences.ts";
import type { Property, PropertyFields, PropertyQuery, PropertyRefusal } from "./property.ts";
import type { Result } from "./result.ts";
import type { SecondFactorStore } from "./second-factor.ts";
import type { SessionStore } from "./session.ts";
import type { SettingStamps } from "./setting-stamps.ts";
import type { ClientSettings, OriginalSettings, SettingsChange } from "./settings.ts";
import type { NewToken, TokenScope, TokenSummary } from "./token.ts";
import type { TokenAdministration } from "./token-administration.ts";
import type { UserLinkStore } from "./user-link.ts";
import type { WorkspaceStore } from "./workspace.ts";

/** A person who may sign in to the console. */
export type Member = {
  readonly id: UserId;
  readonly email: string;
  readonly name: string;
  readonly grants: readonly RoleGrant[];
  readonly preferences: Preferences;
};

/** A person to be, with the first role. */
export type NewMember = {
  readonly email: string;
  readonly name: string;
  readonly password: AcceptedPassword;
} & RoleGrant;

/** A program that may call the admin API. */
export type Credential = {
  readonly id: string;
  readonly publicId: string;
  readonly name: string;
  readonly grants: readonly RoleGrant[];
};

/** When a client's settings last changed, and the name of who did it; null when nobody has yet. */
export type SettingsStamp = { readonly updatedAt: Date; readonly updatedBy: string | null };

/** Everything that a client has set, as it stood at one moment. */
export type StoredSettings = SettingsStamp & {
  readonly lastChanges: SettingStamps;
  readonly settings: ClientSettings;
  readonly originalSettings: OriginalSettings;
};

/** Settings and tokens of clients, each change with its audit event in one transaction. */
export interface ClientStore {
  /**
   * Clients that the grants reach, by code: of the disabled ones only what a role of the installation reaches, and none
   * that is being deleted.
   */
  listFor(grants: readonly RoleGrant[]): Promise<readonly Client[]>;
  /** Codes are compared without regard to case. Finds disabled ones too: who may still act there, the actor says. */
  findByCode(code: string): Promise<Client | null>;
  /** Those settings of the original that somebody has written; they decide nothing. */
  readOriginalSettings(clientId: ClientId): Promise<OriginalSettings>;
  /**
   * Applies the change to the actor's client and returns the client as it is afterwards. What changes nothing leaves
   * no audit event. Of the original's settings those that are absent stay as they were.
   */
  changeSettings(actor: Actor, change: SettingsChange, origin: AuditOrigin, now: Date): Promise<Client>;
  readSettings(clientId: ClientId): Promise<StoredSettings>;
  /** The same for who has read the settings before: fails with `stale`, and changes nothing, unless `isCurrent` holds. */
  changeSettingsIf(
    actor: Actor,
    change: SettingsChange,
    isCurrent: (stored: StoredSettings) => boolean,
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<StoredSettings, "stale">>;
}

export interface TokenStore {
  /** Whether the texts of new tokens are kept, encrypted (`TOKEN_RETRIEVAL`). */
  readonly keepsTexts: boolean;
  /** The account's own token of a scope, `profile_api` unless said: the newest one neither revoked nor expired. */
  findCurrent(clientId: ClientId, now: Date, scope?: TokenScope): Promise<TokenSummary | null>;
  /** The text of a token; null when none is kept of it, or when it was sealed under another key. */
  readText(token: TokenSummary): Promise<string | null>;
  /** Until when the longest-lived of the account's replaced tokens still works; null when none does (U-25). */
  findGraceEnd(clientId: ClientId, now: Date): Promise<Date | null>;
  /**
   * Stores a new token of the account and revokes every other live one of its scope, in one transaction (U-25): two
   * callers at once leave one live token. Named tokens stay as they are. The overlap, the client's `tokenGraceSeconds`
   * unless said, lets the replaced ones work on; a shorter one than before also shortens what is left of an earlier one.
   */
  issue(
    actor: Actor,
    token: NewToken,
    expiresAt: Date,
    origin: AuditOrigin,
    now: Date,
    options?: { readonly scope?: TokenScope | undefined; readonly overlapSeconds?: number | undefined },
  ): Promise<TokenSummary>;
  /**
   * The same for who has looked before, with the client's own overlap: fails with `not-confirmed`, and changes nothing,
   * when a live token stands that is not the confirmed one. Asked under the lock: of two at once who have confirmed the
   * same token, one replaces it and the other is refused.
   * @param confirmedPublicId null when there was none
   */
  issueIf(
    actor: Actor,
    token: NewToken,
    expiresAt: Date,
    confirmedPublicId: string | null,
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<TokenSummary, "not-confirmed">>;
}

/** Properties of a client (contract section 13), each change with its audit event in one transaction. */
export interface PropertyStore {
  list(
    clientId: ClientId,
    query: PropertyQuery,
  ): Promise<{ readonly total: number; readonly properties: readonly Property[] }>;
  find(clientId: ClientId, id: number): Promise<Property | null>;
  create(
    actor: Actor,
    fields: PropertyFields,
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<Property, PropertyRefusal>>;
  /** Replaces every field. Fails with `not-found` for another client's property too. */
  replace(
    actor: Actor,
    id: number,
    fields: PropertyFields,
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<Property, PropertyRefusal | "not-found">>;
  /** Deletes a property; its token names nothing any more. Fails with `not-found` for another client's property too. */
  remove(actor: Actor, id: number, origin: AuditOrigin, now: Date): Promise<Result<null, "not-found">>;
}

/** What members choose for their own pages. Concerns nobody else, so it leaves no audit event. */
export interface PreferenceStore {
  /** What is absent stays as it was. Does nothing for an unknown member. */
  change(userId: UserId, change: Partial<Preferences>): Promise<void>;
}

/** Names of profile attributes that were ever written, sorted; a client's first 10,000. */
export interface AttributeNameList {
  list(clientId: ClientId): Promise<readonly string[]>;
}

export type SignInRefusal = "wrong-credentials" | "disabled" | "throttled";

export interface MemberStore {
  /** Roles may change at any time: read on every request. Null when unknown or disabled. */
  find(userId: UserId): Promise<Member | null>;
  hasSysadmin(): Promise<boolean>;
  /**
   * Fails with `exists` when the e-mail address is taken. The password is hashed here; it is stored nowhere. A role of
   * a workspace names it and its client, a Product admin the client alone, a Sysadmin neither: any other mix throws.
   */
  create(member: NewMember, by: AuditEvent["actor"], origin: AuditOrigin, now: Date): Promise<Result<Member, "exists">>;
  /**
   * Takes as long for an unknown address as for a known one. Failures are counted by account and by address
   * (core/sign-in); over a limit the password is not even looked at. Only who knows the password learns `disabled`.
   * @param knownDevice the id of a browser that has signed in to this account before; it is counted on its own.
   */
  authenticate(
    email: string,
    password: string,
    origin: AuditOrigin,
    now: Date,
    knownDevice?: string | null,
  ): Promise<Result<Member, SignInRefusal>>;
}

export interface SetupStore {
  /** Replaces every earlier code; null once a Sysadmin exists. */
  createCode(now: Date): Promise<string | null>;
  /**
   * Creates the first Sysadmin and uses the code up, as one: of two who submit at once, one is refused. Fails with
   * `exists` when somebody without that role has the e-mail address already.
   */
  complete(
    code: string,
    admin: Pick<NewMember, "email" | "name" | "password">,
    origin: AuditOrigin,
    now: Date,
  ): Promise<Result<Member, "invalid-code" | "already-set-up" | "exists">>;
}

export interface CredentialStore {
  /** Null for an unknown id, a wrong secret, a dead credential and a throttled address alike; the audit log knows which. */
  authenticate(publicId: string, secret: string, origin: AuditOrigin, now: Date): Promise<Credential | null>;
  /** Null when revoked or expired, or when its client is disabled: read on every admin call. */
  find(id: string, now: Date): Promise<Credential | null>;
}

/** Everything that the console and the admin API ask about people, programs and clients. */
export type ControlPlane = {
  readonly clients: ClientStore;
  readonly tokens: TokenStore;
  readonly tokenAdministration: TokenAdministration;
  readonly properties: PropertyStore;
  readonly attributeNames: AttributeNameList;
  readonly members: MemberStore;
  readonly preferences: PreferenceStore;
  readonly sessions: SessionStore;
  readonly secondFactors: SecondFactorStore;
  readonly account: AccountStore;
  readonly userLinks: UserLinkStore;
  readonly identities: IdentityStore;
  readonly setup: SetupStore;
  readonly credentials: CredentialStore;
  readonly credentialAdministration: CredentialAdministration;
  readonly memberAdministration: MemberAdministration;
  readonly clientAdministration: ClientAdministration;
  readonly workspaces: WorkspaceStore;
  readonly audit: AuditStore;
  readonly callCounts: CallCountStore;
};

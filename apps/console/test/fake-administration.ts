import type { ClientAdministration, ListedClient } from "@silhouette/core/client";
import {
  type CredentialAdministration,
  credentialState,
  type ListedCredential,
  ROTATION_OVERLAP_SECONDS,
} from "@silhouette/core/credential";
import { ClientId, UserId } from "@silhouette/core/ids";
import type { ListedMember, MemberAdministration } from "@silhouette/core/member";
import { mayGrant, mayManageAccount, planRoles, visibleGrants } from "@silhouette/core/member-rules";
import type { Actor, RoleGrant } from "@silhouette/core/permission";
import { type Result, refuse, succeed } from "@silhouette/core/result";
import type { SecondFactorStore } from "@silhouette/core/second-factor";
import type { UserLinkStore } from "@silhouette/core/user-link";
import type { Workspace, WorkspaceStore } from "@silhouette/core/workspace";
import { now } from "./fake-dependencies";

/** An account in memory, with every role. */
export type FakeAccount = {
  readonly id: UserId;
  email: string;
  name: string;
  grants: readonly RoleGrant[];
  isDisabled: boolean;
  isJoined: boolean;
  hasIdentity: boolean;
};

let made = 0;
const newId = () => `00000000-0000-4000-8000-${String(++made).padStart(12, "0")}`;

export const makeAccount = (email: string, ...grants: readonly RoleGrant[]): FakeAccount => ({
  id: UserId.parse(newId()),
  email,
  name: "Bob",
  grants,
  isDisabled: false,
  isJoined: true,
  hasIdentity: false,
});

/** Members in memory, by the rules of core; `workspaceIds` are those that every client has. */
export function fakeMembers(accounts: FakeAccount[], workspaceIds: readonly string[]): MemberAdministration {
  const toListed = (account: FakeAccount, actor: Actor | null): ListedMember => ({
    id: account.id,
    email: account.email,
    name: account.name,
    state: account.isDisabled ? "disabled" : account.isJoined ? "active" : "invited",
    grants: (actor === null ? account.grants : visibleGrants(actor, account.grants)).map((grant) => ({
      ...grant,
      workspaceName: grant.workspaceId,
    })),
    createdAt: now,
    lastSeenAt: null,
    hasSecondFactor: false,
    hasIdentity: account.hasIdentity,
    isManageable: actor === null || mayManageAccount(actor, account.grants),
  });
  const see = (actor: Actor, id: UserId) =>
    accounts.find((account) => account.id === id && visibleGrants(actor, account.grants).length > 0);
  const areKnown = (grants: readonly RoleGrant[]) =>
    grants.every(({ workspaceId }) => workspaceId === null || workspaceIds.includes(workspaceId));
  const page = (actor: Actor | null, { after, limit }: { after: UserId | null; limit: number }) => {
    const place = accounts.find(({ id }) => id === after)?.email ?? "";
    if (after !== null && place === "") return null;
    return accounts
      .filter(({ email, grants }) => email > place && (actor === null || visibleGrants(actor, grants).length > 0))
      .toSorted((one, other) => (one.email < other.email ? -1 : 1))
      .slice(0, limit)
      .map((account) => toListed(account, actor));
  };
  const set = (account: FakeAccount, actor: Actor, wanted: readonly RoleGrant[]) => {
    const plan = planRoles(actor, account.grants, wanted, actor.kind === "member" && actor.id === account.id);
    if (!plan.ok) return plan;
    const { given, taken } = plan.value;
    account.grants = [...account.grants.filter((grant) => !taken.includes(grant)), ...given];
    return plan;
  };
  return {
    list: async (actor, query) => page(actor, query),
    listAll: async (query) => page(null, query),
    find: async (actor, id) => {
      const found = see(actor, id);
      return found === undefined ? null : toListed(found, actor);
    },
    invite: async (actor, { email, name, grants }) => {
      if (!areKnown(grants)) return refuse("unknown-workspace");
      const known = accounts.find((account) => account.email === email);
      const account = known ?? { ...makeAccount(email), name, isJoined: false };
      const plan = set(account, actor, [...account.grants, ...grants]);
      if (!plan.ok) return plan;
      if (known === undefined) accounts.push(account);
      const mayHoldLink = !account.isJoined && mayManageAccount(actor, account.grants);
      return succeed({ member: toListed(account, actor), mayHoldLink });
    },
    setRoles: async (actor, id, grants) => {
      const account = see(actor, id);
      if (account === undefined) return refuse("not-found");
      if (!areKnown(grants)) return refuse("unknown-workspace");
      const plan = set(account, actor, grants);
      if (!plan.ok) return plan;
      return succeed(see(actor, id) === undefined ? null : toListed(account, actor));
    },
    remove: async (actor, id) => {
      const account = see(actor, id);
      if (account === undefined) return refuse("not-found");
      const plan = set(
        account,
        actor,
        account.grants.filter(({ clientId }) => clientId !== actor.clientId),
      );
      return plan.ok && plan.value.taken.length > 0 ? succeed(null) : refuse("beyond-reach");
    },
    setEnabled: async (actor, id, isEnabled) => {
      const account = see(actor, id);
      if (account === undefined) return refuse("not-found");
      if (!mayManageAccount(actor, account.grants)) return refuse("beyond-reach");
      if (account.grants.some(({ role }) => role === "sysadmin")) return refuse("last-sysadmin");
      account.isDisabled = !isEnabled;
      return succeed(toListed(account, actor));
    },
    rename: async (actor, id, name) => {
      const account = see(actor, id);
      if (account === undefined) return refuse("not-found");
      if (!mayManageAccount(actor, account.grants)) return refuse("beyond-reach");
      account.name = name;
      return succeed(toListed(account, actor));
    },
    changeEmail: async (actor, id, email) => {
      const account = see(actor, id);
      if (account === undefined) return refuse("not-found");
      if (!mayManageAccount(actor, account.grants)) return refuse("beyond-reach");
      if (accounts.some((other) => other !== account && other.email === email)) return refuse("email-taken");
      account.email = email;
      return succeed(toListed(account, actor));
    },
    unlinkIdentities: async (actor, id) => {
      const account = see(actor, id);
      if (account === undefined) return refuse("not-found");
      if (!mayManageAccount(actor, account.grants)) return refuse("beyond-reach");
      if (!account.hasIdentity) return refuse("not-joined");
      account.hasIdentity = false;
      return succeed(toListed(account, actor));
    },
    deleteAccount: async (actor, id) => {
      const account = see(actor, id);
      if (account === undefined) return refuse("not-found");
      if (!mayManageAccount(actor, account.grants)) return refuse("beyond-reach");
      if (account.grants.some(({ role }) => role === "sysadmin")) return refuse("last-sysadmin");
      accounts.splice(accounts.indexOf(account), 1);
      return succeed(null);
    },
  };
}

/** Links of those accounts; each has the same code. */
export const fakeUserLinks = (accounts: readonly FakeAccount[]): Pick<UserLinkStore, "create"> => ({
  create: async (kind, userId, by) => {
    const account = accounts.find(({ id }) => id === userId);
    if (account === undefined) return refuse("unknown-member");
    if (account.isDisabled) return refuse("disabled");
    if (!mayManageAccount(by, account.grants)) return refuse("beyond-reach");
    const { email, name } = account;
    const recipient = { email, name, preferences: { locale: null, timeZone: null } };
    return succeed({ kind, code: "the-code", expiresAt: now, recipient });
  },
});

/** Their second factors: whoever is not disabled has one, until it is reset. */
export function fakeSecondFactors(accounts: readonly FakeAccount[]): Pick<SecondFactorStore, "reset"> {
  const without = new Set<UserId>();
  return {
    reset: async (userId, by) => {
      const account = accounts.find(({ id }) => id === userId);
      if (account === undefined) return refuse("unknown-member");
      if (!mayManageAccount(by, account.grants)) return refuse("beyond-reach");
      if (without.has(userId)) return refuse("off");
      without.add(userId);
      return succeed(null);
    },
  };
}

export const makeWorkspace = (overrides: Partial<Workspace> = {}): Workspace => ({
  id: newId(),
  name: "Shop",
  isDefault: false,
  createdAt: now,
  memberCount: 0,
  propertyCount: 0,
  credentialCount: 0,
  ...overrides,
});

/** Workspaces of one client in memory. */
export const fakeWorkspaces = (workspaces: Workspace[]): WorkspaceStore => {
  const find = (id: string) => workspaces.findIndex((workspace) => workspace.id === id);
  return {
    list: async (_clientId, { after, limit }) => {
      const from = after === null ? 0 : workspaces.findIndex(({ name }) => name === after.name) + 1;
      return workspaces.slice(from, from + limit);
    },
    listChoices: async () => workspaces.map(({ id, name, isDefault }) => ({ id, name, isDefault })),
    find: async (_clientId, id) => workspaces[find(id)] ?? null,
    create: async (_actor, name) => {
      if (workspaces.some((workspace) => workspace.name === name)) return refuse("name-taken");
      const workspace = makeWorkspace({ name });
      workspaces.push(workspace);
      return succeed(workspace);
    },
    rename: async (_actor, id, name) => {
      const stored = workspaces[find(id)];
      if (stored === undefined) return refuse("not-found");
      if (workspaces.some((workspace) => workspace.name === name)) return refuse("name-taken");
      workspaces[find(id)] = { ...stored, name };
      return succeed({ ...stored, name });
    },
    remove: async (_actor, id, { removesRoles }) => {
      const stored = workspaces[find(id)];
      if (stored === undefined) return refuse("not-found");
      if (stored.isDefault) return refuse("default-workspace");
      if (stored.memberCount > 0 && !removesRoles) return refuse("in-use");
      workspaces.splice(find(id), 1);
      return succeed(null);
    },
  };
};

/** Credentials in memory, by the rules of core. */
export function fakeCredentials(credentials: ListedCredential[]): CredentialAdministration {
  const see = (actor: Actor) =>
    credentials.filter(
      ({ grant }) => grant.clientId === actor.clientId || (grant.clientId === null && mayGrant(actor, grant)),
    );
  const change = (
    actor: Actor,
    id: string,
    changes: Partial<ListedCredential>,
  ): Result<ListedCredential, "not-found"> => {
    const stored = see(actor).find((credential) => credential.id === id);
    if (stored === undefined) return refuse("not-found");
    const changed = { ...stored, ...changes };
    credentials[credentials.indexOf(stored)] = changed;
    return succeed(changed);
  };
  return {
    list: async (actor, { state, after, limit }, at) => {
      const seen = see(actor);
      return seen
        .slice(after === null ? 0 : seen.findIndex(({ id }) => id === after.id) + 1)
        .filter((credential) => state === null || credentialState(credential, at) === state)
        .slice(0, limit);
    },
    find: async (actor, id) => see(actor).find((credential) => credential.id === id) ?? null,
    create: async (actor, { publicId, name, grant, expiresAt }) => {
      if (grant.workspaceId === "unknown") return refuse("unknown-workspace");
      if (!mayGrant(actor, grant)) return refuse("beyond-reach");
      const credential: ListedCredential = {
        id: newId(),
        publicId,
        name,
        grant: { ...grant, workspaceName: grant.workspaceId },
        createdAt: now,
        createdBy: actor.name,
        expiresAt,
        revokedAt: null,
        revokedBy: null,
        previousSecretEndsAt: null,
        lastUsedAt: null,
        lastUsedAddress: null,
        isManageable: true,
      };
      credentials.push(credential);
      return succeed(credential);
    },
    rename: async (actor, id, name) => change(actor, id, { name }),
    rotate: async (actor, id, _secret, overlap, _origin, at) => {
      const stored = see(actor).find((credential) => credential.id === id);
      if (stored !== undefined && credentialState(stored, at) !== "live") return refuse("not-live");
      const seconds = ROTATION_OVERLAP_SECONDS[overlap];
      const previousSecretEndsAt = seconds === 0 ? null : new Date(at.getTime() + seconds * 1000);
      return change(actor, id, { previousSecretEndsAt });
    },
    revoke: async (actor, id, _origin, at) => change(actor, id, { revokedAt: at, revokedBy: actor.name }),
  };
}

/** Clients of the installation in memory. */
export const fakeClients = (clients: ListedClient[]): ClientAdministration => ({
  list: async ({ text, state, after, limit }) =>
    clients
      .filter((client) => client.code > (after ?? "") && client.code.includes(text ?? ""))
      .filter((client) => state === null || client.state === state)
      .slice(0, limit),
  readCodes: async (ids) => new Map(clients.flatMap(({ id, code }) => (ids.includes(id) ? [[id, code]] : []))),
  find: async (clientId) => clients.find(({ id }) => id === clientId) ?? null,
  create: async (_by, { code, name, imsOrgId }) => {
    if (clients.some((client) => client.code === code.toLowerCase())) return refuse("code-taken");
    if (imsOrgId !== null && clients.some((client) => client.imsOrgId === imsOrgId)) return refuse("ims-org-id-taken");
    const id = ClientId.parse(`id-of-${code}`);
    const counts = { memberCount: 0, workspaceCount: 1 };
    const times = { createdAt: now, disabledAt: null };
    const client = { id, code: code.toLowerCase(), name, imsOrgId, state: "enabled", ...times, ...counts } as const;
    clients.push(client);
    return succeed(client);
  },
  change: async (_by, clientId, change) => {
    const index = clients.findIndex(({ id }) => id === clientId);
    const stored = clients[index];
    if (stored === undefined) return refuse("not-found");
    clients[index] = { ...stored, ...change };
    return succeed({ ...stored, ...change });
  },
  setEnabled: async (_by, clientId, isEnabled, _origin, at) => {
    const index = clients.findIndex(({ id }) => id === clientId);
    const stored = clients[index];
    if (stored === undefined) return refuse("not-found");
    if (stored.state === "deleting") return refuse("deleting");
    const set = { ...stored, state: isEnabled ? "enabled" : "disabled", disabledAt: isEnabled ? null : at } as const;
    clients[index] = set;
    return succeed(set);
  },
  requestDeletion: async (_by, clientId) => {
    const index = clients.findIndex(({ id }) => id === clientId);
    const stored = clients[index];
    if (stored === undefined) return refuse("not-found");
    if (stored.state === "enabled") return refuse("not-disabled");
    if (clients.every(({ id, state }) => id === clientId || state === "deleting")) return refuse("last-client");
    const asked = { ...stored, state: "deleting" } as const;
    clients[index] = asked;
    return succeed(asked);
  },
});

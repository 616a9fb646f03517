import type { ListedClient } from "@silhouette/core/client";
import type { ControlPlane } from "@silhouette/core/control-plane";
import type { ListedCredential } from "@silhouette/core/credential";
import type { Role } from "@silhouette/core/permission";
import type { AnyAdminRoute } from "@/server/admin-route";
import { serveApi } from "@/server/api-router";
import {
  type FakeAccount,
  fakeClients,
  fakeCredentials,
  fakeMembers,
  fakeSecondFactors,
  fakeUserLinks,
  fakeWorkspaces,
  makeAccount,
  makeWorkspace,
} from "./fake-administration";
import { fakeDependencies, grant, makeClient, makeCredential, now } from "./fake-dependencies";

export const acme = makeClient({ code: "acme" });
export const other = makeClient({ code: "other" });

/** The workspace in which the callers of these tests have their role: the client's default one. */
export const defaultId = "default-of-acme";

/** Two clients, a member of each, and a caller whose credential has one role in the first. */
export async function administrationWorld(routes: readonly AnyAdminRoute[], role: Role = "productAdmin") {
  const reach = role === "sysadmin" ? null : acme;
  const held = grant(role, reach);
  const isDefault = held.workspaceId === null ? {} : { isDefaultWorkspace: true };
  const fakes = fakeDependencies({ clients: [acme, other], credentials: [makeCredential({ ...held, ...isDefault })] });
  const bob = makeAccount("bob@example.com", grant("editor", acme));
  const stranger = makeAccount("eve@example.com", grant("editor", other));
  const root = makeAccount("root@example.com", grant("sysadmin", null));
  const accounts: FakeAccount[] = [bob, stranger, root];
  const workspaces = [makeWorkspace({ id: "00000000-0000-4000-8000-00000000000d", isDefault: true }), makeWorkspace()];
  const credentials: ListedCredential[] = [];
  const clients: ListedClient[] = [acme, other].map(({ id, code, name, imsOrgId, state }) => {
    return { id, code, name, imsOrgId, state, disabledAt: null, createdAt: now, memberCount: 1, workspaceCount: 2 };
  });
  const stores: ControlPlane = {
    ...fakes.dependencies.stores,
    memberAdministration: fakeMembers(accounts, [defaultId, "default-of-other"]),
    userLinks: fakeUserLinks(accounts) as ControlPlane["userLinks"],
    secondFactors: fakeSecondFactors(accounts) as ControlPlane["secondFactors"],
    sessions: { endOthers: async () => 2 } as unknown as ControlPlane["sessions"],
    workspaces: fakeWorkspaces(workspaces),
    credentialAdministration: fakeCredentials(credentials),
    clientAdministration: fakeClients(clients),
  };
  const dependencies = { ...fakes.dependencies, stores };
  const bearer = await dependencies.accessTokens.issue("credential-1", now);
  const serve = serveApi(routes, () => dependencies);
  /** `path` stands below `/api/v1`. */
  async function call(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) {
    const response = await serve(
      new Request(`http://console.example/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json", ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    return { status: response.status, body: text === "" ? null : JSON.parse(text) };
  }
  return { ...fakes, dependencies, call, accounts, bob, stranger, root, workspaces, credentials, clients };
}

/** What the reply of a refusal is about. */
export const problemOf = ({ status, body }: { status: number; body: { type?: string } | null }) => [
  status,
  body?.type?.replace("urn:silhouette:problem:", ""),
];

import { describe, expect, test } from "vitest";
import type { ClientId } from "./ids.ts";
import {
  type Actor,
  can,
  canEverywhere,
  canInWorkspace,
  DELETING_PERMISSIONS,
  PERMISSIONS,
  type Permission,
  permissionsIn,
  ROLE_PERMISSIONS,
  ROLES,
  type Role,
  type RoleGrant,
  toActor,
  toActorIn,
} from "./permission.ts";
import type { AdminSettingsEditors } from "./settings.ts";

const modes: readonly AdminSettingsEditors[] = ["approver", "admin"];
const acme = "cl_acme" as ClientId;
const globex = "cl_globex" as ClientId;

const grants = (mode: AdminSettingsEditors, role: Role): ReadonlySet<Permission> =>
  new Set(ROLE_PERMISSIONS[mode][role]);

/** The whole table in words: one line for each permission, one column for each role. */
function printMatrix(mode: AdminSettingsEditors): string {
  const line = (name: string, cells: readonly string[]) =>
    [name.padEnd(17), ...cells.map((cell, index) => cell.padEnd((ROLES[index] ?? "").length))].join(" ").trimEnd();
  return [
    line(mode, ROLES),
    ...PERMISSIONS.map((permission) =>
      line(
        permission,
        ROLES.map((role) => (grants(mode, role).has(permission) ? "yes" : "-")),
      ),
    ),
  ].join("\n");
}

test("the whole matrix (contract section 9, U-24)", () => {
  expect(modes.map(printMatrix).join("\n\n")).toMatchInlineSnapshot(`
    "approver          observer publisher editor approver workspaceAdmin productAdmin sysadmin
    settings:read     yes      yes       yes    yes      yes            yes          yes
    settings:write    -        -         -      yes      yes            yes          yes
    lifetime:write    -        -         -      -        -              yes          yes
    token:issue       -        -         -      yes      yes            yes          yes
    token:revoke      -        -         -      yes      yes            yes          yes
    token:read        -        -         -      yes      yes            yes          yes
    profile:read      -        -         yes    yes      yes            yes          yes
    profile:write     -        -         -      yes      yes            yes          yes
    profile:delete    -        -         -      yes      -              yes          yes
    batch:read        yes      yes       yes    yes      yes            yes          yes
    batch:submit      -        -         -      yes      yes            yes          yes
    audit:read        -        -         -      yes      yes            yes          yes
    member:manage     -        -         -      -        yes            yes          yes
    workspace:manage  -        -         -      -        -              yes          yes
    credential:manage -        -         -      -        -              yes          yes
    client:manage     -        -         -      -        -              -            yes

    admin             observer publisher editor approver workspaceAdmin productAdmin sysadmin
    settings:read     yes      yes       yes    yes      yes            yes          yes
    settings:write    -        -         -      -        -              yes          yes
    lifetime:write    -        -         -      -        -              yes          yes
    token:issue       -        -         -      -        -              yes          yes
    token:revoke      -        -         -      -        -              yes          yes
    token:read        -        -         -      -        -              yes          yes
    profile:read      -        -         yes    yes      yes            yes          yes
    profile:write     -        -         -      yes      yes            yes          yes
    profile:delete    -        -         -      -        -              yes          yes
    batch:read        yes      yes       yes    yes      yes            yes          yes
    batch:submit      -        -         -      yes      yes            yes          yes
    audit:read        -        -         -      yes      yes            yes          yes
    member:manage     -        -         -      -        yes            yes          yes
    workspace:manage  -        -         -      -        -              yes          yes
    credential:manage -        -         -      -        -              yes          yes
    client:manage     -        -         -      -        -              -            yes"
  `);
});

const administrators: readonly Role[] = ["productAdmin", "sysadmin"];
const approversAndUp: readonly Role[] = ["approver", "workspaceAdmin", ...administrators];

/** Lines of the table in contract section 9: the roles that may, in the modes `approver` and `admin`. */
const contractLines: readonly {
  act: string;
  permission: Permission;
  approver: readonly Role[];
  admin: readonly Role[];
}[] = [
  { act: "see the Profile API card", permission: "settings:read", approver: ROLES, admin: ROLES },
  { act: "see the token value", permission: "token:read", approver: approversAndUp, admin: administrators },
  { act: "generate a token", permission: "token:issue", approver: approversAndUp, admin: administrators },
  {
    act: "change Require Authentication",
    permission: "settings:write",
    approver: approversAndUp,
    admin: administrators,
  },
  { act: "change profile life time", permission: "lifetime:write", approver: administrators, admin: administrators },
  {
    act: "look up one profile",
    permission: "profile:read",
    approver: ["editor", ...approversAndUp],
    admin: ["editor", ...approversAndUp],
  },
  { act: "change a profile", permission: "profile:write", approver: approversAndUp, admin: approversAndUp },
  { act: "submit a batch", permission: "batch:submit", approver: approversAndUp, admin: approversAndUp },
  { act: "see batches and their reports", permission: "batch:read", approver: ROLES, admin: ROLES },
  {
    act: "delete or export a profile",
    permission: "profile:delete",
    approver: ["approver", ...administrators],
    admin: administrators,
  },
  { act: "read the audit log", permission: "audit:read", approver: approversAndUp, admin: approversAndUp },
  {
    act: "manage users",
    permission: "member:manage",
    approver: ["workspaceAdmin", ...administrators],
    admin: ["workspaceAdmin", ...administrators],
  },
  { act: "manage workspaces", permission: "workspace:manage", approver: administrators, admin: administrators },
];

describe.each(modes)("adminSettingsEditors = %s (U-24)", (mode) => {
  test.each(contractLines)("to $act is for the roles that the contract names", ({ permission, ...roles }) => {
    expect(ROLES.filter((role) => grants(mode, role).has(permission))).toEqual(roles[mode]);
  });

  test("who may issue a token may revoke it", () => {
    const withPermission = (permission: Permission) => ROLES.filter((role) => grants(mode, role).has(permission));
    expect(withPermission("token:revoke")).toEqual(withPermission("token:issue"));
  });

  test("clients are for Sysadmins alone, who may do everything", () => {
    expect(ROLES.filter((role) => grants(mode, role).has("client:manage"))).toEqual(["sysadmin"]);
    expect([...grants(mode, "sysadmin")].sort()).toEqual([...PERMISSIONS].sort());
  });

  test("no line names a permission twice", () => {
    for (const role of ROLES) expect(ROLE_PERMISSIONS[mode][role]).toHaveLength(grants(mode, role).size);
  });
});

test("the rule of April 2025 only takes permissions away", () => {
  for (const role of ROLES) {
    expect([...grants("approver", role)]).toEqual(expect.arrayContaining([...grants("admin", role)]));
  }
});

describe("permissionsIn", () => {
  const inClient = (role: Role, clientId: ClientId | null, workspaceId: string | null = null) => ({
    role,
    clientId,
    workspaceId,
  });

  test("nobody may do anything without a grant", () => {
    expect(permissionsIn(acme, [], "approver").size).toBe(0);
  });

  test("a grant of another client gives nothing", () => {
    expect(permissionsIn(acme, [inClient("productAdmin", globex)], "approver").size).toBe(0);
  });

  test("a Sysadmin's grant reaches every client", () => {
    expect(permissionsIn(acme, [inClient("sysadmin", null)], "admin")).toEqual(grants("admin", "sysadmin"));
  });

  test("where several roles apply, the permissions of all hold", () => {
    const several = [
      inClient("observer", acme, "ws_1"),
      inClient("approver", acme, "ws_2"),
      inClient("sysadmin", globex),
    ];
    expect(permissionsIn(acme, several, "approver")).toEqual(grants("approver", "approver"));
  });

  test("the client's own setting decides who its editors are", () => {
    const approver = [inClient("approver", acme, "ws_1")];
    expect(permissionsIn(acme, approver, "approver").has("token:issue")).toBe(true);
    expect(permissionsIn(acme, approver, "admin").has("token:issue")).toBe(false);
  });
});

describe("can", () => {
  const actor: Actor = {
    kind: "member",
    id: "u-1",
    name: "root@example.com",
    clientId: acme,
    permissions: new Set(PERMISSIONS),
    everywhere: new Set(PERMISSIONS),
    inWorkspaces: new Map(),
  };

  test("grants in the actor's client what the actor has", () => {
    expect(can(actor, "token:issue", acme)).toBe(true);
    expect(can({ ...actor, permissions: new Set(["token:read"]) }, "token:issue", acme)).toBe(false);
  });

  test("grants nothing in a foreign client, whatever the actor has", () => {
    for (const permission of PERMISSIONS) expect(can(actor, permission, globex)).toBe(false);
  });
});

describe("canInWorkspace", () => {
  const who = { kind: "member", id: "u-1", name: "ada@example.com" } as const;
  const inClient = (role: Role, clientId: ClientId, workspaceId: string): RoleGrant => ({
    role,
    clientId,
    workspaceId,
  });
  const actorOf = (...grants: readonly RoleGrant[]) => toActor(who, grants, acme, "approver");

  test("a role of one workspace holds there and nowhere else", () => {
    const actor = actorOf(inClient("workspaceAdmin", acme, "ws_1"));
    expect(canInWorkspace(actor, "member:manage", acme, "ws_1")).toBe(true);
    expect(canInWorkspace(actor, "member:manage", acme, "ws_2")).toBe(false);
    expect(canEverywhere(actor, "member:manage", acme)).toBe(false);
  });

  test("a role of the Default Workspace, of the client or of the installation holds in every workspace", () => {
    const inDefault: RoleGrant = { ...inClient("workspaceAdmin", acme, "ws_0"), isDefaultWorkspace: true };
    const sysadmin: RoleGrant = { role: "sysadmin", clientId: null, workspaceId: null };
    const productAdmin: RoleGrant = { role: "productAdmin", clientId: acme, workspaceId: null };
    for (const grant of [inDefault, sysadmin, productAdmin]) {
      expect(canInWorkspace(actorOf(grant), "member:manage", acme, "ws_9")).toBe(true);
      expect(canEverywhere(actorOf(grant), "member:manage", acme)).toBe(true);
    }
  });

  test("roles of one workspace add up there", () => {
    const actor = actorOf(inClient("workspaceAdmin", acme, "ws_1"), inClient("approver", acme, "ws_1"));
    expect(canInWorkspace(actor, "member:manage", acme, "ws_1")).toBe(true);
    expect(canInWorkspace(actor, "profile:delete", acme, "ws_1")).toBe(true);
  });

  test("nothing holds in a workspace of a foreign client", () => {
    const actor = actorOf({ role: "sysadmin", clientId: null, workspaceId: null });
    for (const permission of PERMISSIONS) expect(canInWorkspace(actor, permission, globex, "ws_1")).toBe(false);
  });
});

describe("a client that is not enabled", () => {
  const who = { kind: "member", id: "ada", name: "ada@example.test" } as const;
  const own: readonly RoleGrant[] = [
    { role: "productAdmin", clientId: acme, workspaceId: null },
    { role: "approver", clientId: acme, workspaceId: "shop" },
    { role: "workspaceAdmin", clientId: acme, workspaceId: "default", isDefaultWorkspace: true },
  ];
  const root: RoleGrant = { role: "sysadmin", clientId: null, workspaceId: null };
  const actorIn = (state: "enabled" | "disabled" | "deleting", grants: readonly RoleGrant[]) =>
    toActorIn({ id: acme, state, editors: "approver" }, who, grants);

  test("is closed to every role of its own, in all of it and in single workspaces", () => {
    for (const state of ["disabled", "deleting"] as const) {
      const actor = actorIn(state, own);
      expect([actor.permissions.size, actor.everywhere.size, actor.inWorkspaces.size]).toEqual([0, 0, 0]);
    }
  });

  test("keeps a Sysadmin's permissions while it is disabled, and those to read while it is deleted", () => {
    expect(actorIn("disabled", [...own, root])).toEqual(toActor(who, [root], acme, "approver"));
    const deleting = actorIn("deleting", [...own, root]);
    expect([...deleting.permissions]).toEqual(DELETING_PERMISSIONS);
    expect([...deleting.everywhere]).toEqual(DELETING_PERMISSIONS);
  });

  test("is what decides: enabled, every role holds as ever", () => {
    expect(actorIn("enabled", own)).toEqual(toActor(who, own, acme, "approver"));
  });
});

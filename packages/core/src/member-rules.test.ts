import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ClientId, UserId } from "./ids.ts";
import {
  isLastSysadmin,
  isWellPlaced,
  managedWorkspaces,
  mayGrant,
  mayManageAccount,
  planRoles,
  visibleGrants,
} from "./member-rules.ts";
import { canInWorkspace, permissionsIn, ROLES, type Role, type RoleGrant, toActor } from "./permission.ts";
import type { AdminSettingsEditors } from "./settings.ts";

const acme = ClientId.parse("cl_acme");
const globex = ClientId.parse("cl_globex");
const modes: readonly AdminSettingsEditors[] = ["approver", "admin"];

const inWorkspace = (role: Role, workspaceId = "shop", clientId = acme): RoleGrant => ({
  role,
  clientId,
  workspaceId,
  ...(workspaceId.startsWith("default") ? { isDefaultWorkspace: true } : {}),
});
const productAdmin = (clientId = acme): RoleGrant => ({ role: "productAdmin", clientId, workspaceId: null });
const sysadmin: RoleGrant = { role: "sysadmin", clientId: null, workspaceId: null };

const actorWith = (grants: readonly RoleGrant[], mode: AdminSettingsEditors = "approver") =>
  toActor({ kind: "member", id: "ada", name: "ada@example.test" }, grants, acme, mode);

/** What somebody with one role may give: in the own workspace, in another one, the default one, the client, everywhere. */
const places: Readonly<Record<string, RoleGrant>> = {
  "editor in shop": inWorkspace("editor"),
  "approver in shop": inWorkspace("approver"),
  "workspaceAdmin in shop": inWorkspace("workspaceAdmin"),
  "observer in blog": inWorkspace("observer", "blog"),
  "observer in default": inWorkspace("observer", "default"),
  "workspaceAdmin in default": inWorkspace("workspaceAdmin", "default"),
  productAdmin: productAdmin(),
  sysadmin,
  "observer elsewhere": inWorkspace("observer", "shop", globex),
  "productAdmin elsewhere": productAdmin(globex),
};

const shop = ["editor in shop", "approver in shop", "workspaceAdmin in shop"];
const everyWorkspace = [...shop, "observer in blog", "observer in default", "workspaceAdmin in default"];

/** One line for each kind of giver: the whole of who may give what. */
const table: readonly [string, RoleGrant, readonly string[]][] = [
  ["an Observer", inWorkspace("observer"), []],
  ["a Publisher", inWorkspace("publisher"), []],
  ["an Editor", inWorkspace("editor"), []],
  ["an Approver", inWorkspace("approver"), []],
  ["an Approver of the Default Workspace", inWorkspace("approver", "default"), []],
  ["an Admin of the workspace", inWorkspace("workspaceAdmin"), shop],
  ["an Admin of another workspace", inWorkspace("workspaceAdmin", "blog"), ["observer in blog"]],
  ["an Admin of the Default Workspace", inWorkspace("workspaceAdmin", "default"), everyWorkspace],
  ["a Product admin", productAdmin(), [...everyWorkspace, "productAdmin"]],
  ["a Product admin of another client", productAdmin(globex), []],
  ["a Sysadmin", sysadmin, Object.keys(places)],
];

describe.each(modes)("adminSettingsEditors = %s", (mode) => {
  test.each(table)("%s may give", (_who, grant, expected) => {
    const actor = actorWith([grant], mode);
    expect(Object.keys(places).filter((name) => mayGrant(actor, places[name] ?? sysadmin))).toEqual(expected);
  });
});

test("a role that stands where it cannot hold is given by nobody", () => {
  const misplaced: readonly RoleGrant[] = [
    { role: "observer", clientId: null, workspaceId: null },
    { role: "approver", clientId: acme, workspaceId: null },
    { role: "productAdmin", clientId: null, workspaceId: null },
    { role: "productAdmin", clientId: acme, workspaceId: "shop" },
    { role: "sysadmin", clientId: acme, workspaceId: null },
  ];
  for (const grant of misplaced)
    expect([isWellPlaced(grant), mayGrant(actorWith([sysadmin]), grant)]).toEqual([false, false]);
});

const grants: fc.Arbitrary<RoleGrant> = fc
  .record({
    role: fc.constantFrom(...ROLES),
    clientId: fc.constantFrom(acme, globex),
    workspaceId: fc.constantFrom("shop", "blog", "default"),
  })
  .map(({ role, clientId, workspaceId }) => {
    if (role === "sysadmin") return sysadmin;
    return role === "productAdmin" ? productAdmin(clientId) : inWorkspace(role, `${workspaceId}-${clientId}`, clientId);
  });
const manyGrants = fc.array(grants, { maxLength: 4 });
const anyMode = fc.constantFrom(...modes);

test("who may give a role may manage members where it holds", () => {
  fc.assert(
    fc.property(manyGrants, grants, anyMode, (held, grant, mode) => {
      const actor = actorWith(held, mode);
      if (!mayGrant(actor, grant) || grant.clientId !== acme || grant.workspaceId === null) return;
      expect(canInWorkspace(actor, "member:manage", acme, grant.workspaceId)).toBe(true);
    }),
  );
});

test("nobody gains anything by giving roles to themselves, now or when the client's settings change", () => {
  fc.assert(
    fc.property(manyGrants, manyGrants, anyMode, anyMode, (held, wanted, mode, later) => {
      const plan = planRoles(actorWith(held, mode), held, [...held, ...wanted], true);
      if (!plan.ok) return;
      for (const client of [acme, globex]) {
        const before = permissionsIn(client, held, later);
        const after = permissionsIn(client, [...held, ...plan.value.given], later);
        expect([...after].filter((permission) => !before.has(permission))).toEqual([]);
      }
    }),
  );
});

test("the Admin of a workspace names Approvers, and is none for it", () => {
  const held = [inWorkspace("workspaceAdmin")];
  const wanted = [...held, inWorkspace("approver")];
  for (const mode of modes) {
    expect(planRoles(actorWith(held, mode), held, wanted, true)).toEqual({ ok: false, refusal: "beyond-reach" });
    expect(planRoles(actorWith(held, mode), [], wanted, false).ok).toBe(true);
    expect(planRoles(actorWith(held, mode), held, [...held, inWorkspace("editor")], true).ok).toBe(true);
  }
});

test("giving roles to oneself never lets one give more than before", () => {
  fc.assert(
    fc.property(manyGrants, grants, grants, anyMode, (held, first, second, mode) => {
      if (!mayGrant(actorWith(held, mode), first)) return;
      expect(mayGrant(actorWith([...held, first], mode), second)).toBe(mayGrant(actorWith(held, mode), second));
    }),
  );
});

describe("accounts", () => {
  const admin = actorWith([inWorkspace("workspaceAdmin")]);

  test("an account is within reach when each of its roles is", () => {
    expect(mayManageAccount(admin, [inWorkspace("approver"), inWorkspace("workspaceAdmin")])).toBe(true);
    for (const other of [
      sysadmin,
      productAdmin(),
      inWorkspace("observer", "blog"),
      inWorkspace("observer", "shop", globex),
    ]) {
      expect(mayManageAccount(admin, [inWorkspace("editor"), other])).toBe(false);
    }
    expect(mayManageAccount(actorWith([productAdmin()]), [inWorkspace("editor"), productAdmin(globex)])).toBe(false);
    expect(mayManageAccount(actorWith([sysadmin]), [sysadmin, productAdmin(globex)])).toBe(true);
  });

  test("an account without any role is a Sysadmin's affair", () => {
    expect(mayManageAccount(actorWith([productAdmin()]), [])).toBe(false);
    expect(mayManageAccount(actorWith([sysadmin]), [])).toBe(true);
  });

  test("who may manage an account could have given all of its roles", () => {
    fc.assert(
      fc.property(manyGrants, fc.array(grants, { minLength: 1, maxLength: 3 }), (held, theirs) => {
        const actor = actorWith(held);
        expect(mayManageAccount(actor, theirs)).toBe(theirs.every((grant) => mayGrant(actor, grant)));
      }),
    );
  });
});

describe("sight", () => {
  const held = [
    inWorkspace("editor"),
    inWorkspace("editor", "blog"),
    inWorkspace("observer", "default"),
    productAdmin(),
    sysadmin,
    inWorkspace("approver", "far", globex),
    productAdmin(globex),
  ];

  test("the Admin of a workspace sees what holds in it, and never another client", () => {
    const actor = actorWith([inWorkspace("workspaceAdmin")]);
    expect(managedWorkspaces(actor)).toEqual(["shop"]);
    expect(visibleGrants(actor, held)).toEqual([held[0], held[2], held[3], held[4]]);
  });

  test("who manages the whole client sees all of it, a Sysadmin in this client no other either", () => {
    for (const grant of [productAdmin(), sysadmin, inWorkspace("workspaceAdmin", "default")]) {
      expect(managedWorkspaces(actorWith([grant]))).toBe("all");
      expect(visibleGrants(actorWith([grant]), held)).toEqual(held.slice(0, 5));
    }
  });
});

describe("setting roles", () => {
  test("what is not named is taken, what is new is given once, what stays is left alone", () => {
    const actor = actorWith([productAdmin()]);
    const plan = planRoles(
      actor,
      [inWorkspace("editor"), inWorkspace("observer", "blog")],
      [inWorkspace("editor"), inWorkspace("approver"), inWorkspace("approver")],
      false,
    );
    expect(plan).toEqual({
      ok: true,
      value: { given: [inWorkspace("approver")], taken: [inWorkspace("observer", "blog")] },
    });
  });

  test("roles beyond reach stay, whether they are named or not", () => {
    const actor = actorWith([inWorkspace("workspaceAdmin")]);
    const beyond = [inWorkspace("editor", "blog"), productAdmin(), sysadmin, productAdmin(globex)];
    for (const wanted of [beyond, []]) {
      const plan = planRoles(actor, [inWorkspace("editor"), ...beyond], wanted, false);
      expect(plan).toEqual({ ok: true, value: { given: [], taken: [inWorkspace("editor")] } });
    }
  });

  test("a role beyond reach is not given, and then nothing is", () => {
    const actor = actorWith([inWorkspace("workspaceAdmin")]);
    for (const grant of [inWorkspace("observer", "blog"), productAdmin(), sysadmin]) {
      expect(planRoles(actor, [], [inWorkspace("editor"), grant], false)).toEqual({
        ok: false,
        refusal: "beyond-reach",
      });
    }
  });

  test("a Sysadmin who works in one client neither gives nor takes roles in another", () => {
    const actor = actorWith([sysadmin]);
    expect(planRoles(actor, [productAdmin(globex), sysadmin], [], false)).toEqual({
      ok: true,
      value: { given: [], taken: [sysadmin] },
    });
    expect(planRoles(actor, [], [productAdmin(globex)], false)).toEqual({ ok: false, refusal: "beyond-reach" });
  });
});

describe("the last Sysadmin", () => {
  const state = (id: string, overrides = {}) => ({
    id: UserId.parse(id),
    isDisabled: false,
    hasWayIn: true,
    ...overrides,
  });
  const ada = UserId.parse("ada");

  test.each([
    ["alone", [state("ada")], true],
    ["beside another", [state("ada"), state("bob")], false],
    ["beside one who is disabled", [state("ada"), state("bob", { isDisabled: true })], true],
    ["beside one who was invited and has not joined", [state("ada"), state("bob", { hasWayIn: false })], true],
    ["not able to sign in anyway", [state("ada", { hasWayIn: false }), state("bob")], false],
    ["disabled already", [state("ada", { isDisabled: true })], false],
    ["not among them", [state("bob")], false],
  ])("%s", (_case, sysadmins, expected) => {
    expect(isLastSysadmin(ada, sysadmins)).toBe(expected);
  });
});

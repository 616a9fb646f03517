import type { ListedGrant } from "@silhouette/core/member";
import { WORKSPACE_ROLES } from "@silhouette/core/member-rules";
import { expect, test } from "vitest";
import { acme } from "@/test/administration-world";
import { toRoleGroups } from "./role-groups";

const shop = { id: "w-shop", name: "Shop", isDefault: false, roles: WORKSPACE_ROLES };
const nothing = { workspaces: [], wide: [] };
const inWorkspace = (role: ListedGrant["role"], workspaceId: string, isDefaultWorkspace = false): ListedGrant => ({
  role,
  clientId: acme.id,
  workspaceId,
  workspaceName: `Name of ${workspaceId}`,
  isDefaultWorkspace,
});

const flat = (groups: ReturnType<typeof toRoleGroups>) =>
  groups.flatMap(({ workspace, boxes }) =>
    boxes.map(({ role, isHeld, isWithinReach }) => [workspace?.id ?? null, role, isHeld, isWithinReach]),
  );

test("every role of a workspace within reach has a box, and what is held is ticked", () => {
  const groups = toRoleGroups({ workspaces: [shop], wide: ["productAdmin"] }, [inWorkspace("editor", "w-shop")]);
  expect(flat(groups)).toEqual([
    ...WORKSPACE_ROLES.map((role) => ["w-shop", role, role === "editor", true]),
    [null, "productAdmin", false, true],
    [null, "sysadmin", false, false],
  ]);
  expect(groups[0]?.boxes.map(({ name }) => name)).toContain("role.w-shop.editor");
});

test("held roles beyond reach are shown, each workspace once, and cannot be changed", () => {
  const held = [
    inWorkspace("observer", "w-default", true),
    inWorkspace("approver", "w-default", true),
    { role: "sysadmin", clientId: null, workspaceId: null, workspaceName: null } as const,
  ];
  const groups = toRoleGroups(nothing, held);
  expect(flat(groups)).toEqual([
    ["w-default", "observer", true, false],
    ["w-default", "approver", true, false],
    [null, "productAdmin", false, false],
    [null, "sysadmin", true, false],
  ]);
  expect(groups[0]?.workspace).toEqual({ id: "w-default", name: "Name of w-default", isDefault: true });
});

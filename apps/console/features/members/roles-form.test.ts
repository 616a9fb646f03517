import { expect, test } from "vitest";
import { MemberRolesForm, roleField, TickedRoles } from "./roles-form";

const workspaceId = "00000000-0000-4000-8000-000000000001";
const memberId = "00000000-0000-4000-8000-000000000002";

test("what a form ticks under the names that it was given is read back", () => {
  const grants = [
    { role: "editor", workspaceId },
    { role: "approver", workspaceId },
    { role: "productAdmin", workspaceId: null },
    { role: "sysadmin", workspaceId: null },
  ] as const;
  const fields = Object.fromEntries(grants.map((grant) => [roleField(grant), "on"]));
  expect(TickedRoles.parse({ ...fields, clientCode: "acme", memberId })).toEqual([
    { role: "editor", workspaceId },
    { role: "approver", workspaceId },
    { role: "productAdmin" },
    { role: "sysadmin" },
  ]);
  expect(MemberRolesForm.parse({ memberId })).toEqual({ memberId, roles: [] });
});

test.each([
  { "role..editor": "on" },
  { [`role.${workspaceId}.productAdmin`]: "on" },
  { [`role.${workspaceId}.king`]: "on" },
])("a role where it cannot hold is refused: %j", (fields) => {
  expect(MemberRolesForm.safeParse({ memberId, ...fields }).success).toBe(false);
});

test("a form without a member is refused", () => {
  expect(MemberRolesForm.safeParse({ memberId: "x" }).success).toBe(false);
});

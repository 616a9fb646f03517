import { UserId } from "@silhouette/core/ids";
import type { RoleGrant } from "@silhouette/core/permission";
import { z } from "zod";
import { RolesInput } from "./input";

/** The name of the box that a form ticks for a role: it says the place and the role, and works without scripts. */
export const roleField = ({ role, workspaceId }: Pick<RoleGrant, "role" | "workspaceId">): string =>
  `role.${workspaceId ?? ""}.${role}`;

/** The ticked roles among the fields of a form; any other field is not looked at. */
export const TickedRoles = z
  .record(z.string(), z.unknown())
  .transform((fields) =>
    Object.keys(fields).flatMap((name) => {
      const [, workspaceId, role] = /^role\.([^.]*)\.(\w+)$/.exec(name) ?? [];
      if (role === undefined) return [];
      return [workspaceId === "" ? { role } : { role, workspaceId }];
    }),
  )
  .pipe(RolesInput);

/** A form about one member, and the roles that it ticks. */
export const MemberRolesForm = z.looseObject({ memberId: z.uuid() }).transform((fields, context) => {
  const roles = TickedRoles.safeParse(fields);
  if (roles.success) return { memberId: UserId.parse(fields.memberId), roles: roles.data };
  context.addIssue({ code: "custom", message: "not roles" });
  return z.NEVER;
});

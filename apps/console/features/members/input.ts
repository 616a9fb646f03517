import { EmailAddress } from "@silhouette/core/email";
import { type ClientId, UserId } from "@silhouette/core/ids";
import { MEMBER_STATES, PersonName } from "@silhouette/core/member";
import { WORKSPACE_ROLES } from "@silhouette/core/member-rules";
import { ROLES, type RoleGrant } from "@silhouette/core/permission";
import { z } from "zod";
import { SearchText } from "@/server/list-address";

/** Roles of one member in one client, at most: far more than one of each in every workspace that a person works in. */
const rolesMax = 200;

const WorkspaceId = z.string().min(1).max(64);

/** A role as callers name it: those of a workspace name theirs. */
export const RoleInput = z.discriminatedUnion("role", [
  z.strictObject({ role: z.enum(WORKSPACE_ROLES), workspaceId: WorkspaceId }),
  z.strictObject({ role: z.literal("productAdmin") }),
  z.strictObject({ role: z.literal("sysadmin") }),
]);
export type RoleInput = z.infer<typeof RoleInput>;

export const RolesInput = z.array(RoleInput).max(rolesMax);

/** Where a named role holds, in this client. */
export const toGrant = (input: RoleInput, clientId: ClientId): RoleGrant => ({
  role: input.role,
  clientId: input.role === "sysadmin" ? null : clientId,
  workspaceId: "workspaceId" in input ? input.workspaceId : null,
});

export const InvitationInput = z.strictObject({
  email: EmailAddress,
  name: PersonName,
  roles: RolesInput.min(1),
});

/** What lists of members can be narrowed by. */
export const memberFilters = {
  text: SearchText.nullable().default(null).describe("Part of the name or of the e-mail address"),
  role: z.enum(ROLES).nullable().default(null),
  workspaceId: WorkspaceId.nullable().default(null).describe("With `role`: who has that role in this workspace"),
  state: z.enum(MEMBER_STATES).nullable().default(null),
};

/** Ids of accounts are UUIDs; anything else is nobody's. */
export const MemberId = z.uuid().pipe(UserId);

/** Where a page of members begins: after this one, although the list goes by address. An address is nothing for logs. */
export const MemberPlace = MemberId;

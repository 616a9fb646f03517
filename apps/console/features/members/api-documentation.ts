import "server-only";
import { MEMBER_STATES } from "@silhouette/core/member";
import { ROLES } from "@silhouette/core/permission";
import { z } from "zod";
import type { RouteDocumentation } from "@/server/admin-route";
import { pageOf, Time } from "@/server/api-schema";

const tag = "Members";

const memberShape = {
  memberId: z.string(),
  email: z.string(),
  name: z.string(),
  state: z.enum(MEMBER_STATES).describe("`invited` until the person has joined"),
  createdAt: Time,
  lastSeenAt: Time.nullable().describe("The last request of any session; null for who has not been here lately"),
  hasSecondFactor: z.boolean(),
  hasSingleSignOn: z.boolean().describe("Whether an account at the identity provider is joined to this one"),
};

const RoleView = z.object({
  role: z.enum(ROLES),
  workspaceId: z.string().nullable().describe("Null for a role of the whole client or of the installation"),
  workspaceName: z.string().nullable(),
});

const MemberView = z
  .object({
    ...memberShape,
    roles: z.array(RoleView).describe("Those that this credential sees"),
    isManageable: z.boolean().describe("Whether this credential may disable, rename and make links for the account"),
  })
  .meta({ id: "Member" });

const InstallationMemberView = z
  .object({ ...memberShape, roles: z.array(RoleView.extend({ clientCode: z.string().nullable() })) })
  .meta({ id: "InstallationMember" });

const LinkView = z
  .object({
    delivery: z
      .enum(["sent", "shown"])
      .describe("`sent` by mail; `shown`: there is no mail server, or it failed, so hand the address over"),
    url: z.string().nullable().describe("Only when shown. Whoever opens it becomes the member"),
    expiresAt: Time,
  })
  .meta({ id: "MemberLink" });

const role = { role: "editor", workspaceId: "019580f3-5d3c-7000-8000-000000000001", workspaceName: "Shop" };
const shared = {
  memberId: "019580f3-5d3c-7000-8000-000000000002",
  email: "bob@example.com",
  name: "Bob Brown",
  state: "active",
  createdAt: "2026-03-02T09:15:27.411Z",
  lastSeenAt: "2026-03-09T14:02:00.000Z",
  hasSecondFactor: true,
  hasSingleSignOn: false,
};
const member = { ...shared, roles: [role], isManageable: true };
const link = { delivery: "sent", url: null, expiresAt: "2026-03-09T09:15:27.411Z" };
const one = { status: 200, schema: MemberView, example: member } as const;
const rolesExample = [{ role: "editor", workspaceId: role.workspaceId }];

/** What the reference says of the calls about members. */
export const MEMBER_DOCUMENTATION = {
  list: {
    operationId: "listMembers",
    summary: "List the members of a client",
    description:
      "By e-mail address. `role` and `workspaceId` are looked for in one and the same role. A workspace's Admin sees who has a role there or over the whole client.",
    tag,
    response: { status: 200, schema: pageOf("members", MemberView), example: { members: [member], next: null } },
  },
  invite: {
    operationId: "inviteMember",
    summary: "Invite somebody, or give more roles to who has an account",
    description:
      "`invitation` is null for who can sign in already, and where the link would open roles beyond this credential's reach. Safe to repeat.",
    tag,
    response: {
      status: 201,
      schema: z.object({ member: MemberView, invitation: LinkView.nullable() }).meta({ id: "InvitedMember" }),
      example: { member: { ...member, state: "invited", lastSeenAt: null, hasSecondFactor: false }, invitation: link },
    },
    requestExample: { email: "bob@example.com", name: "Bob Brown", roles: rolesExample },
  },
  read: { operationId: "readMember", summary: "Read one member", tag, response: one },
  rename: {
    operationId: "renameMember",
    summary: "Change the name of a member",
    tag,
    response: one,
    requestExample: { name: "Bob B. Brown" },
  },
  remove: {
    operationId: "removeMember",
    summary: "Take every role of a member in this client",
    description: "Those that this credential may take. Roles in other clients stay. An unused invitation is deleted.",
    tag,
    response: { status: 204, schema: null, example: null },
    otherStatuses: [409],
  },
  setRoles: {
    operationId: "setMemberRoles",
    summary: "Set the roles of a member in this client",
    description:
      "Roles that this credential may not take stay, named or not. `member` is null when no visible role is left.",
    tag,
    response: {
      status: 200,
      schema: z.object({ member: MemberView.nullable() }),
      example: { member },
    },
    requestExample: { roles: rolesExample },
    otherStatuses: [409],
  },
  disable: {
    operationId: "disableMember",
    summary: "Disable the account of a member, in all clients",
    description: "Ends sessions and links. The last Sysadmin who can sign in is not disabled (409).",
    tag,
    response: { ...one, example: { ...member, state: "disabled" } },
    otherStatuses: [409],
  },
  enable: { operationId: "enableMember", summary: "Enable the account of a member again", tag, response: one },
  changeEmail: {
    operationId: "changeMemberEmail",
    summary: "Change the e-mail address of a member, in all clients",
    description: "The member signs in with it from then on. Open links end; sessions go on.",
    tag,
    response: { ...one, example: { ...member, email: "bob.brown@example.com" } },
    requestExample: { email: "bob.brown@example.com" },
    otherStatuses: [409],
  },
  unlink: {
    operationId: "unlinkSingleSignOn",
    summary: "Unlink the single sign-on of a member",
    description:
      "For whose account at the provider was made anew: the next one there with the verified address joins. Ends sessions. 409 where none is joined.",
    tag,
    response: one,
    otherStatuses: [409],
  },
  deleteAccount: {
    operationId: "deleteMemberAccount",
    summary: "Delete the account of a member, in all clients",
    description:
      "With its roles, sessions and links. What it did stays in the audit log. The last Sysadmin who can sign in is not deleted (409).",
    tag,
    response: { status: 204, schema: null, example: null },
    otherStatuses: [409],
  },
  link: {
    operationId: "createPasswordLink",
    summary: "Make a link with which a member chooses a password",
    description: "For who has not joined yet it is a new invitation. Earlier links end.",
    tag,
    response: { status: 201, schema: LinkView, example: link },
    otherStatuses: [409],
  },
  resetSecondFactor: {
    operationId: "resetSecondFactor",
    summary: "Remove the second factor of a member who has lost it",
    description:
      "Ends sessions and forgets the password: `link` lets the member choose another one. 409 where there is none.",
    tag,
    response: { status: 200, schema: z.object({ link: LinkView.nullable() }), example: { link } },
    otherStatuses: [409],
  },
  endSessions: {
    operationId: "endMemberSessions",
    summary: "Sign a member out everywhere",
    tag,
    response: { status: 200, schema: z.object({ ended: z.int() }), example: { ended: 2 } },
  },
  listAll: {
    operationId: "listAllMembers",
    summary: "List everybody who has an account, with roles in all clients",
    tag,
    response: {
      status: 200,
      schema: pageOf("members", InstallationMemberView),
      example: { members: [{ ...shared, roles: [{ ...role, clientCode: "acme" }] }], next: null },
    },
  },
} as const satisfies Record<string, RouteDocumentation>;

import "server-only";
import { EmailAddress } from "@silhouette/core/email";
import type { EmailRefusal, ListedGrant, ListedMember, UnlinkRefusal } from "@silhouette/core/member";
import { PersonName } from "@silhouette/core/member";
import { type Result, refuse, succeed } from "@silhouette/core/result";
import { z } from "zod";
import type { AdminProblem, Problems } from "@/server/admin-problem";
import { type AnyAdminRoute, adminRoute } from "@/server/admin-route";
import { pageQuery, toPage } from "@/server/page";
import type { LinkDelivery } from "@/server/send-user-link";
import { MEMBER_DOCUMENTATION } from "./api-documentation";
import {
  changeMemberEmail,
  deleteMemberAccount,
  endMemberSessions,
  inviteMember,
  makePasswordLink,
  type ResetRefusal,
  removeMember,
  renameMember,
  resetSecondFactor,
  setMemberEnabled,
  setMemberRoles,
  unlinkMemberIdentities,
} from "./commands";
import { InvitationInput, MemberId, MemberPlace, memberFilters, RolesInput, toGrant } from "./input";

const PATH = "/members";
const ONE_PATH = `${PATH}/{memberId}`;
const permission = "member:manage";
const params = z.object({ memberId: MemberId });
const NoQuery = z.object({});

const PLACE_GONE = {
  code: "Parameter.Invalid",
  message: "The member that cursor stands on has been deleted; begin the list anew",
  meta: { parameter: "cursor" },
} as const satisfies AdminProblem;

const listMembers = adminRoute({
  method: "GET",
  path: PATH,
  permission,
  query: z.object({ ...pageQuery(MemberPlace), ...memberFilters }),
  body: null,
  documentation: MEMBER_DOCUMENTATION.list,
  handle: async ({ actor, query: { cursor, limit, ...filters } }, { stores }) => {
    const found = await stores.memberAdministration.list(actor, { ...filters, after: cursor, limit: limit + 1 });
    if (found === null) return refuse([PLACE_GONE]);
    const { items, next } = toPage(found, limit, ({ id }) => id);
    return succeed({ status: 200, body: { members: items.map(toView), next } });
  },
});

const invite = adminRoute({
  method: "POST",
  path: PATH,
  permission,
  query: NoQuery,
  body: InvitationInput,
  documentation: MEMBER_DOCUMENTATION.invite,
  handle: async ({ actor, client, body: { roles, ...person }, consoleUrl, origin }, dependencies) => {
    const grants = roles.map((role) => toGrant(role, client.id));
    const invited = await inviteMember(dependencies, actor, { ...person, grants }, consoleUrl, origin);
    if (!invited.ok) return refuse([toProblem(invited.refusal)]);
    const { member, invitation } = invited.value;
    return succeed({
      status: 201,
      body: { member: toView(member), invitation: invitation === null ? null : toLinkView(invitation) },
    });
  },
});

const readMember = adminRoute({
  method: "GET",
  path: ONE_PATH,
  permission,
  params,
  query: NoQuery,
  body: null,
  documentation: MEMBER_DOCUMENTATION.read,
  handle: async ({ actor, params }, { stores }) => {
    const member = await stores.memberAdministration.find(actor, params.memberId);
    return member === null ? refuse([toProblem("not-found")]) : succeed({ status: 200, body: toView(member) });
  },
});

const rename = adminRoute({
  method: "PATCH",
  path: ONE_PATH,
  permission,
  params,
  query: NoQuery,
  body: z.strictObject({ name: PersonName }),
  documentation: MEMBER_DOCUMENTATION.rename,
  handle: async ({ actor, params, body, origin }, dependencies) =>
    toReply(await renameMember(dependencies, actor, params.memberId, body.name, origin)),
});

const remove = adminRoute({
  method: "DELETE",
  path: ONE_PATH,
  permission,
  params,
  query: NoQuery,
  body: null,
  documentation: MEMBER_DOCUMENTATION.remove,
  handle: async ({ actor, params, origin }, dependencies) => {
    const removed = await removeMember(dependencies, actor, params.memberId, origin);
    return removed.ok ? succeed({ status: 204, body: null }) : refuse([toProblem(removed.refusal)]);
  },
});

const setRoles = adminRoute({
  method: "PUT",
  path: `${ONE_PATH}/roles`,
  permission,
  params,
  query: NoQuery,
  body: z.strictObject({ roles: RolesInput }),
  documentation: MEMBER_DOCUMENTATION.setRoles,
  handle: async ({ actor, client, params, body, origin }, dependencies) => {
    const grants = body.roles.map((role) => toGrant(role, client.id));
    const set = await setMemberRoles(dependencies, actor, params.memberId, grants, origin);
    if (!set.ok) return refuse([toProblem(set.refusal)]);
    return succeed({ status: 200, body: { member: set.value === null ? null : toView(set.value) } });
  },
});

const setEnabled = (act: "disable" | "enable") =>
  adminRoute({
    method: "POST",
    path: `${ONE_PATH}/${act}`,
    permission,
    params,
    query: NoQuery,
    body: null,
    documentation: MEMBER_DOCUMENTATION[act],
    handle: async ({ actor, params, origin }, dependencies) =>
      toReply(await setMemberEnabled(dependencies, actor, params.memberId, act === "enable", origin)),
  });

const changeEmail = adminRoute({
  method: "PUT",
  path: `${ONE_PATH}/email`,
  permission,
  params,
  query: NoQuery,
  body: z.strictObject({ email: EmailAddress }),
  documentation: MEMBER_DOCUMENTATION.changeEmail,
  handle: async ({ actor, params, body, origin }, dependencies) =>
    toReply(await changeMemberEmail(dependencies, actor, params.memberId, body.email, origin)),
});

const unlink = adminRoute({
  method: "POST",
  path: `${ONE_PATH}/unlink-single-sign-on`,
  permission,
  params,
  query: NoQuery,
  body: null,
  documentation: MEMBER_DOCUMENTATION.unlink,
  handle: async ({ actor, params, origin }, dependencies) =>
    toReply(await unlinkMemberIdentities(dependencies, actor, params.memberId, origin)),
});

const deleteAccount = adminRoute({
  method: "POST",
  path: `${ONE_PATH}/delete-account`,
  permission,
  params,
  query: NoQuery,
  body: null,
  documentation: MEMBER_DOCUMENTATION.deleteAccount,
  handle: async ({ actor, params, origin }, dependencies) => {
    const deleted = await deleteMemberAccount(dependencies, actor, params.memberId, origin);
    return deleted.ok ? succeed({ status: 204, body: null }) : refuse([toProblem(deleted.refusal)]);
  },
});

const makeLink = adminRoute({
  method: "POST",
  path: `${ONE_PATH}/password-reset-link`,
  permission,
  params,
  query: NoQuery,
  body: null,
  documentation: MEMBER_DOCUMENTATION.link,
  handle: async ({ actor, params, consoleUrl, origin }, dependencies) => {
    const made = await makePasswordLink(dependencies, actor, params.memberId, consoleUrl, origin);
    return made.ok ? succeed({ status: 201, body: toLinkView(made.value) }) : refuse([toProblem(made.refusal)]);
  },
});

const resetFactor = adminRoute({
  method: "POST",
  path: `${ONE_PATH}/reset-second-factor`,
  permission,
  params,
  query: NoQuery,
  body: null,
  documentation: MEMBER_DOCUMENTATION.resetSecondFactor,
  handle: async ({ actor, params, consoleUrl, origin }, dependencies) => {
    const reset = await resetSecondFactor(dependencies, actor, params.memberId, consoleUrl, origin);
    if (!reset.ok) return refuse([toProblem(reset.refusal)]);
    return succeed({ status: 200, body: { link: reset.value === null ? null : toLinkView(reset.value) } });
  },
});

const endSessions = adminRoute({
  method: "POST",
  path: `${ONE_PATH}/end-sessions`,
  permission,
  params,
  query: NoQuery,
  body: null,
  documentation: MEMBER_DOCUMENTATION.endSessions,
  handle: async ({ actor, params, origin }, dependencies) => {
    const ended = await endMemberSessions(dependencies, actor, params.memberId, origin);
    return ended.ok ? succeed({ status: 200, body: { ended: ended.value } }) : refuse([toProblem(ended.refusal)]);
  },
});

const listAll = adminRoute({
  method: "GET",
  scope: "installation",
  path: PATH,
  permission: "client:manage",
  query: z.object({ ...pageQuery(MemberPlace), ...memberFilters }),
  body: null,
  documentation: MEMBER_DOCUMENTATION.listAll,
  handle: async ({ query: { cursor, limit, ...filters } }, { stores }) => {
    const found = await stores.memberAdministration.listAll({ ...filters, after: cursor, limit: limit + 1 });
    if (found === null) return refuse([PLACE_GONE]);
    const { items, next } = toPage(found, limit, ({ id }) => id);
    const reached = items.flatMap(({ grants }) => grants.flatMap(({ clientId }) => clientId ?? []));
    const codes = await stores.clientAdministration.readCodes(reached);
    const members = items.map(({ grants, ...member }) => ({
      ...toAccountView(member),
      roles: grants.map((grant) => ({
        ...toRoleView(grant),
        clientCode: (grant.clientId && codes.get(grant.clientId)) ?? null,
      })),
    }));
    return succeed({ status: 200, body: { members, next } });
  },
});

const toAccountView = ({ id, email, name, state, ...account }: Omit<ListedMember, "grants">) => ({
  memberId: id,
  email,
  name,
  state,
  createdAt: account.createdAt.toISOString(),
  lastSeenAt: account.lastSeenAt?.toISOString() ?? null,
  hasSecondFactor: account.hasSecondFactor,
  hasSingleSignOn: account.hasIdentity,
});

const toView = (member: ListedMember) => ({
  ...toAccountView(member),
  roles: member.grants.map(toRoleView),
  isManageable: member.isManageable,
});

const toRoleView = ({ role, workspaceId, workspaceName }: ListedGrant) => ({ role, workspaceId, workspaceName });

const toLinkView = (delivery: LinkDelivery) => ({
  delivery: delivery.kind,
  url: delivery.kind === "shown" ? delivery.url : null,
  expiresAt: delivery.expiresAt.toISOString(),
});

const toReply = (outcome: Result<ListedMember, EmailRefusal | UnlinkRefusal>) =>
  outcome.ok
    ? succeed({ status: 200 as const, body: toView(outcome.value) })
    : refuse<Problems>([toProblem(outcome.refusal)]);

function toProblem(
  refusal: EmailRefusal | UnlinkRefusal | ResetRefusal | "unknown-workspace" | "disabled",
): AdminProblem {
  switch (refusal) {
    case "not-found":
      return { code: "Resource.NotFound" };
    case "beyond-reach":
    // A program has no second factor of its own to reset.
    case "oneself":
      return { code: "Role.BeyondReach" };
    case "last-sysadmin":
      return { code: "Member.LastSysadmin" };
    case "email-taken":
      return { code: "Member.EmailTaken", meta: { parameter: "email" } };
    case "not-joined":
      return { code: "Member.NotJoined" };
    case "disabled":
      return { code: "Member.NoLink" };
    case "off":
      return { code: "Member.NoSecondFactor" };
    case "unknown-workspace":
      return {
        code: "Parameter.Invalid",
        message: "roles names a workspace that this client does not have",
        meta: { parameter: "roles" },
      };
  }
}

/** `/api/v1/clients/{code}/members` and below, and `/api/v1/members` for who runs the installation. */
export const memberRoutes: readonly AnyAdminRoute[] = [
  listMembers,
  invite,
  readMember,
  rename,
  changeEmail,
  unlink,
  deleteAccount,
  remove,
  setRoles,
  setEnabled("disable"),
  setEnabled("enable"),
  makeLink,
  resetFactor,
  endSessions,
  listAll,
];

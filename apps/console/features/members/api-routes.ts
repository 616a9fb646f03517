import "server-only";
import { PersonName } from "@silhouette/core/member";
import { refuse, succeed } from "@silhouette/core/result";
import { z } from "zod";
import type { AdminProblem } from "@/server/admin-problem";
import { type AnyAdminRoute, adminRoute } from "@/server/admin-route";
import { pageQuery, toPage } from "@/server/page";
import { memberAccountRoutes } from "./account-routes";
import { MEMBER_DOCUMENTATION } from "./api-documentation";
import { toAccountView, toLinkView, toProblem, toReply, toRoleView, toView } from "./api-views";
import { inviteMember, removeMember, renameMember, setMemberRoles } from "./commands";
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

/** `/api/v1/clients/{code}/members` and below, and `/api/v1/members` for who runs the installation. */
export const memberRoutes: readonly AnyAdminRoute[] = [
  listMembers,
  invite,
  readMember,
  rename,
  remove,
  setRoles,
  ...memberAccountRoutes,
  listAll,
];

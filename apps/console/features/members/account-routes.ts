import "server-only";
import { EmailAddress } from "@silhouette/core/email";
import { refuse, succeed } from "@silhouette/core/result";
import { z } from "zod";
import { type AnyAdminRoute, adminRoute } from "@/server/admin-route";
import { MEMBER_DOCUMENTATION } from "./api-documentation";
import { toLinkView, toProblem, toReply } from "./api-views";
import {
  changeMemberEmail,
  deleteMemberAccount,
  endMemberSessions,
  makePasswordLink,
  resetSecondFactor,
  setMemberEnabled,
  unlinkMemberIdentities,
} from "./commands";
import { MemberId } from "./input";

const ONE_PATH = "/members/{memberId}";
const onMember = {
  permission: "member:manage",
  params: z.object({ memberId: MemberId }),
  query: z.object({}),
} as const;
/** Without a body: the path says it all. */
const plainAct = { ...onMember, method: "POST", body: null } as const;

const setEnabled = (act: "disable" | "enable") =>
  adminRoute({
    ...plainAct,
    path: `${ONE_PATH}/${act}`,
    documentation: MEMBER_DOCUMENTATION[act],
    handle: async ({ actor, params, origin }, dependencies) =>
      toReply(await setMemberEnabled(dependencies, actor, params.memberId, act === "enable", origin)),
  });

const changeEmail = adminRoute({
  ...onMember,
  method: "PUT",
  path: `${ONE_PATH}/email`,
  body: z.strictObject({ email: EmailAddress }),
  documentation: MEMBER_DOCUMENTATION.changeEmail,
  handle: async ({ actor, params, body, origin }, dependencies) =>
    toReply(await changeMemberEmail(dependencies, actor, params.memberId, body.email, origin)),
});

const unlink = adminRoute({
  ...plainAct,
  path: `${ONE_PATH}/unlink-single-sign-on`,
  documentation: MEMBER_DOCUMENTATION.unlink,
  handle: async ({ actor, params, origin }, dependencies) =>
    toReply(await unlinkMemberIdentities(dependencies, actor, params.memberId, origin)),
});

const deleteAccount = adminRoute({
  ...plainAct,
  path: `${ONE_PATH}/delete-account`,
  documentation: MEMBER_DOCUMENTATION.deleteAccount,
  handle: async ({ actor, params, origin }, dependencies) => {
    const deleted = await deleteMemberAccount(dependencies, actor, params.memberId, origin);
    return deleted.ok ? succeed({ status: 204, body: null }) : refuse([toProblem(deleted.refusal)]);
  },
});

const makeLink = adminRoute({
  ...plainAct,
  path: `${ONE_PATH}/password-reset-link`,
  documentation: MEMBER_DOCUMENTATION.link,
  handle: async ({ actor, params, consoleUrl, origin }, dependencies) => {
    const made = await makePasswordLink(dependencies, actor, params.memberId, consoleUrl, origin);
    return made.ok ? succeed({ status: 201, body: toLinkView(made.value) }) : refuse([toProblem(made.refusal)]);
  },
});

const resetFactor = adminRoute({
  ...plainAct,
  path: `${ONE_PATH}/reset-second-factor`,
  documentation: MEMBER_DOCUMENTATION.resetSecondFactor,
  handle: async ({ actor, params, consoleUrl, origin }, dependencies) => {
    const reset = await resetSecondFactor(dependencies, actor, params.memberId, consoleUrl, origin);
    if (!reset.ok) return refuse([toProblem(reset.refusal)]);
    return succeed({ status: 200, body: { link: reset.value === null ? null : toLinkView(reset.value) } });
  },
});

const endSessions = adminRoute({
  ...plainAct,
  path: `${ONE_PATH}/end-sessions`,
  documentation: MEMBER_DOCUMENTATION.endSessions,
  handle: async ({ actor, params, origin }, dependencies) => {
    const ended = await endMemberSessions(dependencies, actor, params.memberId, origin);
    return ended.ok ? succeed({ status: 200, body: { ended: ended.value } }) : refuse([toProblem(ended.refusal)]);
  },
});

/** How a member signs in, and whether: `/api/v1/clients/{code}/members/{memberId}/…`. */
export const memberAccountRoutes: readonly AnyAdminRoute[] = [
  changeEmail,
  unlink,
  deleteAccount,
  setEnabled("disable"),
  setEnabled("enable"),
  makeLink,
  resetFactor,
  endSessions,
];

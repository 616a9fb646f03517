"use server";

import { EmailAddress } from "@silhouette/core/email";
import { type MemberRefusal, PersonName } from "@silhouette/core/member";
import { type Result, succeed } from "@silhouette/core/result";
import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { publicAddresses } from "@/server/addresses";
import { authorizedAction } from "@/server/authorized-action";
import { liveDependencies } from "@/server/live-dependencies";
import { readRequestContext } from "@/server/request-context";
import {
  changeMemberEmail,
  deleteMemberAccount,
  endMemberSessions,
  inviteMember,
  makePasswordLink,
  removeMember,
  renameMember,
  resetSecondFactor,
  setMemberEnabled,
  setMemberRoles,
  unlinkMemberIdentities,
} from "./commands";
import { MemberId, toGrant } from "./input";
import { MemberRolesForm, TickedRoles } from "./roles-form";

const permission = "member:manage";
const OneMember = z.object({ memberId: MemberId });

/** Where whoever has just taken somebody out of the client goes: the page of that member may be gone. */
const listWithNotice = "/administration/users?notice=removed";

/** Links begin with the address that the browser uses, unless one is configured. */
async function readConsoleUrl(): Promise<string> {
  const { headers } = await readRequestContext();
  return publicAddresses(headers, liveDependencies().environment).console;
}

const InvitationForm = z.looseObject({ email: EmailAddress, name: PersonName }).transform((fields, context) => {
  const roles = TickedRoles.safeParse(fields);
  if (roles.success && roles.data.length > 0) return { email: fields.email, name: fields.name, roles: roles.data };
  context.addIssue({ code: "custom", message: "no roles", path: ["roles"] });
  return z.NEVER;
});

/** The result holds the invitation link where there is no mail server: the one time that it leaves the server. */
export const inviteMemberAction = authorizedAction({
  name: "members.invite",
  permission,
  isRecent: true,
  givesBack: true,
  input: InvitationForm,
  async run({ actor, client, input: { roles, ...person }, origin }, dependencies) {
    const grants = roles.map((role) => toGrant(role, client.id));
    const invited = await inviteMember(dependencies, actor, { ...person, grants }, await readConsoleUrl(), origin);
    refresh();
    return invited.ok ? succeed({ email: person.email, invitation: invited.value.invitation }) : invited;
  },
});

export const setMemberRolesAction = authorizedAction({
  name: "members.setRoles",
  permission,
  isRecent: true,
  givesBack: true,
  input: MemberRolesForm,
  async run({ actor, client, input, origin }, dependencies) {
    const grants = input.roles.map((role) => toGrant(role, client.id));
    const set = await setMemberRoles(dependencies, actor, input.memberId, grants, origin);
    if (set.ok && set.value === null) redirect(listWithNotice);
    refresh();
    return set.ok ? succeed(null) : set;
  },
});

export const removeMemberAction = authorizedAction({
  name: "members.remove",
  permission,
  isRecent: true,
  asksFirst: true,
  input: OneMember,
  async run({ actor, input, origin }, dependencies): Promise<Result<null, MemberRefusal>> {
    const removed = await removeMember(dependencies, actor, input.memberId, origin);
    if (removed.ok) redirect(listWithNotice);
    refresh();
    return removed;
  },
});

/** `isEnabled` says what the account shall be, so that two clicks do not undo each other. */
export const setMemberEnabledAction = authorizedAction({
  name: "members.setEnabled",
  permission,
  isRecent: true,
  asksFirst: true,
  input: z.object({ memberId: MemberId, isEnabled: z.enum(["true", "false"]).transform((value) => value === "true") }),
  async run({ actor, input, origin }, dependencies) {
    const set = await setMemberEnabled(dependencies, actor, input.memberId, input.isEnabled, origin);
    refresh();
    return set.ok ? succeed({ state: set.value.state }) : set;
  },
});

export const renameMemberAction = authorizedAction({
  name: "members.rename",
  permission,
  givesBack: true,
  input: z.object({ memberId: MemberId, name: PersonName }),
  async run({ actor, input, origin }, dependencies) {
    const renamed = await renameMember(dependencies, actor, input.memberId, input.name, origin);
    refresh();
    return renamed.ok ? succeed({ name: renamed.value.name }) : renamed;
  },
});

export const changeMemberEmailAction = authorizedAction({
  name: "members.changeEmail",
  permission,
  isRecent: true,
  asksFirst: true,
  input: z.object({ memberId: MemberId, email: EmailAddress }),
  async run({ actor, input, origin }, dependencies) {
    const changed = await changeMemberEmail(dependencies, actor, input.memberId, input.email, origin);
    refresh();
    return changed.ok ? succeed({ email: changed.value.email }) : changed;
  },
});

export const unlinkMemberIdentitiesAction = authorizedAction({
  name: "members.unlinkIdentities",
  permission,
  isRecent: true,
  asksFirst: true,
  input: OneMember,
  async run({ actor, input, origin }, dependencies) {
    const unlinked = await unlinkMemberIdentities(dependencies, actor, input.memberId, origin);
    refresh();
    return unlinked.ok ? succeed(null) : unlinked;
  },
});

export const deleteMemberAccountAction = authorizedAction({
  name: "members.deleteAccount",
  permission,
  isRecent: true,
  asksFirst: true,
  input: OneMember,
  async run({ actor, input, origin }, dependencies): Promise<Result<null, MemberRefusal>> {
    const deleted = await deleteMemberAccount(dependencies, actor, input.memberId, origin);
    if (deleted.ok) redirect("/administration/users?notice=deleted");
    refresh();
    return deleted;
  },
});

/** The result holds the link where there is no mail server: whoever opens it becomes the member. */
export const makePasswordLinkAction = authorizedAction({
  name: "members.makePasswordLink",
  permission,
  isRecent: true,
  asksFirst: true,
  input: OneMember,
  run: async ({ actor, input, origin }, dependencies) =>
    makePasswordLink(dependencies, actor, input.memberId, await readConsoleUrl(), origin),
});

/** The result holds the link with which the person chooses another password, where there is no mail server. */
export const resetSecondFactorAction = authorizedAction({
  name: "members.resetSecondFactor",
  permission,
  isRecent: true,
  asksFirst: true,
  input: OneMember,
  async run({ actor, input, origin }, dependencies) {
    const reset = await resetSecondFactor(dependencies, actor, input.memberId, await readConsoleUrl(), origin);
    refresh();
    return reset;
  },
});

export const endMemberSessionsAction = authorizedAction({
  name: "members.endSessions",
  permission,
  asksFirst: true,
  input: OneMember,
  async run({ actor, input, origin }, dependencies) {
    const ended = await endMemberSessions(dependencies, actor, input.memberId, origin);
    refresh();
    return ended.ok ? succeed({ ended: ended.value }) : ended;
  },
});

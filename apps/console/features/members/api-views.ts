import "server-only";
import type { EmailRefusal, ListedGrant, ListedMember, UnlinkRefusal } from "@silhouette/core/member";
import { type Result, refuse, succeed } from "@silhouette/core/result";
import type { AdminProblem, Problems } from "@/server/admin-problem";
import type { LinkDelivery } from "@/server/send-user-link";
import type { ResetRefusal } from "./commands";

/** An account as it is wherever it is listed. */
export const toAccountView = ({ id, email, name, state, ...account }: Omit<ListedMember, "grants">) => ({
  memberId: id,
  email,
  name,
  state,
  createdAt: account.createdAt.toISOString(),
  lastSeenAt: account.lastSeenAt?.toISOString() ?? null,
  hasSecondFactor: account.hasSecondFactor,
  hasSingleSignOn: account.hasIdentity,
});

/** A member as a client sees them. */
export const toView = (member: ListedMember) => ({
  ...toAccountView(member),
  roles: member.grants.map(toRoleView),
  isManageable: member.isManageable,
});

export const toRoleView = ({ role, workspaceId, workspaceName }: ListedGrant) => ({ role, workspaceId, workspaceName });

/** A link that was mailed, or is shown here alone. */
export const toLinkView = (delivery: LinkDelivery) => ({
  delivery: delivery.kind,
  url: delivery.kind === "shown" ? delivery.url : null,
  expiresAt: delivery.expiresAt.toISOString(),
});

/** The reply of an act on a member: what the member is now, or why not. */
export const toReply = (outcome: Result<ListedMember, EmailRefusal | UnlinkRefusal>) =>
  outcome.ok
    ? succeed({ status: 200 as const, body: toView(outcome.value) })
    : refuse<Problems>([toProblem(outcome.refusal)]);

/** What was refused, in the words of the API. */
export function toProblem(
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

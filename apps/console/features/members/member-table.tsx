import type { ListedGrant, ListedMember } from "@silhouette/core/member";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { Moment } from "@/components/ui/moment";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { MemberStateBadge } from "./member-state";

/** Roles that a row of the list names; of the others it says how many there are. */
const rolesShownMax = 4;

type Props = {
  readonly members: readonly ListedMember[];
  /** Whoever looks at the list, to be told apart in it. */
  readonly ownId: string;
};

export function MemberTable({ members, ownId }: Props) {
  const t = useTranslations("users");
  return (
    <Table label={t("title")}>
      <thead>
        <tr>
          <Th>{t("userHead")}</Th>
          <Th>{t("rolesHead")}</Th>
          <Th>{t("state")}</Th>
          <Th>{t("secondFactorHead")}</Th>
          <Th>{t("lastSeenHead")}</Th>
        </tr>
      </thead>
      <tbody>
        {members.map(({ id, name, email, grants, state, hasSecondFactor, lastSeenAt }) => (
          <Tr key={id}>
            <Td className="wrap-anywhere min-w-48">
              <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
                <Link href={`/administration/users/${id}`} prefetch={false} className="link font-medium">
                  {name}
                </Link>
                {id === ownId ? <Badge>{t("you")}</Badge> : null}
              </span>
              <span className="block text-muted">{email}</span>
            </Td>
            <Td className="min-w-44">
              <Roles grants={grants} />
            </Td>
            <Td>
              <MemberStateBadge state={state} />
            </Td>
            <Td>{t(hasSecondFactor ? "secondFactorOn" : "secondFactorOff")}</Td>
            <Td className="whitespace-nowrap">{lastSeenAt === null ? t("neverSeen") : <Moment at={lastSeenAt} />}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function Roles({ grants }: { readonly grants: readonly ListedGrant[] }) {
  const t = useTranslations();
  const shown = grants.slice(0, grants.length > rolesShownMax ? rolesShownMax - 1 : rolesShownMax);
  return (
    <ul className="flex flex-col gap-0.5">
      {shown.map(({ role, workspaceId, workspaceName }) => (
        <li key={`${role} ${workspaceId}`}>
          {workspaceName === null
            ? t(`common.role.${role}`)
            : t("users.grant", { role: t(`common.role.${role}`), workspace: workspaceName })}
        </li>
      ))}
      {shown.length === grants.length ? null : (
        <li className="text-muted">{t("users.moreRoles", { count: grants.length - shown.length })}</li>
      )}
    </ul>
  );
}

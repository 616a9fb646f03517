import type { Client } from "@silhouette/core/client";
import type { ListedMember } from "@silhouette/core/member";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Callout } from "@/components/ui/callout";
import { Card, CardRow } from "@/components/ui/card";
import { Moment } from "@/components/ui/moment";
import { AccountActs } from "./account-acts";
import { MemberStateBadge } from "./member-state";
import type { MemberView } from "./page-queries";
import { RemoveMember } from "./remove-member";
import { RenameForm } from "./rename-form";
import { RoleMeanings } from "./role-meanings";
import { RolesEditor } from "./roles-editor";

type Props = { readonly view: MemberView; readonly client: Client };

/** A member as somebody who manages users sees one: facts, roles in this client, the account, and the way out. */
export function MemberDetail({ view: { member, groups, isOneself, seesAllRoles }, client }: Props) {
  const t = useTranslations("users");
  const mayTakeAny = groups.some(({ boxes }) => boxes.some(({ isHeld, isWithinReach }) => isHeld && isWithinReach));
  return (
    <>
      <Facts member={member} />
      <Card id="roles" title={t("roles")} description={t(seesAllRoles ? "rolesText" : "rolesOnlyHere")}>
        <CardRow className="flex flex-col gap-4">
          <RoleMeanings editors={client.settings.adminSettingsEditors} />
          <RolesEditor clientCode={client.code} memberId={member.id} groups={groups} />
        </CardRow>
      </Card>
      <Account member={member} clientCode={client.code} isOneself={isOneself} />
      {mayTakeAny ? (
        <Card id="remove" title={t("remove.title")}>
          <CardRow>
            <RemoveMember client={client} member={member} isOneself={isOneself} />
          </CardRow>
        </Card>
      ) : null}
    </>
  );
}

function Facts({ member: { state, hasSecondFactor, lastSeenAt, createdAt } }: { readonly member: ListedMember }) {
  const t = useTranslations("users");
  const facts = [
    [t("state"), <MemberStateBadge key="state" state={state} />],
    [t("secondFactorHead"), t(hasSecondFactor ? "secondFactorOn" : "secondFactorOff")],
    [t("lastSeenHead"), lastSeenAt === null ? t("neverSeen") : <Moment key="lastSeen" at={lastSeenAt} />],
    [t("memberSince"), <Moment key="since" at={createdAt} />],
  ] as const;
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-4">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt className="text-muted text-xs">{label}</dt>
          <dd className="mt-0.5">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

type AccountProps = { readonly member: ListedMember; readonly clientCode: string; readonly isOneself: boolean };

function Account({ member, clientCode, isOneself }: AccountProps) {
  const t = useTranslations("users");
  const why = isOneself
    ? t.rich("accountOwn", {
        link: (words) => (
          <Link href="/account" className="font-medium underline underline-offset-2">
            {words}
          </Link>
        ),
      })
    : t("accountBeyondReach");
  return (
    <Card id="account" title={t("account")} description={t("accountText")}>
      {isOneself || !member.isManageable ? (
        <CardRow>
          <Callout tone="info">{why}</Callout>
        </CardRow>
      ) : (
        <>
          <CardRow>
            <RenameForm clientCode={clientCode} memberId={member.id} name={member.name} />
          </CardRow>
          <AccountActs clientCode={clientCode} member={member} />
        </>
      )}
    </Card>
  );
}

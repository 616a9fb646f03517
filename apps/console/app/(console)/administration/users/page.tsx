import { UserPlus, Users } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { buttonStyle } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Pager } from "@/components/ui/pager";
import { FilterForm } from "@/features/members/filter-form";
import { MemberTable } from "@/features/members/member-table";
import { memberListAddress, readMemberList } from "@/features/members/page-queries";
import { RoleMeanings } from "@/features/members/role-meanings";
import { authorizedPage } from "@/server/authorized-page";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("users");
  return { title: t("title") };
}

/** What has just been done on a page that leads back here. */
const NOTICES = ["removed", "deleted"] as const;

/** Administration > Users: everybody who has a role in the client that the reader may see. */
export default authorizedPage({
  path: "/administration/users",
  permission: "member:manage",
  async render({ actor, client, session, dependencies, query }) {
    const t = await getTranslations();
    const { members, filters, workspaces, isFirstPage, next } = await readMemberList(
      dependencies,
      actor,
      client,
      query,
    );
    const notice = NOTICES.find((known) => known === query.get("notice"));
    const isFiltered = Object.values(filters).some((value) => value !== null);
    return (
      <div className="flex flex-col gap-5">
        <PageHeader
          section={t("shell.administration")}
          title={t("users.title")}
          description={t("users.description")}
          actions={
            <Link href="/administration/users/new" className={buttonStyle({ tone: "primary" })}>
              <UserPlus aria-hidden className="size-4" />
              {t("users.invite")}
            </Link>
          }
        />
        {notice === undefined ? null : (
          <Callout tone="success" role="status">
            {t(`users.${notice}`)}
          </Callout>
        )}
        <RoleMeanings editors={client.settings.adminSettingsEditors} />
        <FilterForm
          key={memberListAddress(filters, null)}
          filters={filters}
          workspaces={workspaces}
          isFiltered={isFiltered}
        />
        {members.length === 0 ? (
          <EmptyState
            icon={Users}
            title={t(isFiltered ? "users.noMatchTitle" : "users.noneTitle")}
            text={t(isFiltered ? "users.noMatchText" : "users.noneText")}
          />
        ) : (
          <MemberTable members={members} ownId={session.member.id} />
        )}
        <Pager
          first={isFirstPage ? null : memberListAddress(filters, null)}
          next={next === null ? null : memberListAddress(filters, next)}
        />
      </div>
    );
  },
});

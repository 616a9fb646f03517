import { Boxes } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Callout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { ListFilter } from "@/components/ui/list-filter";
import { PageHeader } from "@/components/ui/page-header";
import { Pager } from "@/components/ui/pager";
import { RoleMeanings } from "@/features/members/role-meanings";
import { PropertyList } from "@/features/properties/property-list";
import { readProperties } from "@/features/properties/queries";
import { CreateWorkspace } from "@/features/workspaces/create-workspace";
import { readWorkspaces, workspaceListAddress } from "@/features/workspaces/queries";
import { WorkspaceTable } from "@/features/workspaces/workspace-table";
import { authorizedPage } from "@/server/authorized-page";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("workspaces");
  return { title: t("title") };
}

/** What has just been done on a page that leads back here. */
const NOTICES = ["workspace-deleted", "property-created", "property-deleted"] as const;

/** Administration > Workspaces: the groups of users and properties, and the properties. */
export default authorizedPage({
  path: "/administration/workspaces",
  permission: "settings:read",
  async render({ actor, client, role, dependencies, query }) {
    const t = await getTranslations();
    const view = await readWorkspaces(dependencies, actor, client, query);
    const { workspaces, text, isFirstPage, next, mayManage } = view;
    const { properties, mayWrite } = await readProperties(dependencies, actor, client);
    const notice = NOTICES.find((known) => known === query.get("notice"));
    return (
      <div className="flex flex-col gap-6">
        <PageHeader
          section={t("shell.administration")}
          title={t("workspaces.title")}
          description={t("workspaces.description")}
        />
        {notice === undefined ? null : (
          <Callout tone="success" role="status">
            {t(`workspaces.notices.${notice}`)}
          </Callout>
        )}
        {mayManage ? null : (
          <Callout tone="info">
            <p>
              {t(mayWrite ? "workspaces.readOnlyWorkspaces" : "workspaces.readOnly", {
                role: t(`common.role.${role}`),
              })}
            </p>
          </Callout>
        )}
        <div className="flex flex-col gap-3">
          <h2 className="font-semibold text-base">{t("workspaces.listTitle")}</h2>
          <p className="max-w-prose text-muted text-sm">{t("workspaces.roleScope")}</p>
          <RoleMeanings editors={client.settings.adminSettingsEditors} />
          <ListFilter
            key={workspaceListAddress(text, null)}
            path={workspaceListAddress(null, null)}
            text={{ label: t("workspaces.search"), value: text }}
          />
          {workspaces.length === 0 ? (
            <EmptyState icon={Boxes} title={t("workspaces.noneFoundTitle")} text={t("workspaces.noneFoundText")} />
          ) : (
            <WorkspaceTable workspaces={workspaces} mayManage={mayManage} />
          )}
          <Pager
            first={isFirstPage ? null : workspaceListAddress(text, null)}
            next={next === null ? null : workspaceListAddress(text, next)}
          />
        </div>
        {mayManage ? <CreateWorkspace clientCode={client.code} /> : null}
        <PropertyList properties={properties} mayWrite={mayWrite} />
      </div>
    );
  },
});

import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Card, CardRow } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { DeleteWorkspace } from "@/features/workspaces/delete-workspace";
import { readWorkspace } from "@/features/workspaces/queries";
import { RenameWorkspace } from "@/features/workspaces/rename-workspace";
import { authorizedPage } from "@/server/authorized-page";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("workspaces");
  return { title: t("oneTitle") };
}

/** Renames a workspace, or deletes it. */
export default authorizedPage({
  path: "/administration/workspaces/[workspaceId]",
  permission: "workspace:manage",
  async render({ client, dependencies, params }) {
    const t = await getTranslations("workspaces");
    const workspace = await readWorkspace(dependencies, client, params.get("workspaceId") ?? "");
    if (workspace === null) return null;
    const counts = {
      members: workspace.memberCount,
      credentials: workspace.credentialCount,
      properties: workspace.propertyCount,
    };
    return (
      <div className="flex flex-col gap-6">
        <PageHeader section={t("oneTitle")} title={workspace.name} description={t("inUse", counts)} />
        <Card id="rename" title={t("renameTitle")}>
          <CardRow>
            <RenameWorkspace clientCode={client.code} workspaceId={workspace.id} name={workspace.name} />
          </CardRow>
        </Card>
        <Card
          id="delete"
          title={t("deleteTitle")}
          description={t(workspace.isDefault ? "deleteDefault" : "deleteText")}
        >
          {workspace.isDefault ? null : (
            <CardRow>
              <DeleteWorkspace
                clientCode={client.code}
                workspaceId={workspace.id}
                name={workspace.name}
                counts={counts}
              />
            </CardRow>
          )}
        </Card>
        <Link href="/administration/workspaces" className="link self-start">
          {t("back")}
        </Link>
      </div>
    );
  },
});

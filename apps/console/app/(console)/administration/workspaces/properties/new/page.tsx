import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { PageHeader } from "@/components/ui/page-header";
import { CreateProperty } from "@/features/properties/property-form";
import { readPropertyForm } from "@/features/properties/queries";
import { authorizedPage } from "@/server/authorized-page";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("workspaces.property");
  return { title: t("new") };
}

export default authorizedPage({
  path: "/administration/workspaces/properties/new",
  permission: "settings:write",
  async render({ actor, client, dependencies }) {
    const t = await getTranslations("workspaces");
    const view = await readPropertyForm(dependencies, actor, client, null);
    if (view === null) return null;
    return (
      <div className="flex flex-col gap-5">
        <PageHeader section={t("title")} title={t("property.new")} description={t("property.newText")} />
        <CreateProperty clientCode={client.code} view={view} />
        <Link href="/administration/workspaces" className="link self-start">
          {t("back")}
        </Link>
      </div>
    );
  },
});

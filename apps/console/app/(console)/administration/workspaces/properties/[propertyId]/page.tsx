import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Card, CardRow } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Moment } from "@/components/ui/moment";
import { PageHeader } from "@/components/ui/page-header";
import { DeleteProperty } from "@/features/properties/delete-property";
import { EditProperty } from "@/features/properties/property-form";
import { readPropertyForm } from "@/features/properties/queries";
import { authorizedPage } from "@/server/authorized-page";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("workspaces.property");
  return { title: t("oneTitle") };
}

/** Changes a property, or deletes it. */
export default authorizedPage({
  path: "/administration/workspaces/properties/[propertyId]",
  permission: "settings:write",
  async render({ actor, client, dependencies, params }) {
    const t = await getTranslations("workspaces");
    const view = await readPropertyForm(dependencies, actor, client, params.get("propertyId") ?? "");
    if (view === null || view.property === null) return null;
    const { id, name, token, createdAt, modifiedAt } = view.property;
    return (
      <div className="flex flex-col gap-5">
        <PageHeader section={t("property.oneTitle")} title={name} />
        <dl className="flex flex-wrap gap-x-10 gap-y-3">
          <div>
            <dt className="text-muted text-xs">{t("property.token")}</dt>
            <dd className="flex items-center gap-1">
              <code className="wrap-anywhere font-mono text-[0.8125rem]">{token}</code>
              <CopyButton text={token} label={t("property.copyToken", { name })} isCompact />
            </dd>
          </div>
          <div>
            <dt className="text-muted text-xs">{t("property.created")}</dt>
            <dd className="mt-0.5">
              <Moment at={createdAt} />
            </dd>
          </div>
          <div>
            <dt className="text-muted text-xs">{t("property.changed")}</dt>
            <dd className="mt-0.5">
              <Moment at={modifiedAt} />
            </dd>
          </div>
        </dl>
        <p className="text-muted text-sm">{t("property.tokenHint")}</p>
        <EditProperty clientCode={client.code} view={view} />
        <Card id="delete" title={t("property.deleteTitle")} description={t("property.deleteText")}>
          <CardRow>
            <DeleteProperty clientCode={client.code} propertyId={id} name={name} />
          </CardRow>
        </Card>
        <Link href="/administration/workspaces" className="link self-start">
          {t("back")}
        </Link>
      </div>
    );
  },
});

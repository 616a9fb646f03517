import { Download } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { buttonStyle } from "@/components/ui/button";
import { Card, CardRow } from "@/components/ui/card";
import { Moment } from "@/components/ui/moment";
import { PageHeader } from "@/components/ui/page-header";
import { AttributeTable } from "@/features/profiles/attribute-table";
import { DeleteProfile } from "@/features/profiles/delete-profile";
import { readProfile, toVisitor } from "@/features/profiles/queries";
import { authorizedPage } from "@/server/authorized-page";
import { readRequestContext } from "@/server/request-context";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("profiles");
  return { title: t("oneTitle") };
}

/** One profile: every attribute with its time, and what may be done with it. */
export default authorizedPage({
  path: "/profiles/view",
  permission: "profile:read",
  async render({ actor, client, dependencies, query }) {
    const t = await getTranslations("profiles");
    const visitor = toVisitor(query.get("by"), query.get("id"));
    if (visitor === null) return null;
    const { origin } = await readRequestContext();
    const view = await readProfile(dependencies, actor, client, visitor, origin);
    if (view === null) return null;
    const { kind, id } = visitor;
    const isLinked = view.keptUnder.kind !== kind || view.keptUnder.id !== id;
    const facts = [
      { name: t("by"), value: t(`kind.${kind}`) },
      ...(isLinked
        ? [{ name: t("keptUnder"), value: `${t(`kind.${view.keptUnder.kind}`)} ${view.keptUnder.id}` }]
        : []),
      { name: t("changed"), value: <Moment at={view.profile.modifiedAt} format="seconds" /> },
      { name: t("expires"), value: <Moment at={view.profile.expiresAt} /> },
    ];
    return (
      <div className="flex flex-col gap-5">
        <PageHeader
          section={t("title")}
          title={id}
          actions={
            view.mayDelete ? (
              <>
                <a
                  href={`/api/console/${client.code}/profile.json?${new URLSearchParams({ by: kind, id })}`}
                  download
                  className={buttonStyle({ size: "small" })}
                >
                  <Download aria-hidden className="size-4" />
                  {t("export")}
                </a>
                <DeleteProfile clientCode={client.code} by={kind} id={id} />
              </>
            ) : undefined
          }
        />
        <Card id="profile-facts" title={t("facts")}>
          <CardRow>
            <dl className="flex flex-col gap-2">
              {facts.map(({ name, value }) => (
                <div key={name} className="sm:flex">
                  <dt className="shrink-0 text-muted sm:w-48">{name}</dt>
                  <dd className="wrap-anywhere min-w-0">{value}</dd>
                </div>
              ))}
            </dl>
          </CardRow>
        </Card>
        <Card id="profile-attributes" title={t("attributes")}>
          <CardRow>
            <AttributeTable
              clientCode={client.code}
              by={kind}
              id={id}
              attributes={view.attributes}
              mayChange={view.mayChange}
            />
          </CardRow>
        </Card>
      </div>
    );
  },
});

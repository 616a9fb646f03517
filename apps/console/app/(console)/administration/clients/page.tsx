import { CLIENT_STATES } from "@silhouette/core/client";
import { Building2, Plus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { buttonStyle } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { ListFilter } from "@/components/ui/list-filter";
import { PageHeader } from "@/components/ui/page-header";
import { Pager } from "@/components/ui/pager";
import { ClientTable } from "@/features/clients/client-table";
import { clientListAddress, readClientList } from "@/features/clients/queries";
import { authorizedPage } from "@/server/authorized-page";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("clients");
  return { title: t("title") };
}

/** The clients of the installation, for who runs it. There is always one: this page is shown in it. */
export default authorizedPage({
  path: "/administration/clients",
  permission: "client:manage",
  async render({ client, dependencies, query }) {
    const t = await getTranslations();
    const { clients, filter, isFirstPage, next } = await readClientList(dependencies, query);
    return (
      <div className="flex flex-col gap-5">
        <PageHeader
          section={t("shell.administration")}
          title={t("clients.title")}
          description={t("clients.description")}
          actions={
            <Link href="/administration/clients/new" className={buttonStyle({ tone: "primary" })}>
              <Plus aria-hidden className="size-4" />
              {t("clients.create")}
            </Link>
          }
        />
        {query.get("notice") === "deletion-requested" ? (
          <Callout tone="success" role="status">
            {t("clients.notices.deletion-requested")}
          </Callout>
        ) : null}
        <ListFilter
          key={clientListAddress(filter, null)}
          path={clientListAddress({ text: null, state: null }, null)}
          text={{ label: t("clients.search"), value: filter.text }}
          state={{
            label: t("clients.state"),
            value: filter.state,
            any: t("clients.anyState"),
            options: CLIENT_STATES.map((value) => ({ value, label: t(`clients.states.${value}`) })),
          }}
        />
        {clients.length === 0 ? (
          <EmptyState icon={Building2} title={t("clients.noneFoundTitle")} text={t("clients.noneFoundText")} />
        ) : (
          <ClientTable clients={clients} currentCode={client.code} />
        )}
        <Pager
          first={isFirstPage ? null : clientListAddress(filter, null)}
          next={next === null ? null : clientListAddress(filter, next)}
        />
      </div>
    );
  },
});

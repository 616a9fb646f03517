import { Plus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { buttonStyle } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { ClientTable } from "@/features/clients/client-table";
import { listClients } from "@/features/clients/queries";
import { authorizedPage } from "@/server/authorized-page";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("clients");
  return { title: t("title") };
}

/** The clients of the installation, for who runs it. There is always one: this page is shown in it. */
export default authorizedPage({
  path: "/administration/clients",
  permission: "client:manage",
  async render({ client, dependencies }) {
    const t = await getTranslations();
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
        <ClientTable clients={await listClients(dependencies)} currentCode={client.code} />
      </div>
    );
  },
});

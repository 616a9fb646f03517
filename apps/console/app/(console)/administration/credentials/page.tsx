import { Plus, SquareTerminal } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { buttonStyle } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { CredentialTable } from "@/features/credentials/credential-table";
import { listCredentials } from "@/features/credentials/queries";
import { authorizedPage } from "@/server/authorized-page";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("credentials");
  return { title: t("title") };
}

/** The programs that may call the admin API. */
export default authorizedPage({
  path: "/administration/credentials",
  permission: "credential:manage",
  async render({ actor, dependencies }) {
    const t = await getTranslations();
    const credentials = await listCredentials(dependencies, actor);
    const create = (
      <Link href="/administration/credentials/new" className={buttonStyle({ tone: "primary" })}>
        <Plus aria-hidden className="size-4" />
        {t("credentials.create")}
      </Link>
    );
    return (
      <div className="flex flex-col gap-5">
        <PageHeader
          section={t("shell.administration")}
          title={t("credentials.title")}
          description={t("credentials.description")}
          {...(credentials.length === 0 ? {} : { actions: create })}
        />
        {credentials.length === 0 ? (
          <EmptyState icon={SquareTerminal} title={t("credentials.noneTitle")} text={t("credentials.noneText")}>
            {create}
          </EmptyState>
        ) : (
          <CredentialTable credentials={credentials} />
        )}
      </div>
    );
  },
});

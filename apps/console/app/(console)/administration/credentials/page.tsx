import { CREDENTIAL_STATES } from "@silhouette/core/credential";
import { Plus, SquareTerminal } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { buttonStyle } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ListFilter } from "@/components/ui/list-filter";
import { PageHeader } from "@/components/ui/page-header";
import { Pager } from "@/components/ui/pager";
import { CredentialTable } from "@/features/credentials/credential-table";
import { credentialListAddress, readCredentialList } from "@/features/credentials/queries";
import { authorizedPage } from "@/server/authorized-page";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("credentials");
  return { title: t("title") };
}

/** The programs that may call the admin API. */
export default authorizedPage({
  path: "/administration/credentials",
  permission: "credential:manage",
  async render({ actor, dependencies, query }) {
    const t = await getTranslations();
    const { credentials, filter, isFirstPage, next } = await readCredentialList(dependencies, actor, query);
    const isNarrow = filter.text !== null || filter.state !== null;
    const isEmpty = credentials.length === 0 && isFirstPage && !isNarrow;
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
          {...(isEmpty ? {} : { actions: create })}
        />
        {isEmpty ? null : (
          <ListFilter
            key={credentialListAddress(filter, null)}
            path={credentialListAddress({ text: null, state: null }, null)}
            text={{ label: t("credentials.search"), value: filter.text }}
            state={{
              label: t("credentials.state.title"),
              value: filter.state,
              any: t("credentials.state.any"),
              options: CREDENTIAL_STATES.map((value) => ({ value, label: t(`credentials.state.${value}`) })),
            }}
          />
        )}
        {credentials.length > 0 ? (
          <CredentialTable credentials={credentials} />
        ) : isEmpty ? (
          <EmptyState icon={SquareTerminal} title={t("credentials.noneTitle")} text={t("credentials.noneText")}>
            {create}
          </EmptyState>
        ) : (
          <EmptyState
            icon={SquareTerminal}
            title={t("credentials.noneFoundTitle")}
            text={t("credentials.noneFoundText")}
          />
        )}
        <Pager
          first={isFirstPage ? null : credentialListAddress(filter, null)}
          next={next === null ? null : credentialListAddress(filter, next)}
        />
      </div>
    );
  },
});

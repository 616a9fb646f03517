import { can } from "@silhouette/core/permission";
import { KeyRound, Plus, ScanSearch } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { buttonStyle } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Pager } from "@/components/ui/pager";
import { NoticeCallouts } from "@/features/tokens/notice-callouts";
import { readOpenNotices, readTokenList, type TokenListFilter } from "@/features/tokens/page-queries";
import { isNarrow, TokenFilterForm } from "@/features/tokens/token-filter";
import { TokenTable } from "@/features/tokens/token-table";
import { authorizedPage } from "@/server/authorized-page";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("tokens");
  return { title: t("title") };
}

const path = "/administration/tokens";

/** Every token of the client: what works first, then what has ended. */
export default authorizedPage({
  path,
  permission: "settings:read",
  async render({ actor, client, role, dependencies, query }) {
    const t = await getTranslations();
    const [view, notices] = await Promise.all([
      readTokenList(dependencies, client, query),
      readOpenNotices(dependencies, actor, client),
    ]);
    const { tokens, filter, workspaces, isFirstPage, next } = view;
    const mayIssue = can(actor, "token:issue", client.id);
    const mayRevoke = can(actor, "token:revoke", client.id);
    return (
      <div className="flex flex-col gap-5">
        <PageHeader
          section={t("shell.administration")}
          title={t("tokens.title")}
          description={t("tokens.description")}
          actions={
            <>
              {mayIssue ? (
                <Link href={`${path}/new`} className={buttonStyle({ tone: "primary" })}>
                  <Plus aria-hidden className="size-4" />
                  {t("tokens.new")}
                </Link>
              ) : null}
              {mayRevoke ? (
                <Link href={`${path}/find`} className={buttonStyle()}>
                  <ScanSearch aria-hidden className="size-4" />
                  {t("tokens.find")}
                </Link>
              ) : null}
            </>
          }
        />
        {mayIssue || mayRevoke ? null : (
          <Callout tone="info">
            {t("tokens.readOnly", {
              role: t(`common.role.${role}`),
              editors: client.settings.adminSettingsEditors,
            })}
          </Callout>
        )}
        <NoticeCallouts clientCode={client.code} view={notices} />
        <TokenFilterForm key={addressOf(filter, null)} filter={filter} workspaces={workspaces} />
        {tokens.length > 0 ? (
          <TokenTable tokens={tokens} />
        ) : isNarrow(filter) ? (
          <EmptyState icon={KeyRound} title={t("tokens.noneFoundTitle")} text={t("tokens.noneFoundText")} />
        ) : (
          <EmptyState icon={KeyRound} title={t("tokens.noneTitle")} text={t("tokens.noneText")} />
        )}
        <Pager
          first={isFirstPage ? null : addressOf(filter, null)}
          next={next === null ? null : addressOf(filter, next)}
        />
      </div>
    );
  },
});

function addressOf({ state, workspaceId, text }: TokenListFilter, after: string | null): string {
  const parameters = new URLSearchParams({
    ...(text === "" ? {} : { q: text }),
    ...(state === null ? {} : { state }),
    ...(workspaceId === null ? {} : { workspace: workspaceId }),
    ...(after === null ? {} : { after }),
  });
  return parameters.size === 0 ? path : `${path}?${parameters}`;
}

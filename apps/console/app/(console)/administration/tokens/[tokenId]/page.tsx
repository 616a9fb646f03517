import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Callout } from "@/components/ui/callout";
import { PageHeader } from "@/components/ui/page-header";
import { readTokenPage } from "@/features/tokens/page-queries";
import { TokenPage } from "@/features/tokens/token-page";
import { authorizedPage } from "@/server/authorized-page";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("tokens.column");
  return { title: t("name") };
}

/** One token: what is known of it, who uses it, and all that can be done about it. */
export default authorizedPage({
  path: "/administration/tokens/[tokenId]",
  permission: "settings:read",
  async render({ actor, client, role, dependencies, params }) {
    const t = await getTranslations();
    const view = await readTokenPage(dependencies, actor, client, params.get("tokenId") ?? "");
    if (view === null) return null;
    return (
      <div className="flex flex-col gap-5">
        <PageHeader section={t("tokens.title")} title={view.token.name ?? t("tokens.accountToken")} />
        {view.mayIssue || view.mayRevoke ? null : (
          <Callout tone="info">
            {t("tokens.readOnly", {
              role: t(`common.role.${role}`),
              editors: client.settings.adminSettingsEditors,
            })}
          </Callout>
        )}
        <TokenPage view={view} client={client} />
      </div>
    );
  },
});

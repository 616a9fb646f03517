import { isRecentlyProved } from "@silhouette/core/session";
import { TOKEN_SURFACES } from "@silhouette/core/token";
import { expiryPresets } from "@silhouette/core/token-issue";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Card, CardRow } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { ConfirmFirst } from "@/features/tokens/confirm-first";
import { CreateToken } from "@/features/tokens/create-token";
import { choosableDays } from "@/features/tokens/expiry-input";
import { authorizedPage } from "@/server/authorized-page";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("tokens.create");
  return { title: t("title") };
}

/** Asks for what a named token needs. */
export default authorizedPage({
  path: "/administration/tokens/new",
  permission: "token:issue",
  async render({ client, session, dependencies }) {
    const t = await getTranslations("tokens");
    const now = dependencies.now();
    const { tokenLifetimeDays } = client.settings;
    const workspaces = await dependencies.stores.workspaces.listChoices(client.id);
    return (
      <div className="flex flex-col gap-5">
        <PageHeader section={t("title")} title={t("create.title")} description={t("create.description")} />
        {isRecentlyProved(session.provedAt, now) ? null : <ConfirmFirst />}
        <Card id="new-token" title={t("create.card")}>
          <CardRow>
            <CreateToken
              clientCode={client.code}
              surfaces={TOKEN_SURFACES}
              presets={expiryPresets(tokenLifetimeDays)}
              days={choosableDays(tokenLifetimeDays, now)}
              workspaces={workspaces.map(({ id, name }) => ({ id, name }))}
            />
          </CardRow>
        </Card>
      </div>
    );
  },
});

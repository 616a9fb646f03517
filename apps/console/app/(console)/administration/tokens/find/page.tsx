import { can } from "@silhouette/core/permission";
import { isRecentlyProved } from "@silhouette/core/session";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Card, CardRow } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { chooseClientAction } from "@/features/shell/actions";
import { ConfirmFirst } from "@/features/tokens/confirm-first";
import { FindToken } from "@/features/tokens/find-token";
import { authorizedPage } from "@/server/authorized-page";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("tokens.findPage");
  return { title: t("title") };
}

/** For a report of a leak: from the text of a token to the token, of any client for who looks after all of them. */
export default authorizedPage({
  path: "/administration/tokens/find",
  permission: "token:revoke",
  async render({ actor, client, session, dependencies }) {
    const t = await getTranslations("tokens");
    const isAnywhere = can(actor, "client:manage", client.id);
    const description = t(isAnywhere ? "findPage.descriptionAnywhere" : "findPage.description");
    return (
      <div className="flex flex-col gap-5">
        <PageHeader section={t("title")} title={t("findPage.title")} description={description} />
        {isRecentlyProved(session.provedAt, dependencies.now()) ? null : <ConfirmFirst />}
        <Card id="find-token" title={t("findPage.card")}>
          <CardRow>
            <FindToken clientCode={client.code} chooseClient={isAnywhere ? chooseClientAction : null} />
          </CardRow>
        </Card>
      </div>
    );
  },
});

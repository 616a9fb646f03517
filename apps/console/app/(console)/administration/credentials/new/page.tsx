import { isRecentlyProved } from "@silhouette/core/session";
import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Card, CardRow } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { CreateForm } from "@/features/credentials/create-form";
import { publicAddresses } from "@/server/addresses";
import { authorizedPage } from "@/server/authorized-page";
import { readGrantableRoles } from "@/server/grantable-roles";
import { liveDependencies } from "@/server/live-dependencies";
import { confirmIdentityPath } from "@/server/signed-in";

const PATH = "/administration/credentials/new";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("credentials");
  return { title: t("newTitle") };
}

/** A new credential. Who they are is asked first, so that a form that was filled in is not refused afterwards. */
export default authorizedPage({
  path: PATH,
  permission: "credential:manage",
  async render({ actor, client, session, dependencies, requestHeaders }) {
    if (!isRecentlyProved(session.provedAt, dependencies.now())) redirect(confirmIdentityPath(PATH));
    const t = await getTranslations("credentials");
    const addresses = publicAddresses(requestHeaders, liveDependencies().environment);
    return (
      <div className="flex flex-col gap-5">
        <PageHeader
          section={t("title")}
          title={t("newTitle")}
          description={
            <>
              <p>{t("newText")}</p>
              <Link href="/administration/credentials" className="link">
                {t("back")}
              </Link>
            </>
          }
        />
        <Card id="new-credential" title={t("newCardTitle")}>
          <CardRow>
            <CreateForm
              clientCode={client.code}
              grantable={await readGrantableRoles(dependencies, actor, client)}
              tokenAddress={`${addresses.console}/ims/token/v3`}
            />
          </CardRow>
        </Card>
      </div>
    );
  },
});

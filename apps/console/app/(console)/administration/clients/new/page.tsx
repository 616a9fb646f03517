import { isRecentlyProved } from "@silhouette/core/session";
import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Card, CardRow } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { CreateForm } from "@/features/clients/create-form";
import { authorizedPage } from "@/server/authorized-page";
import { confirmIdentityPath } from "@/server/signed-in";

const PATH = "/administration/clients/new";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("clients");
  return { title: t("newTitle") };
}

/** A new client. Who they are is asked first, so that a form that was filled in is not refused afterwards. */
export default authorizedPage({
  path: PATH,
  permission: "client:manage",
  async render({ client, session, dependencies }) {
    if (!isRecentlyProved(session.provedAt, dependencies.now())) redirect(confirmIdentityPath(PATH));
    const t = await getTranslations("clients");
    return (
      <div className="flex flex-col gap-5">
        <PageHeader
          section={t("title")}
          title={t("newTitle")}
          description={
            <>
              <p>{t("newText")}</p>
              <Link href="/administration/clients" className="link">
                {t("back")}
              </Link>
            </>
          }
        />
        <Card id="new-client" title={t("newCardTitle")}>
          <CardRow>
            <CreateForm clientCode={client.code} />
          </CardRow>
        </Card>
      </div>
    );
  },
});

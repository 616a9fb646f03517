import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PageHeader } from "@/components/ui/page-header";
import { ApiReference } from "@/features/admin-api/api-reference";
import { createOpenApiDocument } from "@/features/admin-api/openapi-document";
import { publicAddresses } from "@/server/addresses";
import { API_BASE_PATH } from "@/server/api-router";
import { authorizedPage } from "@/server/authorized-page";
import { liveDependencies } from "@/server/live-dependencies";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("apiReference");
  return { title: t("title") };
}

const DOCUMENT_PATH = `${API_BASE_PATH}/openapi.json`;

/** Reference > API reference: what programs can do, with commands for this installation and the chosen client. */
export default authorizedPage({
  path: "/api-reference",
  permission: "settings:read",
  async render({ client, requestHeaders }) {
    const t = await getTranslations();
    const { console: address } = publicAddresses(requestHeaders, liveDependencies().environment);
    const link = (
      <a href={DOCUMENT_PATH} className="underline">
        {t("apiReference.document")}
      </a>
    );
    return (
      <div className="flex flex-col gap-6">
        <PageHeader
          section={t("shell.help")}
          title={t("apiReference.title")}
          description={t("apiReference.description")}
          actions={link}
        />
        <ApiReference document={createOpenApiDocument()} address={address} clientCode={client.code} />
      </div>
    );
  },
});

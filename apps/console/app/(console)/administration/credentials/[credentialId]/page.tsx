import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { PageHeader } from "@/components/ui/page-header";
import { CredentialActs } from "@/features/credentials/credential-acts";
import { CredentialFacts } from "@/features/credentials/credential-facts";
import { readCredential } from "@/features/credentials/queries";
import { publicAddresses } from "@/server/addresses";
import { authorizedPage } from "@/server/authorized-page";
import { liveDependencies } from "@/server/live-dependencies";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("credentials");
  return { title: t("oneTitle") };
}

/** One credential: what is known of it, and what can be done to it. */
export default authorizedPage({
  path: "/administration/credentials/[credentialId]",
  permission: "credential:manage",
  async render({ actor, client, dependencies, requestHeaders, params }) {
    const t = await getTranslations("credentials");
    const credential = await readCredential(dependencies, actor, params.get("credentialId") ?? "");
    if (credential === null) return null;
    const addresses = publicAddresses(requestHeaders, liveDependencies().environment);
    return (
      <div className="flex flex-col gap-5">
        <PageHeader
          section={t("oneTitle")}
          title={credential.name}
          description={
            <Link href="/administration/credentials" className="link">
              {t("back")}
            </Link>
          }
        />
        <CredentialFacts credential={credential} />
        <CredentialActs
          clientCode={client.code}
          credential={credential}
          tokenAddress={`${addresses.console}/ims/token/v3`}
        />
      </div>
    );
  },
});

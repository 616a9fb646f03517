import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Callout } from "@/components/ui/callout";
import { AccountDetails } from "@/features/implementation/account-details";
import { CodeSamples } from "@/features/implementation/code-samples";
import { DefaultsCard } from "@/features/implementation/defaults-card";
import { ProfileApi } from "@/features/implementation/profile-api";
import { readImplementation, readWebhook } from "@/features/implementation/queries";
import { AccessCard, CompatibilityCard, LifetimeCard, PrivacyCard } from "@/features/implementation/settings-cards";
import { WebhookCard } from "@/features/implementation/webhook-card";
import { publicAddresses } from "@/server/addresses";
import { authorizedPage } from "@/server/authorized-page";
import { liveDependencies } from "@/server/live-dependencies";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("implementation");
  return { title: t("title") };
}

/** Administration > Implementation: cards in the order of the original's page. */
export default authorizedPage({
  path: "/administration/implementation",
  permission: "settings:read",
  async render({ actor, client, role, dependencies, requestHeaders }) {
    const t = await getTranslations();
    const [view, webhook] = await Promise.all([
      readImplementation(dependencies, actor, client),
      readWebhook(dependencies, actor, client),
    ]);
    const addresses = publicAddresses(requestHeaders, liveDependencies().environment);
    const roleName = t(`common.role.${role}`);
    return (
      <div className="flex flex-col gap-6">
        <div>
          <p className="text-muted text-xs">{t("shell.administration")}</p>
          <h1 className="font-semibold text-2xl">{t("implementation.title")}</h1>
          <p className="mt-1 text-muted">{t("implementation.scope", { code: client.code, role: roleName })}</p>
        </div>
        {view.mayWriteSettings ? null : (
          <Callout tone="info">
            <p id="read-only">
              {t("implementation.readOnly", { role: roleName, editors: client.settings.adminSettingsEditors })}
            </p>
          </Callout>
        )}
        <AccountDetails view={view} addresses={addresses} />
        <LifetimeCard client={client} actor={actor} stamps={view.stamps} />
        <ProfileApi view={view} edgeAddress={addresses.edge} />
        <AccessCard client={client} actor={actor} stamps={view.stamps} />
        <WebhookCard view={webhook} />
        <CodeSamples
          clientCode={client.code}
          edgeAddress={addresses.edge}
          requireAuthentication={client.settings.requireAuthentication}
        />
        <PrivacyCard client={client} actor={actor} stamps={view.stamps} />
        <DefaultsCard client={client} actor={actor} original={view.originalSettings} stamps={view.stamps} />
        <CompatibilityCard client={client} actor={actor} stamps={view.stamps} />
      </div>
    );
  },
});

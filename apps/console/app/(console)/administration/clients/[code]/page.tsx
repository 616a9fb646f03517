import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Card, CardRow } from "@/components/ui/card";
import { Moment } from "@/components/ui/moment";
import { PageHeader } from "@/components/ui/page-header";
import { ChangeForm } from "@/features/clients/change-form";
import { ClientActs } from "@/features/clients/client-acts";
import { ClientStateBadge } from "@/features/clients/client-state";
import { isOnlyEnabled, readClient } from "@/features/clients/queries";
import { chooseClientAction } from "@/features/shell/actions";
import { authorizedPage } from "@/server/authorized-page";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("clients");
  return { title: t("oneTitle") };
}

/** One client as the installation knows it. Everything else of it is on its own pages. */
export default authorizedPage({
  path: "/administration/clients/[code]",
  permission: "client:manage",
  async render({ client: current, dependencies, params }) {
    const t = await getTranslations("clients");
    const format = await getFormatter();
    const client = await readClient(dependencies, params.get("code") ?? "");
    if (client === null) return null;
    const isGoing = client.state === "deleting";
    const facts = [
      [t("code"), client.code],
      [t("state"), <ClientStateBadge key="state" state={client.state} />],
      ...(client.disabledAt === null
        ? []
        : [[t("disabledSince"), <Moment key="disabled" at={client.disabledAt} />] as const]),
      [t("members"), format.number(client.memberCount)],
      [t("workspaces"), format.number(client.workspaceCount)],
      [t("created"), <Moment key="created" at={client.createdAt} />],
    ] as const;
    return (
      <div className="flex flex-col gap-5">
        <PageHeader
          section={t("oneTitle")}
          title={client.name}
          description={
            <Link href="/administration/clients" className="link">
              {t("back")}
            </Link>
          }
          actions={
            client.code === current.code || isGoing ? null : (
              <form action={chooseClientAction}>
                <Button type="submit" name="clientCode" value={client.code}>
                  {t("workIn")}
                </Button>
              </form>
            )
          }
        />
        <Card id="facts" title={t("factsTitle")}>
          <dl>
            {facts.map(([name, value]) => (
              <CardRow key={name} className="py-3 sm:flex">
                <dt className="shrink-0 text-muted sm:w-40">{name}</dt>
                <dd className="wrap-anywhere min-w-0 grow">{value}</dd>
              </CardRow>
            ))}
          </dl>
        </Card>
        {isGoing ? (
          <Callout tone="warning">{t("deletingText")}</Callout>
        ) : (
          <>
            <Card id="change" title={t("changeTitle")} description={t("changeText")}>
              <CardRow>
                <ChangeForm client={{ code: client.code, name: client.name, imsOrgId: client.imsOrgId }} />
              </CardRow>
            </Card>
            <Card id="end" title={t("endTitle")}>
              <ClientActs
                client={{ code: client.code, name: client.name }}
                isEnabled={client.state === "enabled"}
                isOnlyEnabled={await isOnlyEnabled(dependencies, client.code)}
              />
            </Card>
          </>
        )}
      </div>
    );
  },
});

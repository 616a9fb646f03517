import { Globe, Plus } from "lucide-react";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { buttonStyle } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import type { PropertiesView } from "./queries";

/** The sites and apps of the client, with the token that names each in calls. */
export function PropertyList({ properties, mayWrite }: PropertiesView) {
  const t = useTranslations("workspaces.property");
  const add = mayWrite ? (
    <Link href="/administration/workspaces/properties/new" className={buttonStyle()}>
      <Plus aria-hidden className="size-4" />
      {t("new")}
    </Link>
  ) : null;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div>
          <h2 className="font-semibold text-base">{t("listTitle")}</h2>
          <p className="mt-1 max-w-prose text-muted text-sm">{t("listText")}</p>
        </div>
        {properties.length === 0 ? null : add}
      </div>
      {properties.length === 0 ? (
        <EmptyState icon={Globe} title={t("noneTitle")} text={t("noneText")}>
          {add}
        </EmptyState>
      ) : (
        <PropertyTable properties={properties} mayWrite={mayWrite} />
      )}
    </div>
  );
}

function PropertyTable({ properties, mayWrite }: PropertiesView) {
  const t = useTranslations("workspaces.property");
  const format = useFormatter();
  return (
    <Table label={t("listTitle")}>
      <thead>
        <tr>
          <Th>{t("name")}</Th>
          <Th>{t("channel")}</Th>
          <Th>{t("workspaces")}</Th>
          <Th>{t("token")}</Th>
        </tr>
      </thead>
      <tbody>
        {properties.map(({ id, name, description, channel, workspaceNames, token }) => (
          <Tr key={id}>
            <Td className="wrap-anywhere min-w-40">
              {mayWrite ? (
                <Link
                  href={`/administration/workspaces/properties/${id}`}
                  prefetch={false}
                  className="link font-medium"
                >
                  {name}
                </Link>
              ) : (
                <span className="font-medium">{name}</span>
              )}
              <span className="block text-muted">{description}</span>
            </Td>
            <Td>{t(`channels.${channel}`)}</Td>
            <Td className="wrap-anywhere min-w-32">
              {workspaceNames.length === 0 ? t("noWorkspace") : format.list(workspaceNames)}
            </Td>
            <Td>
              <span className="flex items-center gap-1">
                <code className="whitespace-nowrap font-mono text-[0.8125rem]">{token}</code>
                <CopyButton text={token} label={t("copyToken", { name })} isCompact />
              </span>
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

import type { ListedClient } from "@silhouette/core/client";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { Moment } from "@/components/ui/moment";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { ClientStateBadge } from "./client-state";

type Props = {
  readonly clients: readonly ListedClient[];
  /** The one that the pages show now. */
  readonly currentCode: string;
};

export function ClientTable({ clients, currentCode }: Props) {
  const t = useTranslations("clients");
  const format = useFormatter();
  return (
    <Table label={t("title")}>
      <thead>
        <tr>
          <Th>{t("name")}</Th>
          <Th>{t("code")}</Th>
          <Th>{t("state")}</Th>
          <Th>{t("imsOrgId")}</Th>
          <Th isNumber>{t("members")}</Th>
          <Th isNumber>{t("workspaces")}</Th>
          <Th>{t("created")}</Th>
        </tr>
      </thead>
      <tbody>
        {clients.map(({ code, name, state, imsOrgId, memberCount, workspaceCount, createdAt }) => (
          <Tr key={code}>
            <Td className="wrap-anywhere min-w-40">
              <span className="flex flex-wrap items-center gap-2">
                <Link
                  href={`/administration/clients/${code}`}
                  prefetch={false}
                  translate="no"
                  className="link font-medium"
                >
                  {name}
                </Link>
                {code === currentCode ? <Badge tone="info">{t("current")}</Badge> : null}
              </span>
            </Td>
            <Td className="wrap-anywhere min-w-28 font-mono text-[0.8125rem]">{code}</Td>
            <Td className="whitespace-nowrap">
              <ClientStateBadge state={state} />
            </Td>
            <Td className="wrap-anywhere min-w-40">
              {imsOrgId === null ? (
                <span className="text-muted">{t("imsOrgIdNone")}</span>
              ) : (
                <span className="font-mono text-[0.8125rem]">{imsOrgId}</span>
              )}
            </Td>
            <Td isNumber>{format.number(memberCount)}</Td>
            <Td isNumber>{format.number(workspaceCount)}</Td>
            <Td className="whitespace-nowrap">
              <Moment at={createdAt} format="day" />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

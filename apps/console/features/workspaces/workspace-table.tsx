import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { Moment } from "@/components/ui/moment";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import type { ListedWorkspace } from "./queries";

type Props = { readonly workspaces: readonly ListedWorkspace[]; readonly mayManage: boolean };

export function WorkspaceTable({ workspaces, mayManage }: Props) {
  const t = useTranslations("workspaces");
  const format = useFormatter();
  return (
    <Table label={t("listTitle")}>
      <thead>
        <tr>
          <Th>{t("nameHead")}</Th>
          <Th isNumber>{t("members")}</Th>
          <Th isNumber>{t("properties")}</Th>
          <Th isNumber>{t("credentials")}</Th>
          <Th>{t("created")}</Th>
        </tr>
      </thead>
      <tbody>
        {workspaces.map(
          ({ id, name, isDefault, memberCount, propertyCount, credentialCount, createdAt, seesUsers }) => (
            <Tr key={id}>
              <Td className="wrap-anywhere min-w-40">
                <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
                  {mayManage ? (
                    <Link href={`/administration/workspaces/${id}`} prefetch={false} className="link font-medium">
                      {name}
                    </Link>
                  ) : (
                    <span className="font-medium">{name}</span>
                  )}
                  {isDefault ? <Badge>{t("default")}</Badge> : null}
                </span>
              </Td>
              <Td isNumber>
                {seesUsers ? (
                  <Link
                    href={`/administration/users?workspaceId=${id}`}
                    prefetch={false}
                    aria-label={t("showUsers", { count: memberCount, name })}
                    className="link"
                  >
                    {format.number(memberCount)}
                  </Link>
                ) : (
                  format.number(memberCount)
                )}
              </Td>
              <Td isNumber>{format.number(propertyCount)}</Td>
              <Td isNumber>{format.number(credentialCount)}</Td>
              <Td className="whitespace-nowrap">
                <Moment at={createdAt} format="day" />
              </Td>
            </Tr>
          ),
        )}
      </tbody>
    </Table>
  );
}

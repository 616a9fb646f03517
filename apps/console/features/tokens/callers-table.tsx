import type { TokenCaller } from "@silhouette/core/call-count";
import { useFormatter, useTranslations } from "next-intl";
import { Moment } from "@/components/ui/moment";
import { Table, Td, Th, Tr } from "@/components/ui/table";

type Props = { readonly label: string; readonly callers: readonly TokenCaller[] };

/** Who called with a token: latest use first. */
export function CallersTable({ label, callers }: Props) {
  const t = useTranslations("tokens");
  const format = useFormatter();
  return (
    <Table label={label}>
      <thead>
        <tr>
          <Th>{t("usage.address")}</Th>
          <Th>{t("usage.agent")}</Th>
          <Th>{t("usage.surface")}</Th>
          <Th isNumber>{t("usage.calls")}</Th>
          <Th>{t("usage.lastUsed")}</Th>
        </tr>
      </thead>
      <tbody>
        {callers.map(({ address, agent, surface, calls, lastUsedAt }) => (
          <Tr key={`${address} ${agent} ${surface}`}>
            <Td className="whitespace-nowrap font-mono text-[0.8125rem]">{address}</Td>
            <Td className="wrap-anywhere min-w-40">{agent === "" ? t("usage.noAgent") : agent}</Td>
            <Td className="min-w-40">{t(`surface.${surface}`)}</Td>
            <Td isNumber>{format.number(calls)}</Td>
            <Td className="whitespace-nowrap">
              <Moment at={lastUsedAt} format="seconds" />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

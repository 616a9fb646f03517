import { useTranslations } from "next-intl";
import { Card, CardRow } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import type { PublicAddresses } from "@/server/addresses";
import type { ImplementationView } from "./queries";

type Props = { readonly view: ImplementationView; readonly addresses: PublicAddresses };

export function AccountDetails({ view, addresses }: Props) {
  const t = useTranslations("implementation.account");
  const rows = [
    { name: t("clientCode"), value: view.clientCode },
    { name: t("imsOrgId"), value: view.imsOrgId },
    { name: t("edgeAddress"), value: addresses.edge },
    { name: t("adminAddress"), value: `${addresses.console}/${view.clientCode}/target` },
  ];
  return (
    <Card id="account-details" title={t("title")}>
      <dl>
        {rows.map(({ name, value }) => (
          <CardRow key={name} className="min-h-12 py-1.5 sm:flex sm:items-center">
            <dt className="shrink-0 text-muted sm:w-48">{name}</dt>
            <dd className="flex min-w-0 grow items-center gap-2">
              <span className={value === null ? "text-muted" : "wrap-anywhere min-w-0 grow font-mono text-[0.8125rem]"}>
                {value ?? t("imsOrgIdMissing")}
              </span>
              {value === null ? null : <CopyButton isCompact text={value} label={t("copy", { name })} />}
            </dd>
          </CardRow>
        ))}
      </dl>
    </Card>
  );
}

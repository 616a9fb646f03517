import { useFormatter, useTranslations } from "next-intl";
import { Callout } from "@/components/ui/callout";
import type { AuditView } from "./queries";

const LABELS = {
  from: "filter.from",
  to: "filter.to",
  actor: "filter.actor",
  action: "filter.action",
  target: "column.target",
  address: "filter.address",
  requestId: "requestId",
  q: "filter.q",
} as const satisfies Record<AuditView["misunderstood"][number], string>;

/** Says which parts of the filter mean nothing, by the names that its form gives them. */
export function Misunderstood({ parts }: { readonly parts: AuditView["misunderstood"] }) {
  const t = useTranslations("audit");
  const format = useFormatter();
  if (parts.length === 0) return null;
  return (
    <Callout tone="warning" role="alert">
      {t("filter.misunderstood", { names: format.list(parts.map((part) => t(LABELS[part]))) })}
    </Callout>
  );
}

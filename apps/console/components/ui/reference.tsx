import { useTranslations } from "next-intl";

/** The number by which an operator finds a fault in the logs. */
export function Reference({ id }: { readonly id: string }) {
  const t = useTranslations("common");
  return <p className="mt-1 break-all font-mono text-xs">{t("reference", { requestId: id })}</p>;
}

import { useTranslations } from "next-intl";
import { Callout } from "@/components/ui/callout";
import type { CommonRefusal } from "@/server/authorized-action";

type Props = { readonly refusal: CommonRefusal; readonly requestId: string };

/** Why an action did nothing, what to do now, and the number to find it by in the logs. */
export function ActionError({ refusal, requestId }: Props) {
  const t = useTranslations();
  return (
    <Callout tone="danger" role="alert" className="mt-4">
      <p>{t(`errors.${refusal}`)}</p>
      <p className="mt-1 break-all font-mono text-xs">{t("common.reference", { requestId })}</p>
    </Callout>
  );
}

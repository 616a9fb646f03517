import { ScrollText } from "lucide-react";
import { useTranslations } from "next-intl";
import { Callout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import type { AuditView } from "./queries";

/** Stands for a page without events. There may be more after it: each page looks at a bounded number of events. */
export function NothingFound({ view }: { readonly view: AuditView }) {
  const t = useTranslations("audit");
  if (view.next !== null) return <Callout tone="info">{t("noneSoFar")}</Callout>;
  const isNarrow = view.exportQuery !== "" || !view.isFirstPage;
  return (
    <EmptyState
      icon={ScrollText}
      title={t(isNarrow ? "noneTitle" : "emptyTitle")}
      text={t(isNarrow ? "noneText" : "emptyText")}
    />
  );
}

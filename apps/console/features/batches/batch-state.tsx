import type { BatchState } from "@silhouette/core/batch";
import { Ban, CircleAlert, CircleCheck, LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";

const LOOKS = {
  queued: { tone: "info", icon: LoaderCircle },
  complete: { tone: "success", icon: CircleCheck },
  stuck: { tone: "danger", icon: CircleAlert },
  cancelled: { tone: "neutral", icon: Ban },
} as const;

/** The state of a batch in a word. Nobody sees one that is still being received. */
export function BatchStateBadge({ state }: { readonly state: BatchState }) {
  const t = useTranslations("batches.state");
  const shown = state === "receiving" ? "queued" : state;
  const { tone, icon } = LOOKS[shown];
  return (
    <Badge tone={tone} icon={icon}>
      {t(shown)}
    </Badge>
  );
}

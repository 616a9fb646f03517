import type { ClientState } from "@silhouette/core/client";
import { Ban, CircleCheck, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";

const LOOKS = {
  enabled: { tone: "success", icon: CircleCheck },
  disabled: { tone: "warning", icon: Ban },
  deleting: { tone: "danger", icon: Trash2 },
} as const;

export function ClientStateBadge({ state }: { readonly state: ClientState }) {
  const t = useTranslations("clients.states");
  return <Badge {...LOOKS[state]}>{t(state)}</Badge>;
}

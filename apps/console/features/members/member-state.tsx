import type { MemberState } from "@silhouette/core/member";
import { Ban, Check, MailQuestion } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";

const LOOKS = {
  invited: { tone: "info", icon: MailQuestion },
  active: { tone: "success", icon: Check },
  disabled: { tone: "danger", icon: Ban },
} as const;

export function MemberStateBadge({ state }: { readonly state: MemberState }) {
  const t = useTranslations("users.states");
  return <Badge {...LOOKS[state]}>{t(state)}</Badge>;
}

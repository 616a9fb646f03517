import type { TokenState } from "@silhouette/core/token-state";
import { Ban, CircleCheck, Clock, ShieldAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { Moment } from "@/components/ui/moment";

const LOOKS = {
  live: { tone: "success", icon: CircleCheck },
  "in-overlap": { tone: "warning", icon: Clock },
  expired: { tone: "neutral", icon: Clock },
  revoked: { tone: "neutral", icon: Ban },
  leaked: { tone: "danger", icon: ShieldAlert },
} as const;

/** The state of a token in a word. */
export function TokenStateBadge({ state }: { readonly state: TokenState }) {
  const t = useTranslations("tokens.state");
  const shown = state.kind === "revoked" && state.reason === "leaked" ? "leaked" : state.kind;
  const { tone, icon } = LOOKS[shown];
  return (
    <Badge tone={tone} icon={icon}>
      {t(shown)}
    </Badge>
  );
}

/** Who ended a token, when and why; nothing of one that works. */
export function TokenEnd({ state }: { readonly state: TokenState }) {
  const t = useTranslations("tokens");
  if (state.kind !== "expired" && state.kind !== "revoked") return null;
  const when = () => <Moment at={state.at} />;
  if (state.kind === "expired") return t.rich("ended.expired", { when });
  return t.rich(`ended.${state.reason}`, { who: state.by ?? t("someone"), when });
}

/** Until when a token opens anything; null once it opens nothing. */
export function worksUntil(state: TokenState, expiresAt: Date): Date | null {
  if (state.kind === "live") return expiresAt;
  return state.kind === "in-overlap" ? state.until : null;
}

import { Ban, CircleCheck, Clock, RefreshCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { Moment } from "@/components/ui/moment";
import type { CredentialView } from "./queries";

const LOOKS = {
  live: { tone: "success", icon: CircleCheck },
  expired: { tone: "neutral", icon: Clock },
  revoked: { tone: "danger", icon: Ban },
} as const;

/** Whether a credential opens anything, with what ended it, or the former secret that still works. */
export function CredentialState({ credential }: { readonly credential: CredentialView }) {
  const t = useTranslations("credentials");
  const { state, isRotating, previousSecretEndsAt, revokedAt, revokedBy } = credential;
  const { tone, icon } = LOOKS[state];
  const moment = (at: Date) => () => <Moment at={at} />;
  return (
    <div className="flex flex-col items-start gap-1">
      <Badge tone={tone} icon={icon}>
        {t(`state.${state}`)}
      </Badge>
      {isRotating && previousSecretEndsAt !== null ? (
        <span className="flex items-start gap-1 text-muted text-xs">
          <RefreshCw aria-hidden className="mt-0.5 size-3 shrink-0" />
          <span>{t.rich("formerWorksUntil", { at: moment(previousSecretEndsAt) })}</span>
        </span>
      ) : null}
      {revokedAt === null ? null : (
        <span className="wrap-anywhere text-muted text-xs">
          {t.rich("revokedBy", { by: revokedBy ?? t("somebody"), at: moment(revokedAt) })}
        </span>
      )}
    </div>
  );
}

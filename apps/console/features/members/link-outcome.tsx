"use client";

import { useTranslations } from "next-intl";
import { Callout } from "@/components/ui/callout";
import { Moment } from "@/components/ui/moment";
import { Copyable, RevealSecret } from "@/components/ui/reveal-secret";
import { useIsHydrated } from "@/components/ui/use-is-hydrated";
import type { LinkDelivery } from "@/server/send-user-link";

type Props = {
  readonly kind: "invitation" | "password";
  readonly delivery: LinkDelivery;
  /** Where “I have copied the link” leads without scripts. */
  readonly nextHref: string;
  readonly onSaved: () => void;
};

/** What became of a link: on its way to the person, or shown here, this once, to be handed over. */
export function LinkOutcome({ kind, delivery, nextHref, onSaved }: Props) {
  const t = useTranslations("users");
  const isHydrated = useIsHydrated();
  const { email, expiresAt } = delivery;
  const until = () => <Moment at={expiresAt} />;
  if (delivery.kind === "sent") {
    return (
      <Callout tone="success" role="status">
        {t.rich(kind === "invitation" ? "invitedSent" : "linkSent", { email, until })}
      </Callout>
    );
  }
  const reason = delivery.reason === "mail-failed" ? "mailFailed" : "noMailServer";
  return (
    <RevealSecret
      isDialog={isHydrated}
      title={t("linkTitle", { kind })}
      explanation={t.rich("linkText", { reason, email, until })}
      savedLabel={t("linkSaved")}
      savedFirst={t("linkSavedFirst")}
      nextHref={nextHref}
      onSaved={onSaved}
    >
      <Copyable label={t("link")} text={delivery.url} copyLabel={t("copyLink")} tone="primary" />
    </RevealSecret>
  );
}

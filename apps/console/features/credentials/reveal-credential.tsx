"use client";

import { useTranslations } from "next-intl";
import { Copyable, RevealSecret } from "@/components/ui/reveal-secret";
import { useIsHydrated } from "@/components/ui/use-is-hydrated";

type Props = {
  readonly credential: { readonly name: string; readonly clientId: string; readonly clientSecret: string };
  /** Where programs ask for access tokens. */
  readonly tokenAddress: string;
  /** Where the button leads without scripts. */
  readonly nextHref: string;
  readonly onSaved: () => void;
};

/** Shows the id and the new secret of a credential, once, and the command that asks for an access token with them. */
export function RevealCredential({ credential, tokenAddress, nextHref, onSaved }: Props) {
  const t = useTranslations("credentials.reveal");
  const isHydrated = useIsHydrated();
  const { name, clientId, clientSecret } = credential;
  const command = `curl -X POST -d grant_type=client_credentials -d client_id=${clientId} -d client_secret=${clientSecret} ${tokenAddress}`;
  return (
    <RevealSecret
      isDialog={isHydrated}
      title={t("title", { name })}
      explanation={t("text")}
      savedLabel={t("saved")}
      savedFirst={t("savedFirst")}
      nextHref={nextHref}
      onSaved={onSaved}
    >
      <Copyable label={t("clientId")} text={clientId} copyLabel={t("copyClientId")} />
      <Copyable label={t("secret")} text={clientSecret} copyLabel={t("copySecret")} tone="primary" />
      <Copyable label={t("command")} text={command} copyLabel={t("copyCommand")} />
    </RevealSecret>
  );
}

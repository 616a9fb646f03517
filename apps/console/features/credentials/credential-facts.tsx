import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Card, CardRow } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Moment } from "@/components/ui/moment";
import { CredentialReach } from "./credential-reach";
import { CredentialState } from "./credential-state";
import type { CredentialView } from "./queries";

/** All that is known of one credential. Its secret is nobody's to see. */
export function CredentialFacts({ credential }: { readonly credential: CredentialView }) {
  const t = useTranslations("credentials");
  const { publicId, expiresAt, lastUsedAt, lastUsedAddress, createdAt, createdBy } = credential;
  return (
    <Card id="facts" title={t("factsTitle")}>
      <dl>
        <Fact name={t("state.title")}>
          <CredentialState credential={credential} />
        </Fact>
        <Fact name={t("clientId")}>
          <span className="-my-1.5 flex items-center gap-1">
            <code className="wrap-anywhere font-mono text-[0.8125rem]">{publicId}</code>
            <CopyButton isCompact text={publicId} label={t("copyClientId")} />
          </span>
        </Fact>
        <Fact name={t("role")}>
          <CredentialReach grant={credential.grant} />
        </Fact>
        <Fact name={t("expires")}>{expiresAt === null ? t("noEnd") : <Moment at={expiresAt} />}</Fact>
        <Fact name={t("lastUsed")}>
          {lastUsedAt === null
            ? t("never")
            : t.rich("usedFrom", { at: () => <Moment at={lastUsedAt} />, address: lastUsedAddress ?? t("noAddress") })}
        </Fact>
        <Fact name={t("created")}>{t.rich("createdBy", { at: () => <Moment at={createdAt} />, by: createdBy })}</Fact>
      </dl>
    </Card>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <CardRow className="py-3 sm:flex">
      <dt className="shrink-0 text-muted sm:w-40">{name}</dt>
      <dd className="wrap-anywhere min-w-0 grow">{children}</dd>
    </CardRow>
  );
}

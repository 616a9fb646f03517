import { useTranslations } from "next-intl";
import { Callout } from "@/components/ui/callout";
import { Card, CardRow } from "@/components/ui/card";
import type { CredentialView } from "./queries";
import { RenameForm } from "./rename-form";
import { RevokeCredential } from "./revoke-credential";
import { RotateSecret } from "./rotate-secret";

type Props = { readonly clientCode: string; readonly credential: CredentialView; readonly tokenAddress: string };

/** What can be done to a credential by whoever may give its role. */
export function CredentialActs({ clientCode, credential, tokenAddress }: Props) {
  const t = useTranslations("credentials");
  const { id, name, state, isManageable } = credential;
  if (!isManageable) return <Callout tone="info">{t("notManageable")}</Callout>;
  return (
    <>
      {state === "live" ? (
        <Card id="rotate" title={t("rotate.title")} description={t("rotate.text")}>
          <CardRow>
            <RotateSecret clientCode={clientCode} credentialId={id} tokenAddress={tokenAddress} />
          </CardRow>
        </Card>
      ) : null}
      <Card id="rename" title={t("rename.title")}>
        <CardRow>
          <RenameForm clientCode={clientCode} credentialId={id} name={name} />
        </CardRow>
      </Card>
      {state === "revoked" ? null : (
        <Card id="revoke" title={t("revoke.title")} description={t("revoke.text")}>
          <CardRow>
            <RevokeCredential clientCode={clientCode} credentialId={id} name={name} />
          </CardRow>
        </Card>
      )}
    </>
  );
}

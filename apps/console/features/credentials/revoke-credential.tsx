"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { Confirm } from "@/components/ui/confirm";
import { Refused } from "@/components/ui/refused";
import { revokeCredentialAction } from "./actions";

type Props = { readonly clientCode: string; readonly credentialId: string; readonly name: string };

/** Ends a credential and its access tokens, after asking. */
export function RevokeCredential({ clientCode, credentialId, name }: Props) {
  const t = useTranslations("credentials");
  const [state, submit] = useActionState(revokeCredentialAction, { kind: "idle" });
  return (
    <>
      <Confirm
        label={t("revoke.submit")}
        tone="danger"
        title={t("revoke.confirmTitle", { name })}
        warning={t("revoke.warning")}
        confirmLabel={t("revoke.confirm")}
        action={submit}
      >
        <input type="hidden" name="clientCode" value={clientCode} />
        <input type="hidden" name="credentialId" value={credentialId} />
      </Confirm>
      {state.kind === "refused" ? (
        <Refused
          state={state}
          own={{ "beyond-reach": t("refusal.beyond-reach"), "not-found": t("refusal.not-found") }}
        />
      ) : null}
    </>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { Confirm } from "@/components/ui/confirm";
import { Refused } from "@/components/ui/refused";
import { useFinalAction } from "@/components/ui/use-final-action";
import { revokeCredentialAction } from "./actions";

type Props = { readonly clientCode: string; readonly credentialId: string; readonly name: string };

/** Ends a credential and its access tokens, after asking. */
export function RevokeCredential({ clientCode, credentialId, name }: Props) {
  const t = useTranslations("credentials");
  const [state, submit, isPending] = useFinalAction(revokeCredentialAction, {
    subject: "credential",
    title: t("revoke.done", { name }),
  });
  return (
    <>
      <Confirm
        label={t("revoke.submit")}
        tone="danger"
        title={t("revoke.confirmTitle", { name })}
        warning={t("revoke.warning")}
        confirmLabel={t("revoke.confirm")}
        state={state}
        action={submit}
        isPending={isPending}
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

"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { isCommonRefusal, Refused } from "@/components/ui/refused";
import { createClientAction } from "./actions";
import { ClientFields } from "./client-fields";

/** The form goes once there is a client: another one is another visit. */
export function CreateForm({ clientCode }: { readonly clientCode: string }) {
  const t = useTranslations("clients");
  const [state, submit, isPending] = useActionState(createClientAction, { kind: "idle" });
  if (state.kind === "done") {
    return (
      <Callout tone="success" role="status">
        <p>{t("made", { name: state.value.name })}</p>
        <Link href={`/administration/clients/${state.value.code}`} className="link font-medium">
          {t("open", { name: state.value.name })}
        </Link>
      </Callout>
    );
  }
  const refusal = state.kind === "refused" ? state.refusal : null;
  return (
    <ActionForm state={state} submit={submit} clientCode={clientCode} className="flex max-w-md flex-col gap-4">
      <Field
        name="newCode"
        label={t("code")}
        hint={t("codeHint")}
        error={refusal === "code-taken" ? t("refusal.code-taken") : undefined}
        // As `ClientCode` of the core.
        pattern="[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?"
        maxLength={63}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        className="font-mono"
        required
      />
      <ClientFields name="" imsOrgId={null} isOrgTaken={refusal === "ims-org-id-taken"} />
      <Button type="submit" tone="primary" className="self-start max-sm:w-full" isPending={isPending}>
        {t(isPending ? "creating" : "create")}
      </Button>
      {state.kind === "refused" && isCommonRefusal(state.refusal) ? (
        <Refused className="mt-0" state={{ refusal: state.refusal, requestId: state.requestId }} />
      ) : null}
    </ActionForm>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { isCommonRefusal, Refused } from "@/components/ui/refused";
import { renameAction } from "./actions";

type Props = { readonly name: string; readonly email: string };

export function ProfileForm({ name, email }: Props) {
  const t = useTranslations("account.profile");
  const [state, submit, isPending] = useActionState(renameAction, { kind: "idle" });
  return (
    <ActionForm state={state} submit={submit} className="flex max-w-md flex-col gap-4">
      {state.kind === "done" ? (
        <Callout tone="success" role="status">
          {t("saved")}
        </Callout>
      ) : null}
      {state.kind === "refused" && isCommonRefusal(state.refusal) ? (
        <Refused className="mt-0" state={{ refusal: state.refusal, requestId: state.requestId }} />
      ) : null}
      <Field
        name="name"
        label={t("name")}
        error={state.kind === "refused" && state.refusal === "name" ? t("nameError") : undefined}
        defaultValue={name}
        autoComplete="name"
        maxLength={100}
        required
      />
      <Field name="email" label={t("email")} hint={t("emailHint")} value={email} type="email" readOnly />
      <Button type="submit" className="self-start" isPending={isPending}>
        {t("save")}
      </Button>
    </ActionForm>
  );
}

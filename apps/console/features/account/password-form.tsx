"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { isCommonRefusal, Refused } from "@/components/ui/refused";
import { changePasswordAction } from "./actions";

type Props = { readonly email: string; readonly charactersMin: number; readonly charactersMax: number };

export function PasswordForm({ email, charactersMin: min, charactersMax: max }: Props) {
  const t = useTranslations("account.password");
  const [state, submit, isPending] = useActionState(changePasswordAction, { kind: "idle" });
  const fault = state.kind === "refused" && !isCommonRefusal(state.refusal) ? state.refusal : null;
  const errorText = fault === null ? undefined : t(`error.${fault}`, { min, max });
  return (
    <form action={submit} className="flex max-w-md flex-col gap-4">
      {state.kind === "done" ? (
        <Callout tone="success" role="status">
          {t("changed")}
        </Callout>
      ) : null}
      {state.kind === "refused" && isCommonRefusal(state.refusal) ? (
        <Refused className="mt-0" state={{ refusal: state.refusal, requestId: state.requestId }} />
      ) : null}
      {/* Not sent: password managers learn here whose password it is. */}
      <input type="text" autoComplete="username" value={email} readOnly hidden />
      <Field
        name="password"
        label={t("new")}
        hint={t("hint", { min })}
        error={fault === "mismatch" ? undefined : errorText}
        type="password"
        autoComplete="new-password"
        required
      />
      <Field
        name="passwordAgain"
        label={t("again")}
        error={fault === "mismatch" ? errorText : undefined}
        type="password"
        autoComplete="new-password"
        required
      />
      <Button type="submit" tone="primary" className="self-start" isPending={isPending}>
        {t("submit")}
      </Button>
    </form>
  );
}

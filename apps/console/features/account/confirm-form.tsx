"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { isCommonRefusal, Refused } from "@/components/ui/refused";
import { confirmIdentityAction } from "./actions";

type Props = { readonly email: string; readonly callbackUrl: string; readonly hasSecondFactor: boolean };

export function ConfirmForm({ email, callbackUrl, hasSecondFactor }: Props) {
  const t = useTranslations("account.confirm");
  const [state, submit, isPending] = useActionState(confirmIdentityAction, { kind: "idle" });
  return (
    <form action={submit} className="flex flex-col gap-4">
      {state.kind === "refused" ? (
        isCommonRefusal(state.refusal) ? (
          <Refused className="mt-0" state={{ refusal: state.refusal, requestId: state.requestId }} />
        ) : (
          <Callout tone="danger" role="alert">
            {t(`error.${state.refusal}`)}
          </Callout>
        )
      ) : null}
      <input type="hidden" name="callbackUrl" value={callbackUrl} />
      {/* Not sent: password managers learn here whose password it is. */}
      <input type="text" autoComplete="username" value={email} readOnly hidden />
      <Field
        name="password"
        label={t("password")}
        type="password"
        autoComplete="current-password"
        maxLength={1024}
        required
        autoFocus
      />
      {hasSecondFactor ? (
        <Field
          name="code"
          label={t("code")}
          autoComplete="one-time-code"
          className="font-mono"
          maxLength={40}
          required
        />
      ) : null}
      <Button type="submit" tone="primary" isPending={isPending}>
        {t("submit")}
      </Button>
    </form>
  );
}

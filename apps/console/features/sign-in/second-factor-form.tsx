"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { Reference } from "@/components/ui/reference";
import { cancelSignInAction, completeSecondFactorAction, type SecondFactorState } from "./actions";

type Props = {
  readonly email: string;
  readonly callbackUrl: string;
  /** Asks for a recovery code in place of the app's. */
  readonly isRecovery: boolean;
};

export function SecondFactorForm({ email, callbackUrl, isRecovery }: Props) {
  const t = useTranslations("signIn.secondFactor");
  const [state, submit, isPending] = useActionState<SecondFactorState, FormData>(completeSecondFactorAction, {
    kind: "idle",
  });
  const other = new URLSearchParams({ callbackUrl, ...(isRecovery ? {} : { with: "recovery-code" }) });
  return (
    <div className="flex flex-col gap-5">
      <div>
        <h1 className="font-semibold text-xl">{t("title")}</h1>
        <p className="mt-1 break-words text-muted">{t(isRecovery ? "recoveryText" : "text", { email })}</p>
      </div>
      {state.kind === "refused" ? (
        <Callout tone="danger" role="alert">
          <p>{t(`error.${state.refusal}`)}</p>
          {state.refusal === "failed" ? <Reference id={state.requestId} /> : null}
        </Callout>
      ) : null}
      <form action={submit} className="flex flex-col gap-4">
        <input type="hidden" name="callbackUrl" value={callbackUrl} />
        {isRecovery ? (
          <Field
            name="code"
            label={t("recoveryCode")}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            className="font-mono"
            maxLength={40}
            required
            autoFocus
          />
        ) : (
          <Field
            name="code"
            label={t("code")}
            hint={t("codeHint")}
            inputMode="numeric"
            autoComplete="one-time-code"
            className="font-mono"
            maxLength={10}
            required
            autoFocus
          />
        )}
        <Button type="submit" tone="primary" isPending={isPending}>
          {t("submit")}
        </Button>
      </form>
      <div className="flex flex-wrap items-center justify-between gap-3 text-sm">
        <Link href={`/sign-in/second-factor?${other}`} className="font-medium underline underline-offset-2">
          {t(isRecovery ? "useCode" : "useRecoveryCode")}
        </Link>
        <form action={cancelSignInAction}>
          <Button type="submit" tone="quiet" size="small">
            {t("cancel")}
          </Button>
        </form>
      </div>
    </div>
  );
}

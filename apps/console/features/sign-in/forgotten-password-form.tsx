"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { type ForgottenState, requestResetAction } from "./actions";

export function ForgottenPasswordForm() {
  const t = useTranslations("signIn.forgotten");
  const [state, submit, isPending] = useActionState<ForgottenState, FormData>(requestResetAction, { kind: "idle" });
  return (
    <div className="flex flex-col gap-5">
      <div>
        <h1 className="font-semibold text-xl">{t("title")}</h1>
        {state.kind === "sent" ? null : <p className="mt-1 text-muted">{t("text")}</p>}
      </div>
      {state.kind === "sent" ? (
        <Callout tone="success" role="status">
          {t("sent")}
        </Callout>
      ) : (
        <form action={submit} className="flex flex-col gap-4">
          <Field
            name="email"
            label={t("email")}
            type="email"
            autoComplete="username"
            maxLength={254}
            required
            autoFocus
          />
          <Button type="submit" tone="primary" isPending={isPending}>
            {t("submit")}
          </Button>
        </form>
      )}
      <Link href="/sign-in" className="self-start font-medium text-sm underline underline-offset-2">
        {t("back")}
      </Link>
    </div>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { useActionState, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { completeSetupAction, type SetupState } from "./actions";
import type { SetupFaults } from "./setup-input";

type Props = { readonly passwordCharactersMin: number; readonly passwordCharactersMax: number };

/** Without scripts the code is typed by hand; with them it comes out of the link's fragment, which no log ever sees. */
export function SetupForm({ passwordCharactersMin: min, passwordCharactersMax: max }: Props) {
  const t = useTranslations();
  const [state, submit, isPending] = useActionState<SetupState, FormData>(completeSetupAction, { kind: "idle" });
  const entered = state.kind === "refused" ? state.entered : { code: "", name: "", email: "" };
  const [code, setCode] = useState(entered.code);

  useEffect(() => {
    const fragment = decodeURIComponent(window.location.hash.slice(1));
    if (fragment === "") return;
    setCode(fragment);
    window.history.replaceState(null, "", window.location.pathname);
  }, []);

  function errorOf(field: keyof SetupFaults): string | undefined {
    const fault = state.kind === "refused" ? state.faults[field] : undefined;
    if (fault === undefined) return undefined;
    return t(`setup.error.${fault}`, { min, max });
  }

  return (
    <form action={submit} className="flex flex-col gap-4">
      {state.kind === "refused" && state.refusal !== null ? (
        <Callout tone="danger" role="alert">
          <p>{t(state.refusal === "failed" ? "errors.failed" : "setup.error.already-set-up")}</p>
          <p className="mt-1 font-mono text-xs">{t("common.reference", { requestId: state.requestId })}</p>
        </Callout>
      ) : null}
      <Field
        name="code"
        label={t("setup.code")}
        hint={t("setup.codeHint")}
        error={errorOf("code")}
        value={code}
        onChange={(event) => setCode(event.target.value)}
        autoComplete="off"
        spellCheck={false}
        className="font-mono"
        required
      />
      <Field
        name="name"
        label={t("setup.name")}
        error={errorOf("name")}
        defaultValue={entered.name}
        autoComplete="name"
        maxLength={100}
        required
      />
      <Field
        name="email"
        label={t("setup.email")}
        error={errorOf("email")}
        defaultValue={entered.email}
        type="email"
        autoComplete="username"
        maxLength={254}
        required
      />
      <Field
        name="password"
        label={t("setup.password")}
        hint={t("setup.passwordHint", { min })}
        error={errorOf("password")}
        type="password"
        autoComplete="new-password"
        required
      />
      <Field
        name="passwordAgain"
        label={t("setup.passwordAgain")}
        error={errorOf("passwordAgain")}
        type="password"
        autoComplete="new-password"
        required
      />
      <Button type="submit" tone="primary" className="mt-1" isPending={isPending}>
        {t(isPending ? "setup.submitting" : "setup.submit")}
      </Button>
    </form>
  );
}

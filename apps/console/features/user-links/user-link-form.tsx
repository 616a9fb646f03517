"use client";

import type { UserLinkKind } from "@silhouette/core/user-link";
import { useTranslations } from "next-intl";
import { startTransition, useActionState, useEffect, useEffectEvent } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { type UserLinkState, useUserLinkAction } from "./actions";

/**
 * Takes the code out of the link's fragment, which no server or log has seen, and opens the link with it. Without
 * scripts the code is typed by hand.
 */
export function UserLinkForm({ kind }: { readonly kind: UserLinkKind }) {
  const t = useTranslations();
  const [state, submit, isPending] = useActionState<UserLinkState, FormData>(useUserLinkAction, { kind: "idle" });

  const open = useEffectEvent((code: string) => {
    const form = new FormData();
    form.set("kind", kind);
    form.set("code", code);
    startTransition(() => submit(form));
  });
  useEffect(() => {
    const fragment = window.location.hash.slice(1);
    if (fragment === "") return;
    window.history.replaceState(null, "", window.location.pathname);
    open(fragment);
  }, []);

  return (
    <div className="flex flex-col gap-5">
      <div>
        <h1 className="font-semibold text-xl">{t(`userLinks.${kind}.title`)}</h1>
        {state.kind === "open" ? (
          <p className="mt-1 break-words text-muted">{t(`userLinks.${kind}.text`, { email: state.email })}</p>
        ) : null}
      </div>
      {state.kind === "refused" ? (
        <Callout tone="danger" role="alert">
          <p>{t(state.refusal === "failed" ? "errors.failed" : "userLinks.invalid")}</p>
          {state.refusal === "failed" ? (
            <p className="mt-1 font-mono text-xs">{t("common.reference", { requestId: state.requestId })}</p>
          ) : null}
        </Callout>
      ) : null}
      {state.kind === "open" ? (
        <Answers kind={kind} state={state} submit={submit} isPending={isPending} />
      ) : (
        <form action={submit} className="flex flex-col gap-4">
          <input type="hidden" name="kind" value={kind} />
          <Field
            name="code"
            label={t("userLinks.code")}
            hint={t("userLinks.codeHint")}
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
            required
          />
          <Button type="submit" tone="primary" isPending={isPending}>
            {t(isPending ? "userLinks.opening" : "userLinks.open")}
          </Button>
        </form>
      )}
    </div>
  );
}

type AnswersProps = {
  readonly kind: UserLinkKind;
  readonly state: UserLinkState & { readonly kind: "open" };
  readonly submit: (form: FormData) => void;
  readonly isPending: boolean;
};

function Answers({ kind, state, submit, isPending }: AnswersProps) {
  const t = useTranslations();
  const { code, email, name, charactersMin: min, faults } = state;
  const errorOf = (fault: Exclude<keyof typeof faults, "name">) =>
    faults[fault] === undefined ? undefined : t(`account.password.error.${faults[fault]}`, { min, max: 256 });
  return (
    <form action={submit} className="flex flex-col gap-4">
      <input type="hidden" name="kind" value={kind} />
      <input type="hidden" name="code" value={code} />
      {/* Not sent: password managers learn here whose password it is. */}
      <input type="text" autoComplete="username" value={email} readOnly hidden />
      {kind === "invitation" ? (
        <Field
          name="name"
          label={t("userLinks.name")}
          error={faults.name === undefined ? undefined : t("userLinks.nameError")}
          defaultValue={name}
          autoComplete="name"
          maxLength={100}
          required
        />
      ) : null}
      <Field
        name="password"
        label={t("account.password.new")}
        hint={t("account.password.hint", { min })}
        error={errorOf("password")}
        type="password"
        autoComplete="new-password"
        required
      />
      <Field
        name="passwordAgain"
        label={t("account.password.again")}
        error={errorOf("passwordAgain")}
        type="password"
        autoComplete="new-password"
        required
      />
      <Button type="submit" tone="primary" className="mt-1" isPending={isPending}>
        {t(`userLinks.${kind}.submit`)}
      </Button>
    </form>
  );
}

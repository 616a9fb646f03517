"use client";

import { useTranslations } from "next-intl";
import { useActionState, useEffect, useEffectEvent } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Refused } from "@/components/ui/refused";
import { useToast } from "@/components/ui/toaster";
import { describeTokenAction } from "./actions";

type Props = {
  readonly clientCode: string;
  readonly tokenId: string;
  readonly name: string;
  readonly note: string;
};

/** Changes the labels of a named token. */
export function EditToken({ clientCode, tokenId, name, note }: Props) {
  const t = useTranslations();
  const toast = useToast();
  const [state, submit, isPending] = useActionState(describeTokenAction, { kind: "idle" });

  const announce = useEffectEvent(() =>
    toast({ subject: "token labels", tone: "success", title: t("tokens.edit.saved") }),
  );
  useEffect(() => {
    if (state.kind === "done") announce();
  }, [state]);

  const isTaken = state.kind === "refused" && state.refusal === "name-taken";
  return (
    <ActionForm state={state} submit={submit} clientCode={clientCode} className="flex max-w-xl flex-col gap-4">
      <input type="hidden" name="tokenId" value={tokenId} />
      <Field
        name="name"
        label={t("tokens.create.name")}
        defaultValue={name}
        error={isTaken ? t("tokens.refusal.name-taken") : undefined}
        autoComplete="off"
        maxLength={64}
        required
      />
      <Field
        name="note"
        label={t("tokens.create.note")}
        hint={t("tokens.create.noteHint")}
        defaultValue={note}
        autoComplete="off"
        maxLength={500}
      />
      <Button type="submit" className="self-start" isPending={isPending}>
        {t("common.save")}
      </Button>
      {state.kind === "refused" && state.refusal !== "name-taken" ? (
        <Refused
          state={{ refusal: state.refusal, requestId: state.requestId }}
          own={{
            "not-found": t("tokens.refusal.not-found"),
            "not-live": t("tokens.refusal.not-live"),
            "not-named": t("tokens.refusal.not-named"),
          }}
        />
      ) : null}
    </ActionForm>
  );
}

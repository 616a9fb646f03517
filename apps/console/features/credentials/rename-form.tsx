"use client";

import { useTranslations } from "next-intl";
import { useActionState, useEffect, useEffectEvent } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Refused } from "@/components/ui/refused";
import { useToast } from "@/components/ui/toaster";
import { renameCredentialAction } from "./actions";

type Props = { readonly clientCode: string; readonly credentialId: string; readonly name: string };

export function RenameForm({ clientCode, credentialId, name }: Props) {
  const t = useTranslations("credentials");
  const toast = useToast();
  const [state, submit, isPending] = useActionState(renameCredentialAction, { kind: "idle" });

  const announce = useEffectEvent(() => toast({ subject: "rename", tone: "success", title: t("rename.done") }));
  useEffect(() => {
    if (state.kind === "done") announce();
  }, [state]);

  return (
    <>
      <ActionForm
        state={state}
        submit={submit}
        clientCode={clientCode}
        className="flex max-w-md flex-col items-start gap-3"
      >
        <input type="hidden" name="credentialId" value={credentialId} />
        <div className="w-full">
          <Field
            name="name"
            label={t("name")}
            hint={t("nameHint")}
            defaultValue={name}
            pattern="[^@]*"
            maxLength={100}
            autoComplete="off"
            required
          />
        </div>
        <Button type="submit" size="small" isPending={isPending}>
          {t("rename.submit")}
        </Button>
      </ActionForm>
      {state.kind === "refused" ? (
        <Refused
          state={state}
          own={{ "beyond-reach": t("refusal.beyond-reach"), "not-found": t("refusal.not-found") }}
        />
      ) : null}
    </>
  );
}

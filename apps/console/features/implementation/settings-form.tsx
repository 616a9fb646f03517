"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useActionState, useEffect, useEffectEvent } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Refused } from "@/components/ui/refused";
import { useToast } from "@/components/ui/toaster";
import { saveSettingsAction } from "./settings-actions";

type Props = {
  readonly clientCode: string;
  /** Names the form for its toast. */
  readonly subject: string;
  readonly isReadOnly: boolean;
  readonly children: ReactNode;
};

/** A group of settings that are saved together. Who may only look finds the fields there, greyed. */
export function SettingsForm({ clientCode, subject, isReadOnly, children }: Props) {
  const t = useTranslations("common");
  const toast = useToast();
  const [state, submit, isPending] = useActionState(saveSettingsAction, { kind: "idle" });

  const announce = useEffectEvent(() => toast({ subject, tone: "success", title: t("saved") }));
  useEffect(() => {
    if (state.kind === "done") announce();
  }, [state]);

  return (
    <ActionForm state={state} submit={submit} clientCode={clientCode} className="flex flex-col gap-4">
      <fieldset disabled={isReadOnly} className="flex flex-col gap-4 disabled:opacity-75">
        {children}
      </fieldset>
      {isReadOnly ? null : (
        <div>
          <Button type="submit" isPending={isPending} aria-busy={isPending}>
            {t("save")}
          </Button>
        </div>
      )}
      {state.kind === "refused" ? <Refused state={state} /> : null}
    </ActionForm>
  );
}

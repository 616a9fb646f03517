"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useActionState, useEffect, useEffectEvent } from "react";
import { Button } from "@/components/ui/button";
import { keepFields } from "@/components/ui/keep-fields";
import { Refused } from "@/components/ui/refused";
import { RefusedFields } from "@/components/ui/refused-fields";
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
    <form action={submit} onSubmit={keepFields(submit)} className="flex flex-col gap-4">
      <input type="hidden" name="clientCode" value={clientCode} />
      <fieldset disabled={isReadOnly} className="flex flex-col gap-4 disabled:opacity-75">
        <RefusedFields state={state}>{children}</RefusedFields>
      </fieldset>
      {isReadOnly ? null : (
        <div>
          <Button type="submit" isPending={isPending} aria-busy={isPending}>
            {t("save")}
          </Button>
        </div>
      )}
      {state.kind === "refused" ? <Refused state={state} /> : null}
    </form>
  );
}

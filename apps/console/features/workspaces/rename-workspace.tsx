"use client";

import { useTranslations } from "next-intl";
import { useActionState, useEffect, useEffectEvent } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Refused } from "@/components/ui/refused";
import { useToast } from "@/components/ui/toaster";
import { renameWorkspaceAction } from "./actions";

type Props = { readonly clientCode: string; readonly workspaceId: string; readonly name: string };

export function RenameWorkspace({ clientCode, workspaceId, name }: Props) {
  const t = useTranslations("workspaces");
  const toast = useToast();
  const [state, submit, isPending] = useActionState(renameWorkspaceAction, { kind: "idle" });

  const announce = useEffectEvent(() => toast({ subject: "workspace", tone: "success", title: t("renamed") }));
  useEffect(() => {
    if (state.kind === "done") announce();
  }, [state]);

  return (
    <ActionForm state={state} submit={submit} clientCode={clientCode} className="flex flex-col gap-3">
      <input type="hidden" name="workspaceId" value={workspaceId} />
      <div className="grid max-w-md items-end gap-3 sm:grid-cols-[1fr_auto]">
        <Field name="name" label={t("name")} defaultValue={name} autoComplete="off" maxLength={100} required />
        <Button type="submit" isPending={isPending}>
          {t("rename")}
        </Button>
      </div>
      {state.kind === "refused" ? (
        <Refused
          className="mt-0"
          state={state}
          own={{ "name-taken": t("refusal.name-taken"), "not-found": t("refusal.not-found") }}
        />
      ) : null}
    </ActionForm>
  );
}

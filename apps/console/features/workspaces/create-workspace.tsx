"use client";

import { useTranslations } from "next-intl";
import { useActionState, useEffect, useRef } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Card, CardRow } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { isCommonRefusal, Refused } from "@/components/ui/refused";
import { createWorkspaceAction } from "./actions";

/** Makes a workspace; the list above has it then. */
export function CreateWorkspace({ clientCode }: { readonly clientCode: string }) {
  const t = useTranslations("workspaces");
  const [state, submit, isPending] = useActionState(createWorkspaceAction, { kind: "idle" });
  const form = useRef<HTMLFormElement>(null);
  const isTaken = state.kind === "refused" && state.refusal === "name-taken";

  // One that was made leaves an empty form for the next.
  useEffect(() => {
    if (state.kind === "done") form.current?.reset();
  }, [state]);

  return (
    <Card id="new-workspace" title={t("createTitle")} description={t("createText")}>
      <CardRow className="flex flex-col gap-4">
        {state.kind === "done" ? (
          <Callout tone="success" role="status">
            {t("createdNamed", { name: state.value.name })}
          </Callout>
        ) : null}
        <ActionForm
          ref={form}
          state={state}
          submit={submit}
          clientCode={clientCode}
          className="grid max-w-xl items-start gap-3 sm:grid-cols-[1fr_auto]"
        >
          <Field
            name="name"
            label={t("name")}
            error={isTaken ? t("refusal.name-taken") : undefined}
            autoComplete="off"
            maxLength={100}
            required
          />
          <Button type="submit" className="sm:mt-6.5" isPending={isPending}>
            {t("create")}
          </Button>
        </ActionForm>
        {state.kind === "refused" && isCommonRefusal(state.refusal) ? (
          <Refused className="mt-0" state={{ refusal: state.refusal, requestId: state.requestId }} />
        ) : null}
      </CardRow>
    </Card>
  );
}

"use client";

import type { ListedClient } from "@silhouette/core/client";
import { useTranslations } from "next-intl";
import { useActionState, useEffect, useEffectEvent } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { isCommonRefusal, Refused } from "@/components/ui/refused";
import { useToast } from "@/components/ui/toaster";
import { changeClientAction } from "./actions";
import { ClientFields } from "./client-fields";

/** Renames the client, or maps another IMS organization to it. Nothing stops working by a name. */
export function ChangeForm({ client }: { readonly client: Pick<ListedClient, "code" | "name" | "imsOrgId"> }) {
  const t = useTranslations("clients");
  const toast = useToast();
  const [state, submit, isPending] = useActionState(changeClientAction, { kind: "idle" });
  const refusal = state.kind === "refused" ? state.refusal : null;

  const announce = useEffectEvent(() => toast({ subject: "client", tone: "success", title: t("changed") }));
  useEffect(() => {
    if (state.kind === "done") announce();
  }, [state]);

  return (
    <ActionForm state={state} submit={submit} clientCode={client.code} className="flex max-w-md flex-col gap-4">
      <ClientFields name={client.name} imsOrgId={client.imsOrgId} isOrgTaken={refusal === "ims-org-id-taken"} />
      <Button type="submit" tone="primary" className="self-start max-sm:w-full" isPending={isPending}>
        {t("save")}
      </Button>
      {state.kind === "refused" && isCommonRefusal(state.refusal) ? (
        <Refused className="mt-0" state={{ refusal: state.refusal, requestId: state.requestId }} />
      ) : null}
      {refusal === "not-found" ? <p role="alert">{t("refusal.not-found")}</p> : null}
    </ActionForm>
  );
}

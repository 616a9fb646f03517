"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { Confirm } from "@/components/ui/confirm";
import { Refused } from "@/components/ui/refused";
import { deletePropertyAction } from "./actions";

type Props = { readonly clientCode: string; readonly propertyId: number; readonly name: string };

export function DeleteProperty({ clientCode, propertyId, name }: Props) {
  const t = useTranslations("workspaces.property");
  const [state, submit, isPending] = useActionState(deletePropertyAction, { kind: "idle" });
  return (
    <>
      <Confirm
        label={t("delete")}
        tone="danger"
        title={t("deleteConfirmTitle", { name })}
        warning={t("deleteWarning")}
        confirmLabel={t("deleteConfirm")}
        state={state}
        action={submit}
        isPending={isPending}
      >
        <input type="hidden" name="clientCode" value={clientCode} />
        <input type="hidden" name="propertyId" value={propertyId} />
      </Confirm>
      {state.kind === "refused" ? <Refused state={state} own={{ "not-found": t("refusal.not-found") }} /> : null}
    </>
  );
}

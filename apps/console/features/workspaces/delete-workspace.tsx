"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { Check } from "@/components/ui/choice";
import { Confirm } from "@/components/ui/confirm";
import { Refused } from "@/components/ui/refused";
import { deleteWorkspaceAction } from "./actions";

type Props = {
  readonly clientCode: string;
  readonly workspaceId: string;
  readonly name: string;
  readonly counts: { readonly members: number; readonly credentials: number; readonly properties: number };
};

/** Deletes a workspace after saying what goes with it. Roles that would end want a tick of their own. */
export function DeleteWorkspace({ clientCode, workspaceId, name, counts }: Props) {
  const t = useTranslations("workspaces");
  const [state, submit, isPending] = useActionState(deleteWorkspaceAction, { kind: "idle" });
  const refusal = useTranslations("workspaces.refusal");
  return (
    <>
      <Confirm
        label={t("delete")}
        tone="danger"
        title={t("deleteConfirmTitle", { name })}
        warning={
          <>
            <p>{t("inUse", counts)}</p>
            <p className="mt-1">{t("deleteText")}</p>
          </>
        }
        confirmLabel={t("deleteConfirm")}
        state={state}
        action={submit}
        isPending={isPending}
        choices={
          counts.members + counts.credentials === 0 ? null : (
            <Check name="removesRoles" label={t("removesRoles")} hint={t("removesRolesHint")} />
          )
        }
      >
        <input type="hidden" name="clientCode" value={clientCode} />
        <input type="hidden" name="workspaceId" value={workspaceId} />
      </Confirm>
      {state.kind === "refused" ? (
        <Refused
          state={state}
          own={{
            "in-use": refusal("in-use"),
            "not-found": refusal("not-found"),
            "default-workspace": refusal("default-workspace"),
          }}
        />
      ) : null}
    </>
  );
}

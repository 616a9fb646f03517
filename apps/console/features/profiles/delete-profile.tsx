"use client";

import type { IdKind } from "@silhouette/core/identity";
import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { Callout } from "@/components/ui/callout";
import { Confirm } from "@/components/ui/confirm";
import { Refused } from "@/components/ui/refused";
import { deleteProfileAction } from "./actions";

type Props = { readonly clientCode: string; readonly by: IdKind; readonly id: string };

/** Removes all that is known of a visitor, after asking. A worker does it, usually within a second. */
export function DeleteProfile({ clientCode, by, id }: Props) {
  const t = useTranslations();
  const [state, submit, isPending] = useActionState(deleteProfileAction, { kind: "idle" });
  if (state.kind === "done") {
    return (
      <Callout tone="success" role="status">
        {t("profiles.deletionRequested", { jobId: state.value.jobId })}
      </Callout>
    );
  }
  return (
    <>
      <Confirm
        label={t("profiles.delete")}
        tone="danger"
        title={t("profiles.deleteTitle")}
        warning={t("profiles.deleteText", { id })}
        confirmLabel={t("profiles.deleteConfirm")}
        state={state}
        action={submit}
        isPending={isPending}
      >
        <input type="hidden" name="clientCode" value={clientCode} />
        <input type="hidden" name="by" value={by} />
        <input type="hidden" name="id" value={id} />
      </Confirm>
      {state.kind === "refused" ? (
        <Refused state={state} own={{ "not-found": t("profiles.refusal.not-found") }} />
      ) : null}
    </>
  );
}

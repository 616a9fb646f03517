"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Refused } from "@/components/ui/refused";
import { cancelBatchAction, restartBatchAction } from "./actions";

type Props = { readonly clientCode: string; readonly batchId: string; readonly state: "queued" | "stuck" };

/** What can be done about a batch that is not over. */
export function BatchActs({ clientCode, batchId, state }: Props) {
  const t = useTranslations();
  const [cancelled, cancel] = useActionState(cancelBatchAction, { kind: "idle" });
  const [restarted, restart] = useActionState(restartBatchAction, { kind: "idle" });
  const refused = [cancelled, restarted].find((outcome) => outcome.kind === "refused");
  const fields = (
    <>
      <input type="hidden" name="clientCode" value={clientCode} />
      <input type="hidden" name="batchId" value={batchId} />
    </>
  );
  return (
    <>
      {state === "stuck" ? (
        <form action={restart}>
          {fields}
          <Button type="submit" tone="primary" size="small">
            {t("batches.restart")}
          </Button>
        </form>
      ) : null}
      <Confirm
        label={t("batches.cancel")}
        title={t("batches.cancelTitle")}
        warning={t("batches.cancelText")}
        confirmLabel={t("batches.cancelConfirm")}
        action={cancel}
      >
        {fields}
      </Confirm>
      {refused === undefined ? null : (
        <Refused
          state={refused}
          own={{
            over: t("batches.refusal.over"),
            "not-stuck": t("batches.refusal.not-stuck"),
            "not-found": t("batches.refusal.not-found"),
          }}
        />
      )}
    </>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Refused } from "@/components/ui/refused";
import { useFinalAction } from "@/components/ui/use-final-action";
import { cancelBatchAction, restartBatchAction } from "./actions";

type Props = { readonly clientCode: string; readonly batchId: string; readonly state: "queued" | "stuck" };

/** What can be done about a batch that is not over. */
export function BatchActs({ clientCode, batchId, state }: Props) {
  const t = useTranslations();
  const [cancelled, cancel, isCancelling] = useFinalAction(cancelBatchAction, {
    subject: "batch",
    title: t("batches.cancelled"),
  });
  const [restarted, restart, isRestarting] = useFinalAction(restartBatchAction, {
    subject: "batch",
    title: t("batches.restarted"),
  });
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
          <Button type="submit" tone="primary" size="small" isPending={isRestarting}>
            {t("batches.restart")}
          </Button>
        </form>
      ) : null}
      <Confirm
        label={t("batches.cancel")}
        title={t("batches.cancelTitle")}
        warning={t("batches.cancelText")}
        confirmLabel={t("batches.cancelConfirm")}
        state={cancelled}
        action={cancel}
        isPending={isCancelling}
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

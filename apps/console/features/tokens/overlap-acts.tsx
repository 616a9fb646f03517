"use client";

import { useTranslations } from "next-intl";
import { Confirm } from "@/components/ui/confirm";
import { Refused } from "@/components/ui/refused";
import { useFinalAction } from "@/components/ui/use-final-action";
import { finishRotationAction, undoRotationAction } from "./actions";

type Props = { readonly clientCode: string; readonly tokenId: string };

/** Ends a rotation before its time, one way or the other. */
export function OverlapActs({ clientCode, tokenId }: Props) {
  const t = useTranslations("tokens");
  const [finished, finish, isFinishing] = useFinalAction(finishRotationAction, {
    subject: "token",
    title: t("overlap.finished"),
  });
  const [undone, undo, isUndoing] = useFinalAction(undoRotationAction, {
    subject: "token",
    title: t("overlap.undone"),
  });
  const refused = [finished, undone].find((outcome) => outcome.kind === "refused");
  const fields = (
    <>
      <input type="hidden" name="clientCode" value={clientCode} />
      <input type="hidden" name="tokenId" value={tokenId} />
    </>
  );
  return (
    <div className="flex flex-wrap gap-2">
      <Confirm
        label={t("overlap.finish")}
        title={t("overlap.finishTitle")}
        warning={t("overlap.finishText")}
        confirmLabel={t("overlap.finishConfirm")}
        state={finished}
        action={finish}
        isPending={isFinishing}
      >
        {fields}
      </Confirm>
      <Confirm
        label={t("overlap.undo")}
        title={t("overlap.undoTitle")}
        warning={t("overlap.undoText")}
        confirmLabel={t("overlap.undoConfirm")}
        state={undone}
        action={undo}
        isPending={isUndoing}
      >
        {fields}
      </Confirm>
      {refused === undefined ? null : (
        <Refused
          state={refused}
          own={{
            "not-found": t("refusal.not-found"),
            "not-live": t("refusal.not-live"),
            "no-overlap": t("refusal.no-overlap"),
          }}
        />
      )}
    </div>
  );
}

"use client";

import type { BatchHeader } from "@silhouette/core/batch-header";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useLeaveGuard } from "@/components/ui/use-leave-guard";
import { goodTexts, NO_CORRECTIONS } from "./corrections";
import { RowEditor } from "./row-editor";
import type { FaultyRow } from "./upload/check-file";
import { SendButton } from "./upload/send-button";
import { UnsentNote } from "./upload/unsent-note";
import { useSending } from "./upload/use-sending";

type Props = {
  readonly clientCode: string;
  readonly apiVersion: 1 | 2;
  readonly header: BatchHeader;
  readonly headerText: string;
  readonly rows: readonly FaultyRow[];
};

/** Failed rows of a batch, to be corrected here; what is good then goes out as a batch of its own. */
export function CorrectRows({ clientCode, apiVersion, header, headerText, rows }: Props) {
  const t = useTranslations("batches");
  const [made, setMade] = useState(NO_CORRECTIONS);
  const { state, send, cancel } = useSending(clientCode);
  const good = goodTexts(made);
  const isSending = state.kind === "sending";
  useLeaveGuard(isSending || (made.size > 0 && state.kind !== "sent"), t("upload.leave"));

  const sendCorrected = () =>
    send(apiVersion, async () => new Blob([`batch=${headerText}\n${[...good.values()].join("\n")}\n`]));

  return (
    <div className="flex flex-col gap-4">
      <RowEditor
        header={header}
        headerText={headerText}
        rows={rows}
        made={made}
        onChange={setMade}
        isReadOnly={isSending}
      />
      {state.kind === "unsent" ? <UnsentNote outcome={state.outcome} /> : null}
      <SendButton
        label={t("sendCorrected", { count: good.size })}
        isPossible={good.size > 0}
        state={state}
        onSend={() => void sendCorrected()}
        onCancel={cancel}
      />
    </div>
  );
}

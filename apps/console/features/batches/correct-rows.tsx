"use client";

import type { BatchHeader } from "@silhouette/core/batch-header";
import { Send } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { type Corrections, RowEditor } from "./row-editor";
import type { FaultyRow } from "./upload/check-file";
import { type SendOutcome, sendFile } from "./upload/send-file";

type Props = {
  readonly clientCode: string;
  readonly apiVersion: 1 | 2;
  readonly header: BatchHeader;
  readonly headerText: string;
  readonly rows: readonly FaultyRow[];
};

/** Failed rows of a batch, to be corrected here; what is good then goes out as a batch of its own. */
export function CorrectRows({ clientCode, apiVersion, header, headerText, rows }: Props) {
  const t = useTranslations();
  const router = useRouter();
  const [corrections, setCorrections] = useState<Corrections>(new Map());
  const [state, setState] = useState<"idle" | "sending" | Exclude<SendOutcome, { kind: "accepted" }>>("idle");

  async function send() {
    setState("sending");
    const lines = [...corrections.values()].join("\n");
    const outcome = await sendFile(clientCode, apiVersion, new Blob([`batch=${headerText}\n${lines}\n`]), () => {});
    if (outcome.kind !== "accepted") return setState(outcome);
    setState("idle");
    router.push(`/batches/new?sent=${encodeURIComponent(outcome.batchId)}`);
  }

  return (
    <div className="flex flex-col gap-4">
      <RowEditor header={header} headerText={headerText} rows={rows} onChange={setCorrections} />
      <div>
        <Button tone="primary" disabled={corrections.size === 0 || state === "sending"} onClick={() => void send()}>
          <Send aria-hidden className="size-4" />
          {t("batches.sendCorrected", { count: corrections.size })}
        </Button>
      </div>
      {typeof state === "string" ? null : (
        <Callout tone="danger" role="alert">
          {state.kind === "refused"
            ? t("batches.upload.refused", { message: state.message })
            : t("batches.upload.failed")}
        </Callout>
      )}
    </div>
  );
}

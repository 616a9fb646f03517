"use client";

import type { BatchRefusal } from "@silhouette/core/batch";
import { FileUp, Send } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type DragEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Check } from "@/components/ui/choice";
import { classNames } from "@/components/ui/class-names";
import { Progress } from "@/components/ui/progress";
import { useIsHydrated } from "@/components/ui/use-is-hydrated";
import { type Corrections, RowEditor } from "../row-editor";
import { type CheckedFile, checkFile, withCorrections, withPrefix } from "./check-file";
import { FilePreview } from "./file-preview";
import { type SendOutcome, sendFile } from "./send-file";

type Step =
  | { readonly kind: "empty" }
  | { readonly kind: "checking"; readonly share: number }
  | { readonly kind: "refused"; readonly refusal: BatchRefusal }
  | { readonly kind: "checked"; readonly given: File; readonly file: CheckedFile }
  | { readonly kind: "sending"; readonly share: number }
  | { readonly kind: "unsent"; readonly outcome: Exclude<SendOutcome, { kind: "accepted" }> };

/** Choose, look, correct, send. Nothing leaves the browser before the last step. */
export function UploadForm({ clientCode }: { readonly clientCode: string }) {
  const t = useTranslations("batches.upload");
  const router = useRouter();
  const isHydrated = useIsHydrated();
  const [step, setStep] = useState<Step>({ kind: "empty" });
  const [apiVersion, setApiVersion] = useState<1 | 2>(2);
  const [corrections, setCorrections] = useState<Corrections>(new Map());

  async function choose(given: File | undefined) {
    if (given === undefined) return;
    setCorrections(new Map());
    setStep({ kind: "checking", share: 0 });
    const outcome = await checkFile(given, (share) => setStep({ kind: "checking", share }));
    setStep(outcome.kind === "refused" ? outcome : { kind: "checked", given, file: outcome.file });
  }

  async function send(given: File, file: CheckedFile) {
    setStep({ kind: "sending", share: 0 });
    const body = corrections.size === 0 ? await withPrefix(given) : await withCorrections(file, corrections);
    const outcome = await sendFile(clientCode, apiVersion, body, (share) => setStep({ kind: "sending", share }));
    if (outcome.kind !== "accepted") return setStep({ kind: "unsent", outcome });
    setStep({ kind: "empty" });
    router.push(`/batches/new?sent=${encodeURIComponent(outcome.batchId)}`);
  }

  return (
    <div className="flex flex-col gap-5">
      <fieldset className="flex flex-col gap-2.5" disabled={step.kind === "sending"}>
        <legend className="mb-2 font-medium">{t("versionLegend")}</legend>
        <Check
          type="radio"
          name="version"
          checked={apiVersion === 2}
          onChange={() => setApiVersion(2)}
          label={t("version2")}
          hint={t("version2Hint")}
        />
        <Check
          type="radio"
          name="version"
          checked={apiVersion === 1}
          onChange={() => setApiVersion(1)}
          label={t("version1")}
          hint={t("version1Hint")}
        />
      </fieldset>
      <DropZone isDisabled={!isHydrated || step.kind === "sending"} onFile={(file) => void choose(file)} />
      <noscript>
        <Callout tone="info">{t("needsScripts")}</Callout>
      </noscript>
      <div role="status" className="flex flex-col gap-4">
        {step.kind === "checking" ? (
          <div>
            <p className="mb-1.5">{t("checking")}</p>
            <Progress label={t("checking")} value={step.share} max={1} />
          </div>
        ) : null}
        {step.kind === "sending" ? (
          <div>
            <p className="mb-1.5">{t("sending")}</p>
            <Progress label={t("sending")} value={step.share} max={1} />
          </div>
        ) : null}
        {step.kind === "refused" ? <Callout tone="danger">{t(`refusal.${step.refusal}`)}</Callout> : null}
        {step.kind === "unsent" ? <Unsent outcome={step.outcome} /> : null}
      </div>
      {step.kind === "checked" ? (
        <>
          <FilePreview file={step.file} name={step.given.name} />
          {step.file.faulty.length === 0 ? null : (
            <section aria-labelledby="faulty-rows" className="flex flex-col gap-3">
              <h2 id="faulty-rows" className="font-semibold text-base">
                {t("faultyTitle", { count: step.file.faultyTotal })}
              </h2>
              <p className="max-w-prose text-muted">
                {t("faultyText", { count: step.file.faultyTotal })}
                {step.file.faultyTotal > step.file.faulty.length
                  ? ` ${t("faultyShown", { shown: step.file.faulty.length, count: step.file.faultyTotal })}`
                  : ""}
              </p>
              <RowEditor
                header={step.file.header}
                headerText={step.file.headerText}
                rows={step.file.faulty}
                onChange={setCorrections}
              />
            </section>
          )}
          <div className="flex flex-wrap items-center gap-3">
            <Button tone="primary" onClick={() => void send(step.given, step.file)}>
              <Send aria-hidden className="size-4" />
              {t("send", { count: step.file.rows })}
            </Button>
            {step.file.faultyTotal > corrections.size ? (
              <p className="text-muted">{t("willFail", { count: step.file.faultyTotal - corrections.size })}</p>
            ) : null}
          </div>
        </>
      ) : null}
    </div>
  );
}

function Unsent({ outcome }: { readonly outcome: Extract<Step, { kind: "unsent" }>["outcome"] }) {
  const t = useTranslations();
  return (
    <Callout tone="danger" role="alert">
      <p>
        {outcome.kind === "refused"
          ? t("batches.upload.refused", { message: outcome.message })
          : t("batches.upload.failed")}
      </p>
      {outcome.kind === "failed" && outcome.requestId !== null ? (
        <p className="mt-1 break-all font-mono text-xs">{t("common.reference", { requestId: outcome.requestId })}</p>
      ) : null}
    </Callout>
  );
}

type DropZoneProps = { readonly isDisabled: boolean; readonly onFile: (file: File | undefined) => void };

/** A labelled file input, as large as a target to drop on. */
function DropZone({ isDisabled, onFile }: DropZoneProps) {
  const t = useTranslations("batches.upload");
  const [isOver, setIsOver] = useState(false);

  function drop(event: DragEvent) {
    event.preventDefault();
    setIsOver(false);
    if (!isDisabled) onFile(event.dataTransfer.files[0]);
  }

  return (
    <label
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
      className={classNames(
        "flex cursor-pointer flex-col items-center gap-1.5 rounded-lg border-2 border-dashed px-6 py-8 text-center focus-within:outline-2 focus-within:outline-accent focus-within:outline-offset-2",
        isOver ? "border-accent bg-accent-soft" : "border-line-strong bg-raised hover:bg-hover",
      )}
    >
      <FileUp aria-hidden className="size-6 text-accent-strong" />
      <span className="font-medium">{t("choose")}</span>
      <span className="max-w-prose text-muted">{t("chooseHint")}</span>
      <input
        type="file"
        accept=".csv,.txt,text/csv,text/plain"
        disabled={isDisabled}
        onChange={(event) => {
          onFile(event.target.files?.[0]);
          event.target.value = "";
        }}
        className="sr-only"
      />
    </label>
  );
}

"use client";

import type { BatchRefusal } from "@silhouette/core/batch";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Callout } from "@/components/ui/callout";
import { Check } from "@/components/ui/choice";
import { Progress } from "@/components/ui/progress";
import { useIsHydrated } from "@/components/ui/use-is-hydrated";
import { useLeaveGuard } from "@/components/ui/use-leave-guard";
import { goodTexts, NO_CORRECTIONS } from "../corrections";
import { RowEditor } from "../row-editor";
import { type CheckedFile, checkFile, withCorrections, withPrefix } from "./check-file";
import { DropZone } from "./drop-zone";
import { FilePreview } from "./file-preview";
import { SendButton } from "./send-button";
import { UnsentNote } from "./unsent-note";
import { useSending } from "./use-sending";

/** Where a file is before it is sent; a file that is checked stays so until it has become a batch. */
type Step =
  | { readonly kind: "empty" }
  | { readonly kind: "checking"; readonly share: number }
  | { readonly kind: "refused"; readonly refusal: BatchRefusal }
  | { readonly kind: "unreadable" }
  | { readonly kind: "checked"; readonly given: File; readonly file: CheckedFile };

/** Choose, look, correct, send. Nothing leaves the browser before the last step. */
export function UploadForm({ clientCode }: { readonly clientCode: string }) {
  const t = useTranslations("batches.upload");
  const isHydrated = useIsHydrated();
  const [step, setStep] = useState<Step>({ kind: "empty" });
  const [apiVersion, setApiVersion] = useState<1 | 2>(2);
  const [made, setMade] = useState(NO_CORRECTIONS);
  const check = useRef<AbortController | null>(null);
  const { state, send, cancel, forget } = useSending(clientCode);
  const good = goodTexts(made);
  const isSending = state.kind === "sending";
  useLeaveGuard(isSending || (step.kind === "checked" && made.size > 0), t("leave"));

  async function choose(given: File | undefined) {
    if (given === undefined) return;
    // Of two files, the one that was chosen last counts, however long the check of the first takes.
    check.current?.abort();
    const checking = new AbortController();
    const { signal } = checking;
    check.current = checking;
    setMade(NO_CORRECTIONS);
    forget();
    const tell = (share: number) => {
      if (!signal.aborted) setStep({ kind: "checking", share });
    };
    tell(0);
    const next = await checkFile(given, tell, signal).then(
      (outcome): Step => (outcome.kind === "refused" ? outcome : { kind: "checked", given, file: outcome.file }),
      (): Step => ({ kind: "unreadable" }),
    );
    if (!signal.aborted) setStep(next);
  }

  async function sendFile(given: File, file: CheckedFile) {
    const body = () => (good.size === 0 ? withPrefix(given) : withCorrections(file, good));
    if (!(await send(apiVersion, body))) return;
    setStep({ kind: "empty" });
    setMade(NO_CORRECTIONS);
    forget();
  }

  return (
    <div className="flex flex-col gap-5">
      <fieldset className="flex flex-col gap-2.5" disabled={isSending}>
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
      <DropZone isDisabled={!isHydrated || isSending} onFile={(file) => void choose(file)} />
      <noscript>
        <Callout tone="info">{t("needsScripts")}</Callout>
      </noscript>
      <div>
        <div role="status">
          {step.kind === "checking" ? <p className="mb-1.5">{t("checking")}</p> : null}
          {step.kind === "checked" ? (
            <p className="sr-only">{t("checked", { rows: step.file.rows, faulty: step.file.faultyTotal })}</p>
          ) : null}
          {step.kind === "refused" ? <Callout tone="danger">{t(`refusal.${step.refusal}`)}</Callout> : null}
          {step.kind === "unreadable" ? <Callout tone="danger">{t("unsent.unreadable")}</Callout> : null}
        </div>
        {step.kind === "checking" ? <Progress label={t("checking")} value={step.share} max={1} /> : null}
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
                made={made}
                onChange={setMade}
                isReadOnly={isSending}
              />
            </section>
          )}
          {state.kind === "unsent" ? <UnsentNote outcome={state.outcome} /> : null}
          <SendButton
            label={t("send", { count: step.file.rows })}
            isPossible
            state={state}
            onSend={() => void sendFile(step.given, step.file)}
            onCancel={cancel}
          >
            {step.file.faultyTotal > good.size ? (
              <p className="text-muted">{t("willFail", { count: step.file.faultyTotal - good.size })}</p>
            ) : null}
          </SendButton>
        </>
      ) : null}
    </div>
  );
}

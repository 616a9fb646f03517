"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button, buttonStyle } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog, DialogBody, DialogDescription, DialogFooter } from "@/components/ui/dialog";

type Props = {
  /** A dialog once scripts run; before that a part of the page, which came with the reply to the form. */
  readonly isDialog: boolean;
  readonly text: string;
  /** Whether the installation keeps a copy that the admin API gives. */
  readonly isKept: boolean;
  readonly clientCode: string;
  readonly edgeAddress: string;
  readonly onSaved: () => void;
};

/** Shows a new token, once. It closes by its one button alone: Escape, a click beside it and a reload ask first. */
export function RevealToken({ isDialog, text, isKept, clientCode, edgeAddress, onSaved }: Props) {
  const t = useTranslations("implementation.token");
  const [hasTriedToLeave, setHasTriedToLeave] = useState(false);

  useEffect(() => {
    const keep = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", keep);
    return () => window.removeEventListener("beforeunload", keep);
  }, []);

  const explanation = t(isKept ? "revealTextKept" : "revealText");
  const content = <TokenText text={text} clientCode={clientCode} edgeAddress={edgeAddress} />;
  if (!isDialog) {
    return (
      <section
        aria-labelledby="reveal-title"
        className="mt-4 flex flex-col gap-4 rounded-lg border border-success-line p-4"
      >
        <h4 id="reveal-title" className="font-semibold text-base">
          {t("revealTitle")}
        </h4>
        <p>{explanation}</p>
        {content}
        <a href="/administration/implementation" className={buttonStyle({ tone: "primary", className: "self-start" })}>
          {t("saved")}
        </a>
      </section>
    );
  }
  return (
    <Dialog open onDismiss={() => setHasTriedToLeave(true)} title={t("revealTitle")}>
      <DialogBody>
        <DialogDescription className="text-muted">{explanation}</DialogDescription>
        {content}
        {hasTriedToLeave ? (
          <Callout tone="warning" role="alert">
            {t("savedFirst")}
          </Callout>
        ) : null}
      </DialogBody>
      <DialogFooter>
        <Button tone="primary" onClick={onSaved}>
          {t("saved")}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

/** The token, and a command that works as it stands. Both can be selected as a whole and copied. */
function TokenText({ text, clientCode, edgeAddress }: Pick<Props, "text" | "clientCode" | "edgeAddress">) {
  const t = useTranslations("implementation.token");
  const url = `${edgeAddress}/m2/${clientCode}/v2/profile/batchUpdate`;
  const command = `curl -X POST --data-binary @batch.txt -H "Authorization: Bearer ${text}" ${url}`;
  return (
    <>
      <Copyable label={t("value")} text={text} copyLabel={t("copyToken")} tone="primary" />
      <Copyable label={t("example")} text={command} copyLabel={t("copyExample")} tone="secondary" />
    </>
  );
}

type CopyableProps = {
  readonly label: string;
  readonly text: string;
  readonly copyLabel: string;
  readonly tone: "primary" | "secondary";
};

function Copyable({ label, text, copyLabel, tone }: CopyableProps) {
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex flex-wrap items-end justify-between gap-2">
        <span className="font-medium">{label}</span>
        <CopyButton text={text} label={copyLabel} tone={tone} />
      </div>
      <code className="wrap-anywhere select-all rounded-md border border-line bg-sunken px-3 py-2.5 font-mono text-[0.8125rem] leading-relaxed">
        {text}
      </code>
    </div>
  );
}

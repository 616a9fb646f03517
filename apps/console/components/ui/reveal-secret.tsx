"use client";

import { type ReactNode, useEffect, useState } from "react";
import { Button, buttonStyle } from "./button";
import { Callout } from "./callout";
import { CopyButton } from "./copy-button";
import { Dialog, DialogBody, DialogDescription, DialogFooter } from "./dialog";
import { useBackGuard } from "./use-back-guard";

type Props = {
  /** A dialog once scripts run; before that a part of the page, which came with the reply to the form. */
  readonly isDialog: boolean;
  readonly title: string;
  readonly explanation: ReactNode;
  /** The secret, and what is made with it: `Copyable`s. */
  readonly children: ReactNode;
  /** Words of the one button that closes it, such as “I have saved the token”. */
  readonly savedLabel: string;
  /** What to say to somebody who tries to leave another way. */
  readonly savedFirst: string;
  /** Where the button leads without scripts. */
  readonly nextHref: string;
  readonly onSaved: () => void;
};

/** Shows a new secret, once. It closes by its one button alone: Escape, a click beside it, Back and a reload ask first. */
export function RevealSecret(props: Props) {
  const { isDialog, title, explanation, children, savedLabel, savedFirst, nextHref, onSaved } = props;
  const [hasTriedToLeave, setHasTriedToLeave] = useState(false);
  const leave = useBackGuard(isDialog, () => setHasTriedToLeave(true));

  useEffect(() => {
    const keep = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", keep);
    return () => window.removeEventListener("beforeunload", keep);
  }, []);

  if (!isDialog) {
    return (
      <section
        aria-labelledby="reveal-title"
        className="mt-4 flex flex-col gap-4 rounded-lg border border-success-line p-4"
      >
        <h2 id="reveal-title" className="wrap-anywhere font-semibold text-base">
          {title}
        </h2>
        <p>{explanation}</p>
        {children}
        <a href={nextHref} className={buttonStyle({ tone: "primary", className: "self-start" })}>
          {savedLabel}
        </a>
      </section>
    );
  }
  return (
    <Dialog open onDismiss={() => setHasTriedToLeave(true)} title={title}>
      <DialogBody>
        <DialogDescription className="text-muted">{explanation}</DialogDescription>
        {children}
        {hasTriedToLeave ? (
          <Callout tone="warning" role="alert">
            {savedFirst}
          </Callout>
        ) : null}
      </DialogBody>
      <DialogFooter>
        <Button tone="primary" onClick={() => leave(onSaved)}>
          {savedLabel}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

type CopyableProps = {
  readonly label: string;
  readonly text: string;
  readonly copyLabel: string;
  readonly tone?: "primary" | "secondary";
};

/** A text to take away: selected as a whole by one click, and copied by its button. */
export function Copyable({ label, text, copyLabel, tone = "secondary" }: CopyableProps) {
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

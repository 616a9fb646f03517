"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useId } from "react";
import { Button, buttonStyle } from "./button";
import { Callout } from "./callout";
import { Dialog, DialogBody, DialogDescription, DialogFooter } from "./dialog";
import { useIsHydrated } from "./use-is-hydrated";
import type { Question } from "./use-question";

type Props = {
  readonly question: Question;
  readonly title: string;
  /** What will happen, and to what. */
  readonly warning: ReactNode;
  /** Words of the button that does it: a verb, never “OK”. */
  readonly confirmLabel: string;
  readonly cancelLabel?: string;
  /** What is confirmed, where that is more than yes. */
  readonly confirmed?: string;
  readonly action: (form: FormData) => void;
  /** Hidden fields of the form, and what is to be chosen with the answer. */
  readonly children: ReactNode;
};

/** Asks before an act, and alone sends that it is confirmed: a dialog once scripts run, before that a part of the page. */
export function ConfirmQuestion(props: Props) {
  const { question, title, warning, confirmLabel, confirmed = "true", action, children } = props;
  const t = useTranslations("common");
  const isHydrated = useIsHydrated();
  const id = useId();
  const cancelLabel = props.cancelLabel ?? t("cancel");
  const fields = (
    <>
      <input type="hidden" name="confirmed" value={confirmed} />
      {children}
    </>
  );
  if (isHydrated) {
    return (
      <Dialog open={question.isOpen} onDismiss={question.settle} title={title}>
        <form action={action} onSubmit={question.settle}>
          <DialogBody>
            <DialogDescription render={<div />}>
              <Callout tone="warning">{warning}</Callout>
            </DialogDescription>
            {fields}
          </DialogBody>
          <DialogFooter>
            <Button onClick={question.settle}>{cancelLabel}</Button>
            <Button type="submit" tone="danger">
              {confirmLabel}
            </Button>
          </DialogFooter>
        </form>
      </Dialog>
    );
  }
  if (!question.isOpen) return null;
  return (
    <section
      aria-labelledby={id}
      className="flex basis-full flex-col gap-3 rounded-lg border border-warning-line p-4 not-first:mt-4"
    >
      {/* biome-ignore lint/a11y/noAutofocus: the page came anew with the question, which may stand far below its top */}
      <h2 id={id} tabIndex={-1} autoFocus className="wrap-anywhere font-semibold text-base">
        {title}
      </h2>
      <Callout tone="warning">{warning}</Callout>
      <form action={action} className="flex flex-col gap-3">
        {fields}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" tone="danger">
            {confirmLabel}
          </Button>
          <CancelLink label={cancelLabel} />
        </div>
      </form>
    </section>
  );
}

/** The page anew, which asks nothing. */
function CancelLink({ label }: { readonly label: string }) {
  const query = useSearchParams().toString();
  return (
    <a href={`${usePathname()}${query === "" ? "" : `?${query}`}`} className={buttonStyle()}>
      {label}
    </a>
  );
}

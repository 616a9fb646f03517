"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { Button } from "./button";
import { Callout } from "./callout";
import { Dialog, DialogBody, DialogDescription, DialogFooter } from "./dialog";

type Props = {
  /** Words of the button that asks, and the look of it. */
  readonly label: ReactNode;
  readonly tone?: "secondary" | "danger" | "quiet";
  readonly title: string;
  /** What will happen, and to what. */
  readonly warning: ReactNode;
  /** Words of the button that does it: a verb, never “OK”. */
  readonly confirmLabel: string;
  readonly action: (form: FormData) => void;
  /** Hidden fields of the form, and those that the act asks for. */
  readonly children: ReactNode;
  readonly disabled?: boolean;
};

/**
 * An act that wants a second thought. The first button is the form's own, so without scripts the act needs no second
 * one; with them a dialog asks first and sends the same fields.
 */
export function Confirm({
  label,
  tone = "secondary",
  title,
  warning,
  confirmLabel,
  action,
  children,
  disabled,
}: Props) {
  const t = useTranslations("common");
  const id = useId();
  const [isAsking, setIsAsking] = useState(false);

  function ask(event: FormEvent) {
    event.preventDefault();
    setIsAsking(true);
  }

  return (
    <>
      <form action={action} onSubmit={ask} id={id}>
        {isAsking ? null : children}
        <Button type="submit" tone={tone} size="small" disabled={disabled}>
          {label}
        </Button>
      </form>
      <Dialog open={isAsking} onDismiss={() => setIsAsking(false)} title={title}>
        <form action={action} onSubmit={() => setIsAsking(false)}>
          <DialogBody>
            <DialogDescription render={<div />}>
              <Callout tone="warning">{warning}</Callout>
            </DialogDescription>
            {children}
          </DialogBody>
          <DialogFooter>
            <Button onClick={() => setIsAsking(false)}>{t("cancel")}</Button>
            <Button type="submit" tone="danger">
              {confirmLabel}
            </Button>
          </DialogFooter>
        </form>
      </Dialog>
    </>
  );
}

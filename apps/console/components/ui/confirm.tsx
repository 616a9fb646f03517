"use client";

import type { FormEvent, ReactNode } from "react";
import type { ActionState } from "@/server/authorized-action";
import { Button } from "./button";
import { ConfirmQuestion } from "./confirm-question";
import { useIsHydrated } from "./use-is-hydrated";
import { useQuestion } from "./use-question";

type Props = {
  /** Words of the button that asks, and the look of it. */
  readonly label: ReactNode;
  readonly tone?: "secondary" | "danger" | "quiet";
  readonly title: string;
  /** What will happen, and to what. */
  readonly warning: ReactNode;
  /** Words of the button that does it: a verb, never “OK”. */
  readonly confirmLabel: string;
  /** What the action answered last: it `asksFirst`, so that the button alone does nothing. */
  readonly state: ActionState<unknown, string>;
  readonly action: (form: FormData) => void;
  readonly isPending: boolean;
  readonly disabled?: boolean;
  /** Hidden fields of the form. */
  readonly children: ReactNode;
  /** What is to be chosen with the answer: it stands with the question alone, so that there is one place for it. */
  readonly choices?: ReactNode;
};

/** An act that wants a second thought: its button, and the question that the button leads to. */
export function Confirm(props: Props) {
  const { label, tone = "secondary", title, warning, confirmLabel, state, action, children, choices } = props;
  const isHydrated = useIsHydrated();
  const question = useQuestion(state);

  function ask(event: FormEvent) {
    event.preventDefault();
    question.ask();
  }

  return (
    <>
      {question.isOpen && !isHydrated ? null : (
        <form action={action} onSubmit={ask}>
          {children}
          <Button type="submit" tone={tone} size="small" disabled={props.disabled} isPending={props.isPending}>
            {label}
          </Button>
        </form>
      )}
      <ConfirmQuestion question={question} title={title} warning={warning} confirmLabel={confirmLabel} action={action}>
        {children}
        {choices}
      </ConfirmQuestion>
    </>
  );
}

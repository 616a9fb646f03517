"use client";

import { type ComponentProps, type FormEvent, startTransition } from "react";
import type { RefusedInput } from "@/server/authorized-action";
import { RefusedFields } from "./refused-fields";

type Props = Omit<ComponentProps<"form">, "action" | "onSubmit"> & {
  /** The outcome of the form's action, as `useActionState` has it. */
  readonly state: { readonly kind: string } & RefusedInput;
  readonly submit: (form: FormData) => void;
  /** Looks at what was filled in first, where scripts run; submits unless it says no. */
  readonly check?: (form: FormData) => boolean;
  /** The client that the form was made in, for the actions of one. */
  readonly clientCode?: string;
};

/**
 * A form whose action may refuse it. Each field says whether it is the one that was refused, and what was filled in
 * stays, to be corrected and sent again: React empties a form after its action, so where scripts run it is submitted
 * without that. Before they load, the page comes back with what was typed.
 */
export function ActionForm({ state, submit, check, clientCode, children, ...rest }: Props) {
  function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    if (check === undefined || check(form)) startTransition(() => submit(form));
  }
  return (
    <form {...rest} action={submit} onSubmit={send}>
      {clientCode === undefined ? null : <input type="hidden" name="clientCode" value={clientCode} />}
      <RefusedFields state={state}>{children}</RefusedFields>
    </form>
  );
}

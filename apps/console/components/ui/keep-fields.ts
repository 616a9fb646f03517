import { type FormEvent, startTransition } from "react";

/**
 * For a form that may be refused: submits to its action without emptying it, as React does with forms after theirs.
 * What was filled in stays, to be corrected and sent again. The form's `action` is the same one, for the time before
 * scripts load.
 */
export const keepFields = (submit: (form: FormData) => void) => (event: FormEvent<HTMLFormElement>) => {
  event.preventDefault();
  const form = new FormData(event.currentTarget);
  startTransition(() => submit(form));
};

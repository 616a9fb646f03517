"use client";

import { useTranslations } from "next-intl";
import { type ComponentProps, type ReactNode, useRef } from "react";
import { classNames } from "./class-names";
import { useRefusedField } from "./refused-fields";
import { useFocusWhenRefused } from "./use-focus-when-refused";

type Props = ComponentProps<"input"> & {
  readonly name: string;
  readonly label: string;
  readonly hint?: ReactNode;
  /** What the form's own rules say against what is in the field. */
  readonly error?: string | undefined;
  /** What to say when the action could not take what is in the field; something general when absent. */
  readonly refusedText?: string;
};

/**
 * A labelled input. Hint and error are read out with it; an error is said when it appears, and the keyboard goes to the
 * first field that has one. Its id is its name unless said: a page of several forms says it.
 */
export function Field({ name, label, hint, error, refusedText, className, id = name, ...rest }: Props) {
  const t = useTranslations("common");
  const input = useRef<HTMLInputElement>(null);
  const { isRefused, typed } = useRefusedField(name);
  const shownError = error ?? (isRefused ? (refusedText ?? t("fieldRefused")) : undefined);
  useFocusWhenRefused(input, shownError);
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const describedBy = [hint === undefined ? null : hintId, shownError === undefined ? null : errorId]
    .filter(Boolean)
    .join(" ");
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="font-medium text-ink text-sm">
        {label}
      </label>
      <input
        ref={input}
        id={id}
        name={name}
        aria-invalid={shownError === undefined ? undefined : true}
        aria-describedby={describedBy || undefined}
        className={classNames(
          "min-h-9 w-full rounded-md border border-line-strong bg-raised px-3 py-1.5 text-ink text-sm placeholder:text-muted aria-invalid:border-danger",
          className,
        )}
        {...rest}
        {...(typed === undefined || "value" in rest ? {} : { defaultValue: typed })}
      />
      {hint === undefined ? null : (
        <p id={hintId} className="text-muted text-sm">
          {hint}
        </p>
      )}
      {shownError === undefined ? null : (
        <p id={errorId} role="alert" className="text-danger-ink text-sm">
          {shownError}
        </p>
      )}
    </div>
  );
}

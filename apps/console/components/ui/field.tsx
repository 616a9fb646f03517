import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names";

type Props = ComponentProps<"input"> & {
  readonly name: string;
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
};

/** A labelled input. Hint and error are read out with it. Its id is its name unless said: a page of several forms says it. */
export function Field({ name, label, hint, error, className, id = name, ...rest }: Props) {
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const describedBy = [hint === undefined ? null : hintId, error === undefined ? null : errorId]
    .filter(Boolean)
    .join(" ");
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="font-medium text-ink text-sm">
        {label}
      </label>
      <input
        id={id}
        name={name}
        aria-invalid={error === undefined ? undefined : true}
        aria-describedby={describedBy || undefined}
        className={classNames(
          "min-h-9 w-full rounded-md border border-line-strong bg-raised px-3 py-1.5 text-ink text-sm placeholder:text-muted aria-invalid:border-danger",
          className,
        )}
        {...rest}
      />
      {hint === undefined ? null : (
        <p id={hintId} className="text-muted text-sm">
          {hint}
        </p>
      )}
      {error === undefined ? null : (
        <p id={errorId} className="text-danger-ink text-sm">
          {error}
        </p>
      )}
    </div>
  );
}

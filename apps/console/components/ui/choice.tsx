"use client";

import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names";
import { useRefusedField } from "./refused-fields";

type SelectProps = ComponentProps<"select"> & {
  readonly name: string;
  readonly label: string;
  readonly hint?: ReactNode;
  readonly isLabelHidden?: boolean;
  readonly options: readonly {
    readonly value: string;
    readonly label: string;
    readonly disabled?: boolean;
    /** Of the label, where it is not the page's. */
    readonly lang?: string;
  }[];
};

/** A labelled choice of one. The browser's own, so that it works before scripts load and with every keyboard. */
export function Select({
  name,
  label,
  hint,
  isLabelHidden = false,
  options,
  className,
  id = name,
  ...rest
}: SelectProps) {
  const { typed } = useRefusedField(name);
  const hintId = `${id}-hint`;
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className={isLabelHidden ? "sr-only" : "font-medium text-ink text-sm"}>
        {label}
      </label>
      <select
        id={id}
        name={name}
        aria-describedby={hint === undefined ? undefined : hintId}
        className={classNames(
          "min-h-9 w-full min-w-0 cursor-pointer rounded-md border border-line-strong bg-raised px-2.5 py-1.5 text-ink text-sm",
          className,
        )}
        {...rest}
        {...(typed === undefined || "value" in rest ? {} : { defaultValue: typed })}
      >
        {options.map(({ value, label: text, disabled, lang }) => (
          <option key={value} value={value} disabled={disabled} lang={lang}>
            {text}
          </option>
        ))}
      </select>
      {hint === undefined ? null : (
        <p id={hintId} className="text-muted text-sm">
          {hint}
        </p>
      )}
    </div>
  );
}

type CheckProps = Omit<ComponentProps<"input">, "type"> & {
  readonly type?: "checkbox" | "radio";
  readonly label: ReactNode;
  readonly hint?: ReactNode;
};

/** A labelled box or radio button; the whole label can be clicked. */
export function Check({ type = "checkbox", label, hint, className, ...rest }: CheckProps) {
  const { typed, isGivenBack } = useRefusedField(rest.name ?? "");
  // One that is greyed is not sent; one that its form controls says itself what it is.
  const isKnown = isGivenBack && rest.disabled !== true && rest.checked === undefined;
  const wasTicked = type === "radio" ? typed === rest.value : typed !== undefined;
  return (
    <label className={classNames("flex cursor-pointer items-start gap-2.5", className)}>
      <input
        type={type}
        className="mt-0.5 size-4 shrink-0 cursor-pointer"
        {...rest}
        {...(isKnown ? { defaultChecked: wasTicked } : {})}
      />
      <span className="min-w-0">
        <span className="block text-ink text-sm">{label}</span>
        {hint === undefined ? null : <span className="block text-muted text-sm">{hint}</span>}
      </span>
    </label>
  );
}

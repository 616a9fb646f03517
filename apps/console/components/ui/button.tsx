import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps, MouseEvent } from "react";
import { classNames } from "./class-names";

/** The look of a button, also for links that stand among buttons. */
export const buttonStyle = cva(
  "inline-flex cursor-pointer items-center justify-center gap-2 rounded-md border font-medium transition-colors select-none disabled:cursor-not-allowed aria-disabled:cursor-not-allowed",
  {
    variants: {
      tone: {
        primary:
          "border-transparent bg-accent text-on-accent hover:bg-accent-strong disabled:bg-disabled disabled:text-on-disabled aria-disabled:bg-disabled aria-disabled:text-on-disabled",
        secondary:
          "border-line-strong bg-raised text-ink hover:bg-hover disabled:border-line disabled:bg-raised disabled:text-on-disabled aria-disabled:border-line aria-disabled:bg-raised aria-disabled:text-on-disabled",
        quiet: "border-transparent bg-transparent text-ink hover:bg-hover aria-disabled:text-on-disabled",
        danger:
          "border-transparent bg-danger text-on-danger hover:bg-danger-strong aria-disabled:bg-disabled aria-disabled:text-on-disabled",
      },
      size: { normal: "min-h-9 px-3.5 py-1.5 text-sm", small: "min-h-8 px-2.5 py-1 text-sm", icon: "size-9" },
    },
    defaultVariants: { tone: "secondary", size: "normal" },
  },
);

type Props = ComponentProps<"button"> &
  VariantProps<typeof buttonStyle> & {
    /**
     * What the button began is under way: until it is over, another click does nothing. Not `disabled`, which would take
     * the focus away from whoever has just pressed it.
     */
    readonly isPending?: boolean;
  };

export function Button({ tone, size, className, type = "button", isPending = false, ...rest }: Props) {
  const pending = isPending ? { "aria-disabled": true, onClick: ignore } : {};
  return <button type={type} className={classNames(buttonStyle({ tone, size }), className)} {...rest} {...pending} />;
}

/** Enter in a field clicks the button of its form too. */
const ignore = (event: MouseEvent) => event.preventDefault();

import { cva, type VariantProps } from "class-variance-authority";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

const badgeStyle = cva("inline-flex items-center gap-1 rounded-full border px-2 py-0.5 font-medium text-xs", {
  variants: {
    tone: {
      neutral: "border-line bg-sunken text-ink",
      info: "border-info-line bg-info-soft text-info-ink",
      success: "border-success-line bg-success-soft text-success-ink",
      warning: "border-warning-line bg-warning-soft text-warning-ink",
      danger: "border-danger-line bg-danger-soft text-danger-ink",
    },
  },
  defaultVariants: { tone: "neutral" },
});

type Props = VariantProps<typeof badgeStyle> & { readonly icon?: LucideIcon; readonly children: ReactNode };

/** A state in a word. The word says it all: colour and icon only help to find it. */
export function Badge({ tone, icon: Icon, children }: Props) {
  return (
    <span className={badgeStyle({ tone })}>
      {Icon === undefined ? null : <Icon aria-hidden className="size-3 shrink-0" />}
      {children}
    </span>
  );
}

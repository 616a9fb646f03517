import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

type Props = {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly text: string;
  /** What to do about it. */
  readonly children?: ReactNode;
};

/** Stands where a list would: what would be here, and how it comes about. */
export function EmptyState({ icon: Icon, title, text, children }: Props) {
  return (
    <div className="flex flex-col items-center gap-2 rounded-lg border border-line border-dashed bg-raised px-6 py-12 text-center">
      <span className="mb-1 grid size-10 place-items-center rounded-full bg-accent-soft text-accent-strong">
        <Icon aria-hidden className="size-5" />
      </span>
      <p className="font-medium">{title}</p>
      <p className="max-w-prose text-muted">{text}</p>
      {children === undefined ? null : <div className="mt-3 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  );
}

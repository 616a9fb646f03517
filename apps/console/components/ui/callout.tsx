import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./class-names";

const TONES = {
  info: { icon: Info, look: "border-info-line bg-info-soft text-info-ink" },
  success: { icon: CircleCheck, look: "border-success-line bg-success-soft text-success-ink" },
  warning: { icon: TriangleAlert, look: "border-warning-line bg-warning-soft text-warning-ink" },
  danger: { icon: CircleAlert, look: "border-danger-line bg-danger-soft text-danger-ink" },
} as const;

type Props = {
  readonly tone: keyof typeof TONES;
  /** `alert` for what has just gone wrong, `status` for what has just changed; neither for what simply is so. */
  readonly role?: "alert" | "status";
  readonly children: ReactNode;
  readonly className?: string;
};

/** A message in its place. The icon repeats the tone, so that nothing depends on colour alone. */
export function Callout({ tone, role, children, className }: Props) {
  const { icon: Icon, look } = TONES[tone];
  return (
    <div
      {...(role === undefined ? {} : { role })}
      className={classNames("flex gap-3 rounded-md border px-3.5 py-3 text-sm", look, className)}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="wrap-anywhere min-w-0 grow">{children}</div>
    </div>
  );
}

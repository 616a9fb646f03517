import type { ReactNode } from "react";

type Props = {
  /** The section of the navigation that the page belongs to. */
  readonly section?: string;
  readonly title: string;
  readonly description?: ReactNode;
  /** What can be done here, the main act first. */
  readonly actions?: ReactNode;
};

/** The top of every page: where one is, what it is about, what can be done. */
export function PageHeader({ section, title, description, actions }: Props) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        {section === undefined ? null : <p className="text-muted text-xs">{section}</p>}
        {/* Can be given the focus when what had it goes away (`focusHeading`). */}
        <h1 tabIndex={-1} className="wrap-anywhere font-semibold text-2xl">
          {title}
        </h1>
        {description === undefined ? null : <div className="mt-1 max-w-prose text-muted">{description}</div>}
      </div>
      {actions === undefined ? null : <div className="flex flex-wrap gap-2">{actions}</div>}
    </header>
  );
}

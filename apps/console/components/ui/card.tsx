import type { ReactNode } from "react";
import { classNames } from "./class-names";

type Props = {
  /** Names the heading, which names the region. */
  readonly id: string;
  readonly title: string;
  readonly description?: ReactNode;
  readonly children: ReactNode;
};

/** A titled group of settings; a region of its own for people who move by landmarks. */
export function Card({ id, title, description, children }: Props) {
  return (
    <section aria-labelledby={id} className="rounded-lg border border-line bg-raised shadow-card">
      <header className="border-line border-b px-5 py-4">
        <h2 id={id} className="font-semibold text-base text-ink">
          {title}
        </h2>
        {description === undefined ? null : <p className="mt-1 max-w-prose text-muted text-sm">{description}</p>}
      </header>
      {children}
    </section>
  );
}

/** A row of a card, as tall as what is in it. Rows are told apart by lines. */
export function CardRow({ children, className }: { readonly children: ReactNode; readonly className?: string }) {
  return <div className={classNames("border-line px-5 py-4 not-first-of-type:border-t", className)}>{children}</div>;
}

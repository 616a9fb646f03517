"use client";

import { useFormatter } from "next-intl";
import { createContext, type ReactNode, useContext, useId } from "react";

const TableContext = createContext(false);

type Props = {
  readonly at: Date;
  /** `stamp`: to the minute, with the zone. `seconds`: to the second. `day`: the date alone. */
  readonly format?: "stamp" | "seconds" | "day";
  readonly className?: string;
};

/**
 * A moment in the reader's time zone, and the same in UTC for who asks: it is a button that shows it, by the browser's
 * own means. A table has one switch for all of its moments instead, for so many buttons would stand in everybody's way.
 */
export function Moment({ at, format = "stamp", className }: Props) {
  const formatter = useFormatter();
  const isInTable = useContext(TableContext);
  const id = useId();
  const utc = `${at.toISOString().replace("T", " ").slice(0, 19)} UTC`;
  const time = (
    <time dateTime={at.toISOString()} title={utc}>
      {formatter.dateTime(at, format)}
    </time>
  );
  if (isInTable) {
    return (
      <span className={className}>
        {time}
        <span
          data-utc
          className="hidden whitespace-nowrap text-muted text-xs group-has-[[name=utc]:checked]/table:block"
        >
          {utc}
        </span>
      </span>
    );
  }
  return (
    <span className="moment">
      <button
        type="button"
        popoverTarget={id}
        className="cursor-pointer rounded-sm text-start underline decoration-line-strong decoration-dotted underline-offset-4 hover:decoration-current"
      >
        {time}
      </button>
      <span
        id={id}
        popover="auto"
        className="whitespace-nowrap rounded-md border border-line bg-raised px-2.5 py-1.5 text-ink text-xs shadow-dialog"
      >
        {utc}
      </span>
    </span>
  );
}

/** Makes the moments in it those of a table. */
export function TableMoments({ children }: { readonly children: ReactNode }) {
  return <TableContext value>{children}</TableContext>;
}

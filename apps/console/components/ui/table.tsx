import { useTranslations } from "next-intl";
import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names";
import { TableMoments } from "./moment";

type Props = {
  /** Names the table for people who do not see it. */
  readonly label: string;
  readonly children: ReactNode;
};

/**
 * A table that scrolls by itself when it is wider than the page, with the keyboard too. Where it has moments, a box
 * above it shows all of them in UTC as well; styles alone do it, so it works before scripts load.
 */
export function Table({ label, children }: Props) {
  const t = useTranslations("common");
  return (
    <div className="group/table min-w-0">
      <label className="mb-1.5 ml-auto hidden min-h-6 w-fit cursor-pointer items-center gap-2 text-muted text-xs group-has-[[data-utc]]/table:flex">
        <input type="checkbox" name="utc" className="size-4 cursor-pointer" />
        {t("utcToo")}
      </label>
      <section
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
        tabIndex={0}
        // Positioned, so that hidden texts in it scroll with it and do not widen the page.
        className="relative overflow-x-auto rounded-lg border border-line bg-raised shadow-card"
      >
        <table className="w-full border-collapse text-left text-sm">
          <caption className="sr-only">{label}</caption>
          <TableMoments>{children}</TableMoments>
        </table>
      </section>
    </div>
  );
}

/** The head of a column. `isNumber` puts it over the right edge of its numbers. */
export function Th({ isNumber = false, className, ...rest }: ComponentProps<"th"> & { readonly isNumber?: boolean }) {
  return (
    <th
      scope="col"
      className={classNames(
        "whitespace-nowrap border-line border-b bg-sunken px-4 py-2 font-medium text-muted text-xs",
        isNumber ? "text-right" : "",
        className,
      )}
      {...rest}
    />
  );
}

export function Tr({ className, ...rest }: ComponentProps<"tr">) {
  return <tr className={classNames("border-line not-last:border-b hover:bg-hover", className)} {...rest} />;
}

export function Td({ isNumber = false, className, ...rest }: ComponentProps<"td"> & { readonly isNumber?: boolean }) {
  return (
    <td
      className={classNames("px-4 py-2.5 align-top", isNumber ? "text-right tabular-nums" : "", className)}
      {...rest}
    />
  );
}

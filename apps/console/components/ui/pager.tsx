import { ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { buttonStyle } from "./button";

type Props = {
  /** Address of the first page; null while it is shown. */
  readonly first: string | null;
  /** Address of the page that follows; null after the last one. */
  readonly next: string | null;
};

/** Moves through a list that is too long to count: on, and back to the start. The browser's own button goes back one. */
export function Pager({ first, next }: Props) {
  const t = useTranslations("common");
  if (first === null && next === null) return null;
  return (
    <nav aria-label={t("pages")} className="flex justify-between gap-2">
      {first === null ? (
        <span />
      ) : (
        <Link href={first} className={buttonStyle({ size: "small" })}>
          <ChevronLeft aria-hidden className="size-4" />
          {t("firstPage")}
        </Link>
      )}
      {next === null ? null : (
        <Link href={next} className={buttonStyle({ size: "small" })}>
          {t("nextPage")}
          <ChevronRight aria-hidden className="size-4" />
        </Link>
      )}
    </nav>
  );
}

import { LOCALES } from "@silhouette/core/preferences";
import { Check, Languages } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { LOCALE_NAMES } from "@/i18n/locale-names";
import { chooseLanguageAction } from "./actions";

/** Every language under its own name, so that whoever landed in a foreign one finds the way back. */
export function LanguageSwitch({ id }: { readonly id: string }) {
  const t = useTranslations("shell");
  const current = useLocale();
  const shown = LOCALES.find((locale) => locale === current) ?? "en";
  return (
    <details className="group">
      <summary
        id={id}
        className="flex min-h-9 cursor-pointer list-none items-center gap-2.5 rounded-md px-2 hover:bg-hover [&::-webkit-details-marker]:hidden"
      >
        <Languages aria-hidden className="size-4" />
        <span className="sr-only">{t("language")}</span>
        <span lang={shown}>{LOCALE_NAMES[shown]}</span>
      </summary>
      <form action={chooseLanguageAction} aria-labelledby={id} className="mt-1 flex flex-col">
        {LOCALES.map((locale) => (
          <button
            key={locale}
            type="submit"
            name="locale"
            value={locale}
            lang={locale}
            aria-current={locale === current}
            className="flex min-h-9 cursor-pointer items-center justify-between gap-2 rounded-md py-1 pr-2 pl-8.5 text-left hover:bg-hover"
          >
            {LOCALE_NAMES[locale]}
            {locale === current ? <Check aria-hidden className="size-4 shrink-0" /> : null}
          </button>
        ))}
      </form>
    </details>
  );
}

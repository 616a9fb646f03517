import type { Locale } from "@silhouette/core/preferences";

/** Names of the languages in themselves, for people who cannot read the one that is shown. */
export const LOCALE_NAMES: Readonly<Record<Locale, string>> = {
  en: "English",
  ko: "한국어",
  sv: "Svenska",
  "pt-BR": "Português (Brasil)",
  fr: "Français",
  es: "Español",
};

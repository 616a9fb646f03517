import type { Locale } from "@silhouette/core/preferences";
import type en from "../messages/en.json";
import { PSEUDO_LOCALE, toPseudo } from "./pseudo";

/** The catalogue of every language has the keys of the English one: a test holds them equal. */
export type Messages = typeof en;

/** Loaded one by one: a page in Korean never reads the others. */
const CATALOGUES: Readonly<Record<Locale, () => Promise<{ readonly default: unknown }>>> = {
  en: () => import("../messages/en.json"),
  ko: () => import("../messages/ko.json"),
  sv: () => import("../messages/sv.json"),
  "pt-BR": () => import("../messages/pt-BR.json"),
  fr: () => import("../messages/fr.json"),
  es: () => import("../messages/es.json"),
};

export async function readMessages(locale: Locale | typeof PSEUDO_LOCALE): Promise<Messages> {
  if (locale === PSEUDO_LOCALE) return toPseudo(await readMessages("en"));
  return (await CATALOGUES[locale]()).default as Messages;
}

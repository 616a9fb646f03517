import type { Locale } from "@silhouette/core/preferences";
import type { formats } from "./i18n/formats";
import type { Messages } from "./i18n/messages";
import type { PSEUDO_LOCALE } from "./i18n/pseudo";

declare module "next-intl" {
  /** Makes a key that is not in the catalogue, or a value that a message needs and does not get, a type error. */
  interface AppConfig {
    Locale: Locale | typeof PSEUDO_LOCALE;
    Messages: Messages;
    Formats: typeof formats;
  }
}

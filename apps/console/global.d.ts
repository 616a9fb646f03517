import type { formats } from "./i18n/formats";
import type messages from "./messages/en.json";

declare module "next-intl" {
  /** Makes a key that is not in the catalogue, or a value that a message needs and does not get, a type error. */
  interface AppConfig {
    Locale: "en";
    Messages: typeof messages;
    Formats: typeof formats;
  }
}

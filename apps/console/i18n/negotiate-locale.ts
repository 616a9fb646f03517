import type { Locale } from "@silhouette/core/preferences";
import { nearestLocale } from "@silhouette/mail/reader";
import Negotiator from "negotiator";

/**
 * The language of the catalogue that a browser asks for (RFC 9110, section 12.5.4); null when it asks for none of them.
 * Languages are tried one by one in the browser's order: `en-GB, ko` is English, though only Korean is there literally.
 */
export function negotiateLocale(acceptLanguage: string | null): Locale | null {
  const headers = { "accept-language": acceptLanguage ?? "" };
  for (const tag of new Negotiator({ headers }).languages()) {
    const locale = nearestLocale(tag);
    if (locale !== null) return locale;
  }
  return null;
}

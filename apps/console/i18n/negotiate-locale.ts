import { match } from "@formatjs/intl-localematcher";
import { LOCALES, type Locale } from "@silhouette/core/preferences";
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

/** The nearest language of the catalogue to a tag such as `pt-PT` or `en_US`; null when none is near. */
export function nearestLocale(tag: string): Locale | null {
  const wellFormed = tag.replaceAll("_", "-");
  if (!/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(wellFormed)) return null;
  try {
    const found = match([wellFormed], LOCALES, "");
    return LOCALES.find((locale) => locale === found) ?? null;
  } catch {
    // Intl reports a tag that only looks like one by throwing.
    return null;
  }
}

import type { Page } from "@playwright/test";

/** Elements that hold what no language changes. */
const DATA = [
  // Ids, codes, commands, names of attributes and their values.
  "code, pre, .font-mono",
  // The browser's own formats have no accented English.
  "time",
  // What people have called things, which a translating browser leaves alone as well.
  "[translate=no]",
  // Names of languages, each in itself, and texts that are English in every language, as the reference of the API.
  "[lang]:not(html)",
  // Next's own message about the page's name, for screen readers.
  "next-route-announcer",
  "script, style, noscript, template",
].join(", ");

/** Texts that are no words of a language. */
const SAME_EVERYWHERE = [
  // The name of the product.
  /^Silhouette$/,
  // E-mail addresses.
  /^\S+@\S+$/,
  // Addresses of pages and calls.
  /^(https?:)?\/\S*$/,
  // Ids, and the members that these tests make, which are called by their roles.
  /^[\da-f]{8}-[\da-f-]{27}$/,
  // Moments in UTC, as logs have them.
  /^(\d{4}-\d{2}-\d{2} )?\d{2}:\d{2}(:\d{2})? UTC$/,
  // Time zones (IANA): the browser's own list.
  /^(UTC|GMT)$|^[A-Z]\w+(\/[\w+ -]+)+$/,
  // What the commands of the examples are written in.
  /^(curl|JavaScript|Python|node)$/,
  // The clients of other tests, in the list of all.
  /^(client|shop)-[\da-f-]+$/,
] as const;

/** Where a person reads or hears words, beside the texts. */
const LABELS = ["aria-label", "title", "placeholder", "alt"] as const;

/**
 * Texts and labels of a page in the pseudo-locale that have a word of three letters and no accent, which nobody has
 * taken from the catalogue.
 * @param names what the tests have called things
 */
export const findUntranslated = (page: Page, names: readonly string[]): Promise<readonly string[]> =>
  page.evaluate(
    ({ data, same, labels, names }) => {
      const patterns = same.map((source) => new RegExp(source));
      const isPlain = (text: string) =>
        /\p{L}{3,}/u.test(text) &&
        !/[^\p{ASCII}\p{P}\p{S}\s]/u.test(text) &&
        !names.includes(text) &&
        !patterns.some((pattern) => pattern.test(text));
      const found = new Set<string>();
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const text = node.textContent?.trim().replaceAll(/\s+/g, " ") ?? "";
        if (isPlain(text) && node.parentElement?.closest(data) === null) found.add(text);
      }
      for (const label of labels) {
        for (const element of document.body.querySelectorAll(`[${label}]`)) {
          const text = element.getAttribute(label)?.trim() ?? "";
          if (isPlain(text) && element.closest(data) === null) found.add(`${label}: ${text}`);
        }
      }
      return [...found];
    },
    { data: DATA, same: SAME_EVERYWHERE.map(({ source }) => source), labels: LABELS, names },
  );

import type { MessageFormatElement } from "@formatjs/icu-messageformat-parser";
import { parse, TYPE } from "@formatjs/icu-messageformat-parser";
import { LOCALES } from "@silhouette/core/preferences";
import { expect, test } from "vitest";
import { readMessages } from "../i18n/messages";
import type { Catalogue } from "../i18n/pseudo";

/** Texts by their path, such as `shell.signOut`. */
const flatten = (catalogue: Catalogue, path = ""): readonly (readonly [string, string])[] =>
  Object.entries(catalogue).flatMap(([key, value]) =>
    typeof value === "string" ? [[path + key, value] as const] : flatten(value, `${path}${key}.`),
  );

/** What a text needs and what it marks up: names of placeholders and tags, with the kind of each. */
function partsOf(elements: readonly MessageFormatElement[]): readonly string[] {
  return elements.flatMap((element) => {
    if (element.type === TYPE.literal || element.type === TYPE.pound) return [];
    if (element.type === TYPE.tag) return [`<${element.value}>`, ...partsOf(element.children)];
    if (element.type === TYPE.plural || element.type === TYPE.select) {
      const inner = Object.values(element.options).flatMap(({ value }) => partsOf(value));
      return [`${element.value}:${element.type}`, ...inner];
    }
    return [`${element.value}:${element.type}`];
  });
}

/** A language may say a number in a plain place or in a plural of its own: only the names must be the same. */
const namesOf = (text: string): readonly string[] =>
  [...new Set(partsOf(parse(text)).map((part) => part.replace(/:\d+$/, "")))].sort();

/** Plural rules that a language has for whole numbers, and so must be written out. */
const categoriesOf = (locale: string): readonly string[] =>
  new Intl.PluralRules(locale).resolvedOptions().pluralCategories.filter((category) => category !== "many");

const plurals = (elements: readonly MessageFormatElement[]): readonly (readonly string[])[] =>
  elements.flatMap((element) => {
    if (element.type === TYPE.tag) return plurals(element.children);
    if (element.type !== TYPE.plural && element.type !== TYPE.select) return [];
    const inner = Object.values(element.options).flatMap(({ value }) => plurals(value));
    return element.type === TYPE.plural ? [Object.keys(element.options), ...inner] : inner;
  });

const english = flatten(await readMessages("en"));

/** Texts that are the same in another language on purpose: names, and words that it has from English or shares. */
const isSharedWord = (text: string): boolean => /^[^a-z]*$/i.test(text) || text.split(/\s+/).length <= 3;

for (const locale of LOCALES) {
  test(`the catalogue of ${locale} has the keys of the English one, and every text needs the same values`, async () => {
    const texts = flatten(await readMessages(locale));
    expect(texts.map(([key]) => key).sort()).toEqual(english.map(([key]) => key).sort());
    const needed = new Map(texts);
    for (const [key, text] of english) {
      expect({ key, names: namesOf(needed.get(key) ?? "") }).toEqual({ key, names: namesOf(text) });
    }
  });

  test(`every plural of ${locale} knows the forms of its language`, async () => {
    for (const [key, text] of flatten(await readMessages(locale))) {
      for (const forms of plurals(parse(text))) {
        const missing = categoriesOf(locale).filter((category) => !forms.includes(category));
        // `=1` stands for `one` where a language says both alike.
        expect({ key, missing: missing.filter((form) => !(form === "one" && forms.includes("=1"))) }).toEqual({
          key,
          missing: [],
        });
      }
    }
  });

  test.skipIf(locale === "en")(`no sentence of ${locale} was left in English`, async () => {
    const texts = new Map(flatten(await readMessages(locale)));
    const left = english.filter(([key, text]) => texts.get(key) === text && !isSharedWord(text)).map(([key]) => key);
    expect(left).toEqual([]);
  });
}

import { type MessageFormatElement, parse, TYPE } from "@formatjs/icu-messageformat-parser";
import { printAST } from "@formatjs/icu-messageformat-parser/printer.js";

/**
 * Accented English, longer than any real language: text that stays plain on such a page was never translated, and what
 * does not fit there would not fit somewhere else. Nobody is offered it; the locale cookie can ask for it.
 */
export const PSEUDO_LOCALE = "en-XA";

/** A catalogue of texts, as deep as its sections go. */
export type Catalogue = { readonly [key: string]: string | Catalogue };

/** The catalogue with every text accented and a third longer. Placeholders, tags and plural rules stay as they are. */
export function toPseudo<Shape extends Catalogue>(catalogue: Shape): Shape {
  const entries = Object.entries(catalogue).map(([key, value]) => [
    key,
    typeof value === "string" ? printAST(accentAll(parse(value))) : toPseudo(value),
  ]);
  return Object.fromEntries(entries);
}

const accentAll = (elements: readonly MessageFormatElement[]): MessageFormatElement[] =>
  elements.map((element) => {
    if (element.type === TYPE.literal) return { ...element, value: accent(element.value) };
    if (element.type === TYPE.tag) return { ...element, children: accentAll(element.children) };
    if (element.type !== TYPE.plural && element.type !== TYPE.select) return element;
    const options = Object.entries(element.options).map(([name, option]) => [
      name,
      { ...option, value: accentAll(option.value) },
    ]);
    return { ...element, options: Object.fromEntries(options) };
  });

const PLAIN = "aceinosuyACEINOSUY";
const ACCENTED = "àçéîñöšûýÀÇÉÎÑÖŠÛÝ";

/** Every third vowel is said twice: about as much longer than English as German or Portuguese are. */
function accent(text: string): string {
  let vowels = 0;
  return [...text]
    .map((character) => {
      const at = PLAIN.indexOf(character);
      const accented = at === -1 ? character : (ACCENTED[at] ?? character);
      if (!/[aeiouAEIOU]/.test(character)) return accented;
      vowels += 1;
      return vowels % 3 === 0 ? accented + accented.toLowerCase().repeat(2) : accented;
    })
    .join("");
}

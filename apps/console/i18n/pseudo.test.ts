import { createTranslator } from "next-intl";
import { expect, test } from "vitest";
import messages from "../messages/en.json" with { type: "json" };
import { type Catalogue, toPseudo } from "./pseudo";

const texts = (catalogue: Catalogue): readonly string[] =>
  Object.values(catalogue).flatMap((value) => (typeof value === "string" ? [value] : texts(value)));

const say = (message: string, values: Record<string, string | number>) =>
  createTranslator({ locale: "en", messages: toPseudo({ message }) })("message", values);

test("every text of the catalogue has a pseudo form that is longer and accented", () => {
  const plain = texts(messages);
  const pseudo = texts(toPseudo(messages));
  expect(pseudo).toHaveLength(plain.length);
  expect(pseudo.join("").length).toBeGreaterThan(plain.join("").length * 1.15);
  // A text without a word of its own, such as one that joins two values by a dash, has nothing to accent.
  const plainAndPseudo = plain.map((text, index) => [text.replaceAll(/\{[^{}]*\}/g, ""), pseudo[index] ?? ""] as const);
  for (const [text, accented] of plainAndPseudo) if (/[aeiou]/i.test(text)) expect(accented).toMatch(/[^\0-\x7f]/);
});

test("placeholders and plural rules survive", () => {
  expect(say("Hello {name}, you have {count, plural, one {# day} other {# days}}", { name: "Ada", count: 1 })).toBe(
    "Héllö Ada, ýöû hàààvé 1 dàý",
  );
  expect(say("{editors, select, approver {ask} other {wait}}", { editors: "approver" })).toBe("àšk");
});

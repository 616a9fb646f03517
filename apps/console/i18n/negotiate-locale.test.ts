import { expect, test } from "vitest";
import { negotiateLocale } from "./negotiate-locale";

test.each([
  ["ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7", "ko"],
  ["pt-PT,pt;q=0.9", "pt-BR"],
  ["pt-BR", "pt-BR"],
  ["fr-CA", "fr"],
  ["es-419,es;q=0.9", "es"],
  ["en-GB,ko;q=0.5", "en"],
  ["de,sv;q=0.8,en;q=0.5", "sv"],
  ["sv;q=0.2,fr;q=0.9", "fr"],
])("a browser that asks for %s gets %s", (header, locale) => {
  expect(negotiateLocale(header)).toBe(locale);
});

test.each([[null], [""], ["*"], ["de,ja"], ["xx-\0"], [";;;,,,q=1"], ["a".repeat(5000)]])(
  "a browser that asks for nothing we have, or nonsense, gets no language of its own: %j",
  (header) => {
    expect(negotiateLocale(header)).toBeNull();
  },
);

import { LOCALES, type Locale } from "@silhouette/core/preferences";
import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, test } from "vitest";
import { composeNoticeMail } from "./notice-mail.ts";
import { NOTICE_TEXTS } from "./notice-texts.ts";

const notice = {
  clientCode: "acme",
  token: {
    id: "t-1",
    publicId: "0123456789ABCDEF",
    name: "Nightly",
    expiresAt: new Date("2026-06-01T12:00:00.000Z"),
  },
  daysBefore: 7,
};
const account = { ...notice, token: { ...notice.token, name: null }, daysBefore: 1 };
const url = "https://console.example";
const reader = (locale: Locale, timeZone = "UTC") => ({ locale, timeZone });

test("a mail says which token, when it ends and what to do", () => {
  const { subject, text, language } = composeNoticeMail(notice, reader("en"), url);
  expect([subject, language]).toEqual(["acme: a profile token expires in less than 7 days", "en"]);
  for (const part of ['"Nightly"', "sil_0123456789ABCDEF", "Jun 1, 2026, 12:00 UTC", `${url}/`, "/tokens/t-1/rotate"]) {
    expect(text).toContain(part);
  }
  expect(composeNoticeMail({ ...notice, daysBefore: 1 }, reader("en"), null).subject).toContain("less than 1 day");
});

test.each([
  ["ko", "Asia/Seoul", "acme: 프로필 토큰 만료까지 7일 미만 남음", "2026년 6월 1일 21:00"],
  ["sv", "Europe/Stockholm", "acme: en profiltoken förfaller om mindre än 7 dagar", "1 juni 2026 14:00"],
  ["pt-BR", "America/Sao_Paulo", "acme: um token de perfil expira em menos de 7 dias", "1 de jun. de 2026, 09:00"],
  ["fr", "Europe/Paris", "acme : un jeton de profil expire dans moins de 7 jours", "1 juin 2026, 14:00"],
  ["es", "Europe/Madrid", "acme: un token de perfil caduca en menos de 7 días", "1 jun 2026, 14:00"],
] as const)("in %s the words and the moment in %s are the reader's own", (locale, timeZone, subject, moment) => {
  const mail = composeNoticeMail(notice, reader(locale, timeZone), url);
  expect([mail.language, mail.subject]).toEqual([locale, subject]);
  expect(mail.text).toContain(moment);
});

test("the account's own token, one day and an unknown address of the console have their own words", () => {
  const texts = LOCALES.map((locale) => composeNoticeMail(account, reader(locale), null));
  for (const { subject, text } of texts) {
    expect(subject).toMatch(/1/);
    expect(text).not.toMatch(/Nightly|https?:|undefined|null|[{}]/);
  }
  expect(composeNoticeMail(account, reader("fr"), null).text).toContain("jeton d’authentification de profil");
});

describe.each(LOCALES)("the texts in %s", (locale) => {
  const texts = NOTICE_TEXTS[locale];

  test("have the placeholders of the English ones", () => {
    for (const part of ["subject", "text"] as const) {
      expect(placeholders(texts[part])).toEqual(placeholders(NOTICE_TEXTS.en[part]));
    }
  });

  test("have no straight apostrophe, which hides what follows it from ICU", () => {
    expect(`${texts.subject}${texts.text}`).not.toContain("'");
  });
});

test.each(LOCALES.filter((locale) => locale !== "en"))("no word of the texts in %s was left in English", (locale) => {
  const words = (text: string): readonly string[] => text.match(/\b[a-z]{4,}\b/g) ?? [];
  const known = new Set([...words(NOTICE_TEXTS.en.text), ...words(NOTICE_TEXTS.en.subject)]);
  for (const word of [...KEYWORDS, ...placeholders(NOTICE_TEXTS.en.text), ...SHARED_WORDS]) known.delete(word);
  const { subject, text } = NOTICE_TEXTS[locale];
  expect(words(`${subject} ${text}`).filter((word) => known.has(word))).toEqual([]);
});

const KEYWORDS = ["plural", "select", "other", "days"];
/** Words of several languages: `mail` is a part of the Portuguese `e-mail`. */
const SHARED_WORDS = ["token", "tokens", "console", "mail"];

/** The names of a message's arguments, each once: `{name}`, and those that plurals and choices decide by. */
function placeholders(message: string): readonly string[] {
  const names = new Set<string>();
  const collect = (elements: readonly unknown[]): void => {
    for (const element of elements as readonly {
      readonly type: number;
      readonly value: unknown;
      readonly options?: Readonly<Record<string, { readonly value: readonly unknown[] }>>;
    }[]) {
      if (element.type !== LITERAL && element.type !== POUND) names.add(String(element.value));
      for (const option of Object.values(element.options ?? {})) collect(option.value);
    }
  };
  collect(new IntlMessageFormat(message, "en").getAst());
  return [...names].sort();
}
const LITERAL = 0;
const POUND = 7;

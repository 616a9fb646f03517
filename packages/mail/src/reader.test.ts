import { expect, test } from "vitest";
import { nearestLocale, toReader } from "./reader.ts";

test.each([
  ["en_US", "en"],
  ["pt_PT", "pt-BR"],
  ["tlh", null],
  ["en-XA", "en"],
  ["not a tag", null],
  ["", null],
])("the setting %j is near to %s", (tag, locale) => {
  expect(nearestLocale(tag)).toBe(locale);
});

const nothing = { locale: null, timeZone: null };

test.each([
  ["their own choice", { locale: "sv", timeZone: "Europe/Stockholm" }, { locale: "ko_KR", timeZone: "Asia/Seoul" }],
  ["the client's settings", nothing, { locale: "sv_SE", timeZone: "Europe/Stockholm" }],
  ["each for itself", { locale: "sv", timeZone: null }, { locale: "ko_KR", timeZone: "Europe/Stockholm" }],
] as const)("mails follow %s", (_, own, around) => {
  expect(toReader(own, around)).toEqual({ locale: "sv", timeZone: "Europe/Stockholm" });
});

test("where nothing is known, or nothing that we have, mails are in English and UTC", () => {
  expect(toReader(nothing, {})).toEqual({ locale: "en", timeZone: "UTC" });
  expect(toReader(nothing, { locale: "tlh", timeZone: "Mars/Olympus" })).toEqual({ locale: "en", timeZone: "UTC" });
});

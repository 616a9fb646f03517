import fc from "fast-check";
import { expect, test } from "vitest";
import { decodePercent } from "./percent.ts";
import { refuse, succeed } from "./result.ts";

test.each([
  ["", ""],
  ["plain", "plain"],
  ["S%C3%A3o%20Paulo", "São Paulo"],
  ["S%c3%a3o+Paulo", "São Paulo"],
  ["a%2Cb%0Ac%25d", "a,b\nc%d"],
  ["%2B", "+"],
  ["%252C", "%2C"],
  ["%EC%84%9C%EC%9A%B8", "서울"],
  ["%F0%9F%A6%80", "🦀"],
  ["서울%20부산", "서울 부산"],
  ["%EF%BB%BFa", "\ufeffa"],
])("%j is decoded once to %j", (raw, expected) => {
  expect(decodePercent(raw)).toEqual(succeed(expected));
});

test.each([
  ["100%", "100%"],
  ["%", "%"],
  ["%4", "%4"],
  ["%zz", "%zz"],
  ["%2G%20", "%2G "],
  ["%%41", "%A"],
  ["%u0041", "%u0041"],
  ["%-1", "%-1"],
  ["% 1", "% 1"],
  ["50%+%C3%A3", "50% ã"],
  ["ü%ü%20", "ü%ü "],
])("an invalid escape stays as text: %j becomes %j (U-15)", (raw, expected) => {
  expect(decodePercent(raw)).toEqual(succeed(expected));
});

test.each([
  ["%FF", "a byte that UTF-8 never has"],
  ["%C3", "half a character"],
  ["%C3%28", "half a character before another"],
  ["%C0%AF", "an overlong slash"],
  ["%E0%80%AF", "an overlong slash in three bytes"],
  ["%ED%A0%80", "a surrogate"],
  ["%F4%90%80%80", "a code point above U+10FFFF"],
  ["%A9%zz", "a stray continuation beside an invalid escape"],
])("%s is refused: %s (U-15)", (raw) => {
  expect(decodePercent(raw)).toEqual(refuse("bad-encoding"));
});

test("what encodeURIComponent encodes comes back, also beside an invalid escape", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(decodePercent(encodeURIComponent(text))).toEqual(succeed(text));
      expect(decodePercent(`%${encodeURIComponent(`z${text}`)}`)).toEqual(succeed(`%z${text}`));
    }),
  );
});

test("no text makes it throw", () => {
  const hard = fc.constantFrom("%", "+", "%2", "%FF", "%C3", "%A3", "\ud800", "\0", "é", "g", "A");
  fc.assert(
    fc.property(fc.string({ unit: hard }), (text) => {
      const decoded = decodePercent(text);
      if (!decoded.ok) expect(text).toContain("%");
    }),
  );
});

test("the time of a lenient decoding does not grow with the square of its length: a megabyte ends", () => {
  expect(decodePercent(`%zz${"%41".repeat(350_000)}`)).toEqual(succeed(`%zz${"A".repeat(350_000)}`));
}, 10_000);

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ATTRIBUTE_NAME_LENGTH_MAX, checkAttributeName, isEmptyValue, isStorableValue } from "./attributes.ts";

describe("checkAttributeName", () => {
  test.each([
    ["tier"],
    ["address.city"],
    ["이름"],
    ["with blank"],
    ["__proto__"],
    ["constructor"],
    ["toString"],
    ["User.tier"],
    ["users"],
    ["userTier"],
    ["mobile_phone"],
    ["browsertime"],
    ["profile.tier"],
    ["a".repeat(ATTRIBUTE_NAME_LENGTH_MAX)],
  ])("%j can be written", (name) => {
    expect(checkAttributeName(name)).toBeNull();
  });

  test.each([
    ["user."],
    ["user.visits"],
    ["crs.score"],
    ["geolocation.country"],
    ["mobile.isTablet"],
    ["browserTime"],
    ["averageDaysBetweenVisits"],
    ["sessionCount"],
    ["firstSessionStart"],
    ["geolocation"],
    ["mobile"],
    ["user"],
    ["parameter"],
  ])("%j is reserved (U-20)", (name) => {
    expect(checkAttributeName(name)).toBe("reserved-name");
  });

  test.each([
    ["", "an empty name"],
    ["a".repeat(ATTRIBUTE_NAME_LENGTH_MAX + 1), "129 characters (U-22)"],
    ["a\0b", "NUL"],
    ["a\ud800", "a lone surrogate"],
  ])("%j cannot be stored: %s", (name) => {
    expect(checkAttributeName(name)).toBe("invalid-name");
  });
});

describe("isEmptyValue", () => {
  test.each([[""], ['""'], ["null"]])("%j is absent (U-15)", (raw) => {
    expect(isEmptyValue(raw)).toBe(true);
  });

  test.each([[" "], ["0"], ["false"], ["NULL"], ["undefined"], ["''"], ['"a"'], ['"'], ["%22%22"], ["nullable"]])(
    "%j is a value",
    (raw) => {
      expect(isEmptyValue(raw)).toBe(false);
    },
  );
});

test("any text without NUL and lone surrogates can be stored", () => {
  expect(isStorableValue("")).toBe(true);
  expect(isStorableValue("\u{1f980}\u{fffd}\u0001")).toBe(true);
  expect(isStorableValue("a\0")).toBe(false);
  expect(isStorableValue("\udc00")).toBe(false);
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(isStorableValue(text)).toBe(!text.includes("\0"));
    }),
  );
});

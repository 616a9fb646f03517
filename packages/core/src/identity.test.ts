import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type IdKind, THIRD_PARTY_ID_LENGTH_MAX, TNT_ID_LENGTH_MAX, toProfileKey } from "./identity.ts";
import { refuse, succeed } from "./result.ts";

const kinds: readonly IdKind[] = ["tntId", "thirdPartyId"];

describe("a tntId", () => {
  test.each([
    ["111492025094307-353046", "pc:111492025094307-353046"],
    ["1389936436794-710059.19_36", "pc:1389936436794-710059"],
    ["a.0_0", "pc:a"],
    ["a.19_36.19_36", "pc:a.19_36"],
    ["a.19", "pc:a.19"],
    ["a.19_", "pc:a.19_"],
    ["a._36", "pc:a._36"],
    ["a.x_1", "pc:a.x_1"],
    ["a-28_0", "pc:a-28_0"],
    ["a.28_0x", "pc:a.28_0x"],
    ["a+b/c", "pc:a+b/c"],
  ])("%s is kept as %s: the location suffix is cut off (U-05)", (id, key) => {
    expect(toProfileKey("tntId", id)).toEqual(succeed(key));
  });

  test("a suffix alone names nobody", () => {
    expect(toProfileKey("tntId", ".28_20")).toEqual(refuse("invalid-id"));
  });

  test("128 characters pass, one more does not; the suffix is not counted", () => {
    const longest = "a".repeat(TNT_ID_LENGTH_MAX);
    expect(toProfileKey("tntId", longest)).toEqual(succeed(`pc:${longest}`));
    expect(toProfileKey("tntId", `${longest}.28_20`)).toEqual(succeed(`pc:${longest}`));
    expect(toProfileKey("tntId", `${longest}a`)).toEqual(refuse("invalid-id"));
  });
});

describe("a thirdPartyId", () => {
  test("what looks like a location suffix belongs to it", () => {
    expect(toProfileKey("thirdPartyId", "crm.19_36")).toEqual(succeed("tp:crm.19_36"));
  });

  test.each([["crm+1"], ["crm/1"], ["+"], ["/"]])("%s is refused (U-38)", (id) => {
    expect(toProfileKey("thirdPartyId", id)).toEqual(refuse("invalid-id"));
  });

  test("256 characters pass, one more does not", () => {
    const longest = "é".repeat(THIRD_PARTY_ID_LENGTH_MAX);
    expect(toProfileKey("thirdPartyId", longest)).toEqual(succeed(`tp:${longest}`));
    expect(toProfileKey("thirdPartyId", `${longest}a`)).toEqual(refuse("invalid-id"));
  });
});

test.each(kinds)("an empty %s is missing; NUL and lone surrogates cannot be stored", (kind) => {
  expect(toProfileKey(kind, "")).toEqual(refuse("missing-id"));
  expect(toProfileKey(kind, "a\0")).toEqual(refuse("invalid-id"));
  expect(toProfileKey(kind, "\ud800")).toEqual(refuse("invalid-id"));
});

test.each(["__proto__", "constructor", "pc:x", "tp:x", " ", "서울"])("%j is an id like any other", (id) => {
  expect(toProfileKey("tntId", id)).toEqual(succeed(`pc:${id}`));
  expect(toProfileKey("thirdPartyId", id)).toEqual(succeed(`tp:${id}`));
});

test("ids of different kinds never share a key, and different ids of one kind neither", () => {
  const id = fc.string({ minLength: 1, maxLength: 40, unit: fc.constantFrom("a", ".", "_", "1", "p", "c", ":", "t") });
  fc.assert(
    fc.property(id, id, (one, other) => {
      const [tnt, third] = [toProfileKey("tntId", one), toProfileKey("thirdPartyId", other)];
      if (tnt.ok && third.ok) expect(tnt.value).not.toBe(third.value);
      const another = toProfileKey("thirdPartyId", one);
      if (one !== other && third.ok && another.ok) expect(another.value).not.toBe(third.value);
    }),
  );
});

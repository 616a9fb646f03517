import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PROFILE_BYTES_MAX } from "./attributes.ts";
import { type Attributes, attributesBytes, changeBytes, expiryAfterWrite, mergeAttributes } from "./profile.ts";
import { refuse } from "./result.ts";

const now = new Date("2026-03-02T09:15:27.411Z");
const later = new Date("2026-03-02T10:00:00.000Z");

/** Few names, so that they meet, and the ones that trip objects up. */
const name: fc.Arbitrary<string> = fc.constantFrom(
  "tier",
  "city",
  "이름",
  "__proto__",
  "constructor",
  "toString",
  "1",
  "01",
);
const value = fc.string({ minLength: 1, unit: "grapheme" });
const change = fc.array(fc.tuple(name, value)).map((entries) => new Map(entries));
const attributes = fc
  .array(fc.tuple(name, fc.record({ value, modifiedAt: fc.nat() })))
  .map((entries): Attributes => new Map(entries));

function merge(stored: Attributes, values: ReadonlyMap<string, string>, at: Date): Attributes {
  const merged = mergeAttributes(stored, values, at);
  if (!merged.ok) throw new Error(merged.refusal);
  return merged.value;
}

describe("mergeAttributes", () => {
  test("a name in the change takes the new value and time, every other one stays as it was", () => {
    fc.assert(
      fc.property(attributes, change, (stored, values) => {
        const merged = merge(stored, values, now);
        expect(new Set(merged.keys())).toEqual(new Set([...stored.keys(), ...values.keys()]));
        for (const [key, attribute] of merged) {
          const changed = values.get(key);
          expect(attribute).toEqual(
            changed === undefined ? stored.get(key) : { value: changed, modifiedAt: now.getTime(), origin: "update" },
          );
        }
      }),
    );
  });

  test("the same change twice at one moment is the same as once", () => {
    fc.assert(
      fc.property(attributes, change, (stored, values) => {
        const once = merge(stored, values, now);
        expect(merge(once, values, now)).toEqual(once);
      }),
    );
  });

  test("of two changes the last wins attribute by attribute, as if they had come as one", () => {
    fc.assert(
      fc.property(attributes, change, change, (stored, first, second) => {
        const inTurn = merge(merge(stored, first, now), second, later);
        const values = (map: Attributes) => new Map([...map].map(([key, attribute]) => [key, attribute.value]));
        expect(values(inTurn)).toEqual(values(merge(stored, new Map([...first, ...second]), later)));
        for (const key of first.keys()) {
          expect(inTurn.get(key)?.modifiedAt).toBe((second.has(key) ? later : now).getTime());
        }
      }),
    );
  });

  test("the stored attributes are never changed in place", () => {
    fc.assert(
      fc.property(attributes, change, (stored, values) => {
        const before = structuredClone(stored);
        mergeAttributes(stored, values, now);
        expect(stored).toEqual(before);
      }),
    );
  });

  test("an empty change changes nothing", () => {
    const stored: Attributes = new Map([["tier", { value: "gold", modifiedAt: 1 }]]);
    expect(merge(stored, new Map(), now)).toEqual(stored);
  });

  test("a profile of 65,536 bytes is kept, one more byte is refused as a whole (U-23)", () => {
    const stored: Attributes = new Map([["a", { value: "x".repeat(PROFILE_BYTES_MAX - 6), modifiedAt: 1 }]]);
    expect(attributesBytes(merge(stored, new Map([["é", "é1"]]), now))).toBe(PROFILE_BYTES_MAX);
    expect(mergeAttributes(stored, new Map([["é", "é12"]]), now)).toEqual(refuse("too-large"));
    expect(stored.has("é")).toBe(false);
  });

  test("a change that makes room is accepted, however full the profile was (U-23)", () => {
    const stored: Attributes = new Map([["a", { value: "x".repeat(PROFILE_BYTES_MAX), modifiedAt: 1 }]]);
    expect(merge(stored, new Map([["a", "y"]]), now).get("a")?.value).toBe("y");
  });
});

test("sizes are counted in UTF-8 bytes of names and values (U-23)", () => {
  expect(changeBytes(new Map())).toBe(0);
  expect(
    changeBytes(
      new Map([
        ["a", "1"],
        ["é", "🦀"],
      ]),
    ),
  ).toBe(8);
  fc.assert(
    fc.property(change, (values) => {
      expect(attributesBytes(merge(new Map(), values, now))).toBe(changeBytes(values));
    }),
  );
});

test("a profile lives whole days of 24 hours from its last write (U-33)", () => {
  expect(expiryAfterWrite(now, 1)).toEqual(new Date("2026-03-03T09:15:27.411Z"));
  expect(expiryAfterWrite(now, 90)).toEqual(new Date("2026-05-31T09:15:27.411Z"));
});

import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openSealedText, sealText } from "./sealed-text.ts";

const key = new Uint8Array(32).fill(1);

test("a text comes back as it was", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string(), (text, place) => {
      expect(openSealedText(sealText(text, place, key, randomBytes), place, key)).toBe(text);
    }),
  );
});

test("another key, another place and any changed byte open nothing", () => {
  const sealed = sealText("sil_abc", "token-1", key, randomBytes);
  expect(openSealedText(sealed, "token-1", new Uint8Array(32).fill(2))).toBeNull();
  expect(openSealedText(sealed, "token-2", key)).toBeNull();
  for (let at = 0; at < sealed.length; at++) {
    const changed = Uint8Array.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(openSealedText(changed, "token-1", key)).toBeNull();
  }
});

test("what is too short to be one opens nothing", () => {
  const sealed = sealText("", "token-1", key, randomBytes);
  for (let length = 0; length < sealed.length; length++) {
    expect(openSealedText(sealed.subarray(0, length), "token-1", key)).toBeNull();
  }
});

test("the same text is sealed differently each time, and never holds it", () => {
  const seal = () => Buffer.from(sealText("sil_abc", "token-1", key, randomBytes));
  expect(seal().equals(seal())).toBe(false);
  expect(seal().includes("sil_abc")).toBe(false);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { FormDecoder, hexPair } from "./form-decoder.ts";
import { splitBytes } from "./testing-batch.ts";

const decode = (pieces: readonly Uint8Array[]): string => {
  const decoder = new FormDecoder();
  const decoded = pieces.map((piece) => decoder.push(piece));
  return Buffer.concat([...decoded, decoder.finish()]).toString("latin1");
};
const decodeText = (text: string): string => decode([Buffer.from(text, "latin1")]);

test.each([
  ["", ""],
  ["a+b", "a b"],
  ["a%2Cb%0a", "a,b\n"],
  ["%252C", "%2C"],
  ["%ff%00", "\xff\0"],
  ["a&b=c", "a"],
  ["&", ""],
  ["a%26b", "a&b"],
])("%j is decoded to %j, and an ampersand ends the value", (encoded, expected) => {
  expect(decodeText(encoded)).toBe(expected);
});

test.each([["%"], ["%4"], ["%zz"], ["a%2"], ["%g1"], ["%1g"]])("the invalid escape %j stays as it is", (text) => {
  expect(decodeText(text)).toBe(text);
});

test("an escape begins anew after a percent sign that starts none", () => {
  expect(decodeText("%%41%4%41")).toBe("%A%4A");
});

const hard = fc.constantFrom("%", "2", "C", "c", "+", "&", "a", "g", "=", "\n", "\xff");

test("any split of the bytes gives what one piece gives", () => {
  fc.assert(
    fc.property(fc.string({ unit: hard }), fc.array(fc.nat()), (text, cuts) => {
      expect(decode(splitBytes(Buffer.from(text, "latin1"), cuts))).toBe(decodeText(text));
    }),
  );
});

test("it decodes what URLSearchParams encodes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (value) => {
      const encoded = new URLSearchParams({ batch: value }).toString().slice("batch=".length);
      expect(Buffer.from(decodeText(encoded), "latin1").toString("utf8")).toBe(value);
    }),
  );
});

test("hexPair knows the hexadecimal digits and nothing else", () => {
  for (let high = 0; high < 256; high++) {
    for (let low = 0; low < 256; low++) {
      const text = String.fromCharCode(high, low);
      expect(hexPair(high, low)).toBe(/^[0-9a-f]{2}$/i.test(text) ? Number.parseInt(text, 16) : null);
    }
  }
});

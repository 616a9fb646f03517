import fc from "fast-check";
import { expect, test } from "vitest";
import { createRecoveryCode, hashRecoveryCode, parseRecoveryCode } from "./recovery-code.ts";

const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 });
const key = new Uint8Array(32).fill(1);

test("a code is read back from whatever people make of it", () => {
  fc.assert(
    fc.property(bytes, (random) => {
      const code = createRecoveryCode(() => random);
      expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){3}$/);
      for (const typed of [code, code.toUpperCase(), code.replaceAll("-", " "), ` ${code.replaceAll("-", "")} `]) {
        expect(parseRecoveryCode(typed)).toBe(code);
      }
    }),
  );
});

test("letters that look like digits are taken for them", () => {
  expect(parseRecoveryCode("OOOO-IIII-LLLL-0000")).toBe("0000-1111-1111-0000");
});

test.each(["", "123456", "0123-4567-89ab-cde", "0123-4567-89ab-cdefg", "0123-4567-89ab-cdeu", "0123-4567-89ab-cdé0"])(
  "%j is no recovery code",
  (text) => expect(parseRecoveryCode(text)).toBeNull(),
);

test("a code of one member is another hash for another member, and under another key", () => {
  const hashes = [
    hashRecoveryCode("0123-4567-89ab-cdef", "ada", key),
    hashRecoveryCode("0123-4567-89ab-cdef", "bob", key),
    hashRecoveryCode("0123-4567-89ab-cdef", "ada", new Uint8Array(32).fill(2)),
  ].map((hash) => Buffer.from(hash).toString("hex"));
  expect(new Set(hashes).size).toBe(3);
});

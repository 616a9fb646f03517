import fc from "fast-check";
import { expect, test } from "vitest";
import { GrowingBuffer } from "./growing-buffer.ts";

test("holds what was appended, whatever the pieces and the first capacity", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array()), fc.nat(20), (pieces, capacity) => {
      const buffer = new GrowingBuffer(capacity);
      for (const piece of pieces) buffer.append(piece);
      const whole = Buffer.concat(pieces);
      expect(buffer.length).toBe(whole.length);
      expect(buffer.toBytes().equals(whole)).toBe(true);
    }),
  );
});

test("takes a piece of its own bytes", () => {
  const buffer = new GrowingBuffer(4);
  buffer.append(Buffer.from("abc"));
  buffer.append(buffer.toBytes());
  expect(buffer.toBytes().toString()).toBe("abcabc");
});

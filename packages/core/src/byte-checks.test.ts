import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";

afterEach(() => {
  vi.doUnmock("node:buffer");
  vi.resetModules();
});

test("a browser, which has neither check of its own, comes to the same answers as Node", async () => {
  const own = await import("./byte-checks.ts");
  vi.resetModules();
  vi.doMock("node:buffer", () => ({ isAscii: undefined, isUtf8: undefined }));
  const fallback = await import("./byte-checks.ts");
  expect(fallback.isAscii).not.toBe(own.isAscii);
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 12 }),
    fc.string({ unit: "grapheme" }).map((text) => new TextEncoder().encode(text)),
  );
  fc.assert(
    fc.property(bytes, (given) => {
      expect(fallback.isAscii(given)).toBe(own.isAscii(given));
      expect(fallback.isUtf8(given)).toBe(own.isUtf8(given));
    }),
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeXml } from "./replies.ts";

test("text from a caller never becomes markup, nor a character that XML cannot hold", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const escaped = escapeXml(text);
      expect(escaped).not.toMatch(/[<>"']/);
      expect(escaped.replace(/&(?:amp|lt|gt|quot|apos);/g, "")).not.toContain("&");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the characters that XML 1.0 forbids
      expect(escaped).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
      expect(escaped.isWellFormed()).toBe(true);
    }),
  );
});

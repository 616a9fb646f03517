import { expect, test } from "vitest";
import { createTotpSecret, matchTotpStep, toEnrolment } from "./totp.ts";

/** `12345678901234567890` in base32: the secret of RFC 6238, appendix B. */
const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const at = (epochSeconds: number) => new Date(epochSeconds * 1000);

// The last six of the eight digits of the RFC's table for SHA-1.
test.each([
  [59, "287082", 1],
  [1_111_111_109, "081804", 37_037_036],
  [1_111_111_111, "050471", 37_037_037],
  [1_234_567_890, "005924", 41_152_263],
  [2_000_000_000, "279037", 66_666_666],
  [20_000_000_000, "353130", 666_666_666],
])("the code of RFC 6238 at %d is taken", (epoch, code, step) => {
  expect(matchTotpStep(secret, code, null, at(epoch))).toBe(step);
});

test("a code is taken one step early and one step late, and no more", () => {
  // The code of step 1: seconds 30 to 59.
  for (const epoch of [0, 30, 59, 89]) expect(matchTotpStep(secret, "287082", null, at(epoch))).toBe(1);
  for (const epoch of [90, 120]) expect(matchTotpStep(secret, "287082", null, at(epoch))).toBeNull();
});

test("a code of a step that was taken, or of an earlier one, is taken no more", () => {
  expect(matchTotpStep(secret, "287082", 0, at(59))).toBe(1);
  expect(matchTotpStep(secret, "287082", 1, at(59))).toBeNull();
  // After a clock was put back by years.
  expect(matchTotpStep(secret, "287082", 40_000_000, at(59))).toBeNull();
});

test.each(["", "287083", "28708", "2870821", "28708a", "２８７０８２", "0123-4567-89ab-cdef"])(
  "%j is no code",
  (code) => {
    expect(matchTotpStep(secret, code, null, at(59))).toBeNull();
  },
);

test("blanks in a code do not matter", () => {
  expect(matchTotpStep(secret, " 287 082", null, at(59))).toBe(1);
});

test("an enrolment says whose it is, and each secret has 160 bits of its own", () => {
  const made = createTotpSecret();
  expect(made).toMatch(/^[A-Z2-7]{32}$/);
  expect(createTotpSecret()).not.toBe(made);
  const uri = new URL(toEnrolment(made, "ada@example.com").uri);
  expect(uri.protocol).toBe("otpauth:");
  expect(decodeURIComponent(uri.pathname)).toContain("Silhouette:ada@example.com");
  expect(uri.searchParams.get("secret")).toBe(made);
});

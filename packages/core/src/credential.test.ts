import { describe, expect, test } from "vitest";
import {
  CREDENTIAL_LIFETIME_DAYS_MAX,
  CredentialName,
  createCredentialSecret,
  credentialState,
  isAcceptableEnd,
  ROTATION_OVERLAP_SECONDS,
  ROTATION_OVERLAPS,
} from "./credential.ts";

const now = new Date("2026-03-01T08:00:00Z");
const after = (millis: number) => new Date(now.getTime() + millis);

test("a credential lives until it is revoked or its end has come, to the millisecond", () => {
  expect(credentialState({ expiresAt: null, revokedAt: null }, now)).toBe("live");
  expect(credentialState({ expiresAt: after(1), revokedAt: null }, now)).toBe("live");
  expect(credentialState({ expiresAt: now, revokedAt: null }, now)).toBe("expired");
  expect(credentialState({ expiresAt: now, revokedAt: now }, now)).toBe("revoked");
});

describe("the end of a new credential", () => {
  const longest = CREDENTIAL_LIFETIME_DAYS_MAX * 86_400_000;
  test.each([
    ["none", null, true],
    ["now", now, false],
    ["a moment later", after(1), true],
    ["the longest life", after(longest), true],
    ["a moment more", after(longest + 1), false],
  ])("%s", (_case, end, expected) => {
    expect(isAcceptableEnd(end, now)).toBe(expected);
  });
});

test("id and secret are of the promised length and come from the given randomness", () => {
  let fill = 0;
  const random = (bytes: number) => Uint8Array.from({ length: bytes }, () => fill++ % 248);
  const made = createCredentialSecret(random);
  expect(made.publicId).toMatch(/^[0-9A-Za-z]{20}$/);
  expect(made.secret).toMatch(/^silcs_[0-9A-Za-z]{43}$/);
  expect(createCredentialSecret(random).secret).not.toBe(made.secret);
});

test("every overlap that can be chosen has its seconds", () => {
  expect(ROTATION_OVERLAPS.map((overlap) => ROTATION_OVERLAP_SECONDS[overlap])).toEqual([0, 3600, 86_400, 604_800]);
});

test.each(["", " ", "a\nb", "x".repeat(101), "ada@example.com"])("%j is no name", (name) => {
  expect(CredentialName.safeParse(name).success).toBe(false);
});

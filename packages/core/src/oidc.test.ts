import { describe, expect, test } from "vitest";
import { decideJoin, joinableEmail, type ProviderAccount } from "./oidc.ts";

const account: ProviderAccount = {
  issuer: "https://id.example.com",
  subject: "42",
  email: "Ada@Example.com",
  isEmailVerified: true,
  name: "Ada Byron",
};
const newcomers = { role: "observer", clientCode: "acme" } as const;

test("only a verified address leads to a member, in its one form", () => {
  expect(joinableEmail(account)).toBe("ada@example.com");
  expect(joinableEmail({ ...account, isEmailVerified: false })).toBeNull();
  expect(joinableEmail({ ...account, email: null })).toBeNull();
  expect(joinableEmail({ ...account, email: "ada" })).toBeNull();
});

describe("an account that no member is joined to", () => {
  test("joins the member of its address", () => {
    expect(decideJoin(account, { isKnownToIssuer: false }, null)).toEqual({ ok: true, value: { kind: "join" } });
  });

  test("does not join a member who signs in with another account of the issuer", () => {
    expect(decideJoin(account, { isKnownToIssuer: true }, newcomers)).toEqual({ ok: false, refusal: "other-account" });
  });

  test("is refused where newcomers are, and becomes a member where they are let in", () => {
    expect(decideJoin(account, null, null)).toEqual({ ok: false, refusal: "unknown" });
    const created = { kind: "create", email: "ada@example.com", name: "Ada Byron" };
    expect(decideJoin(account, null, newcomers)).toEqual({ ok: true, value: created });
  });

  test.each([null, { isKnownToIssuer: false }])("is refused without a verified address: %o", (found) => {
    const unverified = { ...account, isEmailVerified: false };
    expect(decideJoin(unverified, found, newcomers)).toEqual({ ok: false, refusal: "unverified-email" });
  });

  test.each([
    [null, "ada"],
    ["  ", "ada"],
    ["Ada\nByron", "Ada Byron"],
    ["x".repeat(101), "x".repeat(100)],
  ])("with the name %j becomes %j", (name, expected) => {
    expect(decideJoin({ ...account, name }, null, newcomers)).toMatchObject({ value: { name: expected } });
  });
});

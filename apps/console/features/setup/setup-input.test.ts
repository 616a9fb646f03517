import { expect, test } from "vitest";
import { parseSetupInput } from "./setup-input";

const password = "four quiet lighthouses humming";
const form = (overrides: Record<string, unknown> = {}) => ({
  code: "abc",
  name: "Ada Byron",
  email: " Ada@Example.com ",
  password,
  passwordAgain: password,
  ...overrides,
});

test("a complete form gives the first Sysadmin with the address in its one form", () => {
  const parsed = parseSetupInput(form());
  expect(parsed).toEqual({
    ok: true,
    value: { code: "abc", admin: { name: "Ada Byron", email: "ada@example.com", password } },
  });
});

test("every fault is told at once, each beside its field", () => {
  const parsed = parseSetupInput({ password: "short", passwordAgain: "other" });
  expect(parsed).toEqual({
    ok: false,
    refusal: { code: "invalid-code", name: "name", email: "email", password: "too-short", passwordAgain: "mismatch" },
  });
});

test.each([
  ["a name with a line break", { name: "Ada\nByron" }, { name: "name" }],
  ["a name of 101 characters", { name: "x".repeat(101) }, { name: "name" }],
  ["something that is no address", { email: "ada" }, { email: "email" }],
  [
    "a password that is the owner's name",
    { password: "ada byron ada byron", passwordAgain: "ada byron ada byron" },
    { password: "common" },
  ],
  ["two passwords that differ by a blank", { passwordAgain: `${password} ` }, { passwordAgain: "mismatch" }],
])("%s is refused", (_name, overrides, faults) => {
  expect(parseSetupInput(form(overrides))).toEqual({ ok: false, refusal: faults });
});

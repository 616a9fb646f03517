import { describe, expect, test } from "vitest";
import { checkPassword, PASSWORD_CHARACTERS_MAX, PASSWORD_CHARACTERS_MIN, type PasswordRefusal } from "./password.ts";

const owner = { email: "ada.lovelace@analytical.example", name: "Ada Lovelace" };
/** Text without a period, so that only its length decides. */
const unusual = (length: number) => Array.from({ length }, (_, index) => String.fromCodePoint(0x4e00 + index)).join("");

test("15 characters are enough and 14 are not", () => {
  expect(checkPassword(unusual(PASSWORD_CHARACTERS_MIN), owner).ok).toBe(true);
  expect(checkPassword(unusual(PASSWORD_CHARACTERS_MIN - 1), owner)).toEqual({ ok: false, refusal: "too-short" });
});

test("beside a second factor 8 characters are enough and 7 are not", () => {
  expect(checkPassword(unusual(8), owner, "with-second-factor").ok).toBe(true);
  expect(checkPassword(unusual(7), owner, "with-second-factor")).toEqual({ ok: false, refusal: "too-short" });
  expect(checkPassword("summer26", owner, "with-second-factor")).toEqual({ ok: false, refusal: "common" });
});

test("256 characters are accepted and 257 are not", () => {
  expect(checkPassword(unusual(PASSWORD_CHARACTERS_MAX), owner).ok).toBe(true);
  expect(checkPassword(unusual(PASSWORD_CHARACTERS_MAX + 1), owner)).toEqual({ ok: false, refusal: "too-long" });
});

test("a character outside the basic plane counts once", () => {
  expect(checkPassword("🐙🐬🐳🦈🐟🐠🐡", owner)).toEqual({ ok: false, refusal: "too-short" });
});

describe("the obvious is refused", () => {
  const cases: readonly (readonly [string, PasswordRefusal])[] = [
    ["aaaaaaaaaaaaaaaa", "repetitive"],
    ["abcabcabcabcabca", "repetitive"],
    ["Tr0ub4d0Tr0ub4d0", "repetitive"],
    ["passwordpassword", "repetitive"],
    ["Password-1234567", "common"],
    ["qwertyuiopasdfghjkl", "common"],
    ["12345678901234567890!", "common"],
    ["Silhouette-Console", "common"],
    ["ada.lovelace@analytical.example", "common"],
    ["Lovelace_Ada_Lovelace1", "common"],
    ["analytical-admin", "common"],
  ];
  test.each(cases)("%s", (password, refusal) => {
    expect(checkPassword(password, owner)).toEqual({ ok: false, refusal });
  });
});

test.each([
  "correct horse battery staple",
  "the admin has a password",
  "839201748392615",
  "ㅁㄴㅇㄹ 비밀번호는 길어야 좋다",
])("no characters are asked for or forbidden: %s", (password) => expect(checkPassword(password, owner).ok).toBe(true));

test("the same characters typed on another keyboard are the same password", () => {
  expect(checkPassword("cafe\u0301 au lait, deux sucres", owner)).toEqual(
    checkPassword("café au lait, deux sucres", owner),
  );
});

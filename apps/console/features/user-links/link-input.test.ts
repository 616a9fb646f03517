import type { OpenLink } from "@silhouette/core/user-link";
import { expect, test } from "vitest";
import { parseLinkInput } from "./link-input";

const link: OpenLink = {
  email: "ada@example.com",
  name: "Ada Byron",
  factors: "password-alone",
  expiresAt: new Date("2026-03-02T09:15:27.411Z"),
};
const password = "four quiet lighthouses humming";
const form = { name: " Ada King ", password, passwordAgain: password };

test("an invitation takes name and password", () => {
  expect(parseLinkInput("invitation", link, form)).toEqual({ ok: true, value: { name: "Ada King", password } });
});

test("a reset keeps the name, whatever the form says", () => {
  expect(parseLinkInput("password-reset", link, form)).toEqual({ ok: true, value: { name: "Ada Byron", password } });
});

test("every fault is told at once, each beside its field", () => {
  const faults = { name: "name", password: "too-short", passwordAgain: "mismatch" };
  expect(parseLinkInput("invitation", link, { password: "short" })).toEqual({ ok: false, refusal: faults });
});

test("8 characters are enough beside a second factor, and not alone", () => {
  const short = { ...form, password: "qv7-zrpx", passwordAgain: "qv7-zrpx" };
  expect(parseLinkInput("password-reset", link, short)).toEqual({ ok: false, refusal: { password: "too-short" } });
  const { ok } = parseLinkInput("password-reset", { ...link, factors: "with-second-factor" }, short);
  expect(ok).toBe(true);
});

test("a password made of the person's own address is refused", () => {
  const own = { ...form, password: "ada@example.com1", passwordAgain: "ada@example.com1" };
  expect(parseLinkInput("password-reset", link, own)).toEqual({ ok: false, refusal: { password: "common" } });
});

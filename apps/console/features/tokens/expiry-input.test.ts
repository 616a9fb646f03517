import { resolveExpiry } from "@silhouette/core/token-issue";
import { expect, test } from "vitest";
import { choosableDays, ExpiryInput, toExpiry } from "./expiry-input";

const now = new Date("2026-03-02T09:15:00Z");
const maximumDays = 30;

const endOf = (fields: Record<string, string>) =>
  resolveExpiry(toExpiry(ExpiryInput.parse(fields), maximumDays, now), maximumDays, now);

test.each([
  [{ expiry: "7" }, "2026-03-09T09:15:00.000Z"],
  [{ expiry: "7", expiresOn: "2026-03-20" }, "2026-03-09T09:15:00.000Z"],
  [{ expiry: "maximum", expiresOn: "" }, "2026-04-01T09:15:00.000Z"],
  [{ expiry: "date", expiresOn: "2026-03-02" }, "2026-03-03T00:00:00.000Z"],
  [{ expiry: "date", expiresOn: "2026-03-31" }, "2026-04-01T00:00:00.000Z"],
  [{ expiry: "date", expiresOn: "2026-04-01" }, "2026-04-01T09:15:00.000Z"],
])("%j ends at %s", (fields, end) => {
  expect(endOf(fields)).toEqual({ ok: true, value: new Date(end) });
});

test.each([
  [{ expiry: "31" }, "expiry-too-late"],
  [{ expiry: "date", expiresOn: "2026-04-02" }, "expiry-too-late"],
  [{ expiry: "date", expiresOn: "2026-03-01" }, "expiry-past"],
])("%j is refused: %s", (fields, refusal) => {
  expect(endOf(fields)).toEqual({ ok: false, refusal });
});

test.each([
  { expiry: "date" },
  { expiry: "date", expiresOn: "" },
  { expiry: "date", expiresOn: "tomorrow" },
  { expiry: "0" },
  { expiry: "" },
  {},
])("%j is no choice", (fields) => {
  expect(ExpiryInput.safeParse(fields).success).toBe(false);
});

test("every day that can be chosen is accepted, and no other", () => {
  const { first, last } = choosableDays(maximumDays, now);
  expect([first, last]).toEqual(["2026-03-02", "2026-04-01"]);
  expect([first, last].map((expiresOn) => endOf({ expiry: "date", expiresOn }).ok)).toEqual([true, true]);
});

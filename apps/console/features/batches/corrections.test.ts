import { expect, test } from "vitest";
import { correct, goodTexts, NO_CORRECTIONS } from "./corrections";

test("corrections of several rows add up, in whatever order their checks end", () => {
  const one = correct(NO_CORRECTIONS, 7, { text: "crm-5,gold", code: null });
  const both = correct(one, 3, { text: "crm-1,gold", code: null });
  expect([...goodTexts(both)]).toEqual([
    [7, "crm-5,gold"],
    [3, "crm-1,gold"],
  ]);
  expect(one.has(3)).toBe(false);
});

test("a text that would still fail, or could not be checked, is kept and is not sent", () => {
  const good = correct(NO_CORRECTIONS, 7, { text: "crm-5,gold", code: null });
  for (const code of ["missing-id", "unchecked"] as const) {
    const spoilt = correct(good, 7, { text: ",gold", code });
    expect(goodTexts(spoilt).size).toBe(0);
    expect(spoilt.get(7)?.text).toBe(",gold");
  }
});

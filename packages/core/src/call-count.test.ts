import { expect, test } from "vitest";
import { CALL_SURFACES, coveredCalls, isCovered } from "./call-count.ts";

test("authentication covers everything but delivery, or batches and their status alone (U-10, U-11)", () => {
  expect(CALL_SURFACES.filter((surface) => isCovered("all", surface))).toEqual(["fetch", "single", "bulk", "status"]);
  expect(CALL_SURFACES.filter((surface) => isCovered("bulk", surface))).toEqual(["bulk", "status"]);
});

test("an impact adds up what each scope covers", () => {
  const surfaces = [
    { surface: "fetch", calls: 1000, withoutToken: 100 },
    { surface: "single", calls: 200, withoutToken: 20 },
    { surface: "bulk", calls: 30, withoutToken: 3 },
    { surface: "status", calls: 4, withoutToken: 1 },
  ] as const;
  expect(coveredCalls({ surfaces }, "all")).toEqual({ calls: 1234, withoutToken: 124 });
  expect(coveredCalls({ surfaces }, "bulk")).toEqual({ calls: 34, withoutToken: 4 });
});

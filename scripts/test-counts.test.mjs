import { describe, expect, test } from "vitest";
import { countPlaywright, countVitest, toSuiteCounts } from "./test-counts.mjs";

test("a vitest file that could not be loaded counts as a failure", () => {
  const report = {
    numPassedTests: 3,
    numFailedTests: 1,
    testResults: [
      { status: "passed", assertionResults: [{ status: "passed" }, { status: "passed" }] },
      { status: "failed", assertionResults: [{ status: "passed" }, { status: "failed" }] },
      { status: "failed", assertionResults: [] },
    ],
  };
  expect(countVitest(report)).toEqual({ passed: 3, failed: 2 });
});

test("Playwright's faults outside of tests count; skipped tests do not", () => {
  const stats = { expected: 4, flaky: 1, unexpected: 2, skipped: 7 };
  expect(countPlaywright({ stats, errors: [{ message: "global set-up" }] })).toEqual({ passed: 5, failed: 3 });
});

describe("a suite", () => {
  test("that passed adds its tests", () => {
    expect(toSuiteCounts({ passed: 3, failed: 0 }, true)).toEqual({ passed: 3, failed: 0 });
  });
  test("that failed adds no failure to those it counted", () => {
    expect(toSuiteCounts({ passed: 3, failed: 2 }, false)).toEqual({ passed: 3, failed: 2 });
  });
  test("without any test has failed", () => {
    expect(toSuiteCounts({ passed: 0, failed: 0 }, true)).toEqual({ passed: 0, failed: 1 });
  });
  test("without a report has failed", () => {
    expect(toSuiteCounts(null, false)).toEqual({ passed: 0, failed: 1 });
  });
  test("that ended badly though all tests passed has failed", () => {
    expect(toSuiteCounts({ passed: 3, failed: 0 }, false)).toEqual({ passed: 3, failed: 1 });
  });
});

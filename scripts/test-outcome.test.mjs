import { describe, expect, test } from "vitest";
import { readPlaywright, readVitest, toSuiteOutcome } from "./test-outcome.mjs";

test("a vitest file that could not be loaded counts as a failure", () => {
  const failed = { status: "failed", fullName: "keeps order", failureMessages: ["\u001b[31mexpected 1\u001b[39m"] };
  const report = {
    numPassedTests: 3,
    testResults: [
      { name: "a.test.ts", status: "passed", assertionResults: [{ status: "passed" }, { status: "passed" }] },
      { name: "b.test.ts", status: "failed", assertionResults: [{ status: "passed" }, failed] },
      { name: "c.test.ts", status: "failed", message: "no such module", assertionResults: [] },
    ],
  };
  expect(readVitest(report)).toEqual({
    passed: 3,
    failures: [
      { name: "b.test.ts > keeps order", message: "expected 1" },
      { name: "c.test.ts", message: "no such module" },
    ],
  });
});

test("Playwright's faults outside of tests count; skipped tests do not", () => {
  const results = [{ error: { message: "timed out" } }];
  const spec = { file: "a.spec.ts", line: 7, title: "signs in", ok: false, tests: [{ results }] };
  const report = {
    stats: { expected: 4, flaky: 1, unexpected: 1, skipped: 7 },
    suites: [{ specs: [{ ok: true }], suites: [{ specs: [spec] }] }],
    errors: [{ message: "no browser" }],
  };
  expect(readPlaywright(report)).toEqual({
    passed: 5,
    failures: [
      { name: "a.spec.ts:7 > signs in", message: "timed out" },
      { name: "set-up", message: "no browser" },
    ],
  });
});

test("of a long message the beginning is repeated", () => {
  const message = Array.from({ length: 40 }, (_, line) => `line ${line}`).join("\n");
  const testResults = [{ name: "a.test.ts", status: "failed", message, assertionResults: [] }];
  const [failure] = readVitest({ numPassedTests: 0, testResults }).failures;
  expect(failure?.message.split("\n")).toHaveLength(12);
});

describe("a suite", () => {
  const failure = { name: "a.test.ts", message: "" };
  const silent = { name: "unit", message: "ended without a result" };

  test("that passed adds its tests", () => {
    expect(toSuiteOutcome("unit", { passed: 3, failures: [] }, true)).toEqual({ passed: 3, failures: [] });
  });
  test("that failed adds no failure to those it counted", () => {
    const outcome = { passed: 3, failures: [failure] };
    expect(toSuiteOutcome("unit", outcome, false)).toEqual(outcome);
  });
  test("without any test has failed", () => {
    expect(toSuiteOutcome("unit", { passed: 0, failures: [] }, true)).toEqual({ passed: 0, failures: [silent] });
  });
  test("without a report has failed", () => {
    expect(toSuiteOutcome("unit", null, false)).toEqual({ passed: 0, failures: [silent] });
  });
  test("that ended badly though all tests passed has failed", () => {
    expect(toSuiteOutcome("unit", { passed: 3, failures: [] }, false)).toEqual({ passed: 3, failures: [silent] });
  });
});

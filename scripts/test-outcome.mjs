import { stripVTControlCharacters } from "node:util";

/**
 * @typedef {{ name: string, message: string }} Failure
 * @typedef {{ passed: number, failures: Failure[] }} Outcome
 */

/** Enough of a message to see what was expected; the whole of it stands further up, where the test ran. */
const MESSAGE_LINES = 12;

/**
 * Reads a report of `vitest --reporter=json`. A file that could not be loaded has no tests, and counts as one failure.
 * @param {any} report
 * @returns {Outcome}
 */
export function readVitest({ numPassedTests, testResults }) {
  return { passed: numPassedTests, failures: testResults.flatMap(listOfFile) };
}

/** @param {any} file @returns {Failure[]} */
function listOfFile({ name, status, message, assertionResults }) {
  /** @type {any[]} */
  const failed = assertionResults.filter((/** @type {any} */ test) => test.status === "failed");
  if (status === "failed" && failed.length === 0) return [toFailure(name, message)];
  return failed.map(({ fullName, failureMessages }) => toFailure(`${name} > ${fullName}`, failureMessages?.join("\n")));
}

/**
 * Reads a report of `playwright test --reporter=json`. A test that passed only when repeated has passed; faults
 * outside of the tests count as one failure each.
 * @param {any} report
 * @returns {Outcome}
 */
export function readPlaywright({ stats, suites, errors }) {
  /** @type {any[]} */
  const outside = errors;
  const failures = [...suites.flatMap(listOfSuite), ...outside.map(({ message }) => toFailure("set-up", message))];
  return { passed: stats.expected + stats.flaky, failures };
}

/** @param {any} suite @returns {Failure[]} */
function listOfSuite({ specs = [], suites = [] }) {
  return [...specs.filter((/** @type {any} */ spec) => !spec.ok).map(toSpecFailure), ...suites.flatMap(listOfSuite)];
}

/** @param {any} spec */
function toSpecFailure({ file, line, title, tests }) {
  const results = tests.flatMap((/** @type {any} */ test) => test.results);
  const error = results.map((/** @type {any} */ result) => result.error).find(Boolean);
  return toFailure(`${file}:${line} > ${title}`, error?.message);
}

/** @param {string} name @param {string} [message] @returns {Failure} */
function toFailure(name, message = "") {
  return { name, message: stripVTControlCharacters(message).split("\n").slice(0, MESSAGE_LINES).join("\n") };
}

/**
 * What one suite adds to the sum: nothing at all, or a bad end without a failed test, is a failure too.
 * @param {string} name
 * @param {Outcome | null} outcome null when the suite left no report
 * @param {boolean} isEndGood whether its program ended with 0
 * @returns {Outcome}
 */
export function toSuiteOutcome(name, outcome, isEndGood) {
  const { passed, failures } = outcome ?? { passed: 0, failures: [] };
  const isSilentFailure = failures.length === 0 && (!isEndGood || passed === 0);
  return { passed, failures: isSilentFailure ? [{ name, message: "ended without a result" }] : failures };
}

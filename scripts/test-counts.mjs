/**
 * @typedef {{ passed: number, failed: number }} Counts
 */

/**
 * Counts a report of `vitest --reporter=json`. A file that could not be loaded has no tests, and counts as one failure.
 * @param {any} report
 * @returns {Counts}
 */
export function countVitest(report) {
  /** @type {{ status: string, assertionResults: { status: string }[] }[]} */
  const files = report.testResults;
  const broken = files.filter((file) => file.status === "failed" && !has(file.assertionResults, "failed")).length;
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken };
}

/** @param {{ status: string }[]} results @param {string} status */
function has(results, status) {
  return results.some((result) => result.status === status);
}

/**
 * Counts a report of `playwright test --reporter=json`. A test that passed only when repeated has passed; faults
 * outside of the tests count as one failure each.
 * @param {any} report
 * @returns {Counts}
 */
export function countPlaywright({ stats, errors }) {
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected + errors.length };
}

/**
 * What one suite adds to the sum: nothing at all, or a bad end without a failed test, is a failure too.
 * @param {Counts | null} counted null when the suite left no report
 * @param {boolean} isEndGood whether its program ended with 0
 * @returns {Counts}
 */
export function toSuiteCounts(counted, isEndGood) {
  const { passed, failed } = counted ?? { passed: 0, failed: 0 };
  const isSilentFailure = failed === 0 && (!isEndGood || passed === 0);
  return { passed, failed: failed + (isSilentFailure ? 1 : 0) };
}

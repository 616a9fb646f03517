#!/usr/bin/env node
// `npm test`: every check of the project, from a fresh clone. `npm test -- --only unit,store` runs some of them.
// Ends with what failed, by name, and the line `N passed, N failed`, where lint and types count as one test each.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { installIfNeeded, quietEnvironment, root } from "./start/prepare.mjs";
import { readPlaywright, readVitest, toSuiteOutcome } from "./test-outcome.mjs";

const npm = ["npm", "run", "--silent"];
const vitest = (/** @type {string} */ project) => [
  process.execPath,
  "node_modules/vitest/vitest.mjs",
  "run",
  "--project",
  project,
  "--reporter=default",
  "--reporter=json",
];

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {string[]} command
 * @property {boolean} [needsBuild]
 * @property {boolean} [needsBrowser]
 * @property {(report: any) => import("./test-outcome.mjs").Outcome} [read] without it, the exit code is the one test
 * @property {(file: string) => { args?: string[], env?: Record<string, string> }} [report] how to ask for the report
 */

/** @type {Suite[]} */
const SUITES = [
  { name: "lint", command: [...npm, "lint"] },
  { name: "typecheck", command: [...npm, "typecheck"] },
  ...["unit", "store", "contract"].map((name) => ({
    name,
    command: vitest(name),
    needsBuild: name === "contract",
    read: readVitest,
    report: (/** @type {string} */ file) => ({ args: [`--outputFile.json=${file}`] }),
  })),
  {
    name: "journeys",
    command: [process.execPath, "node_modules/@playwright/test/cli.js", "test", "-c", "e2e", "--reporter=list,json"],
    needsBuild: true,
    needsBrowser: true,
    read: readPlaywright,
    report: (file) => ({ env: { PLAYWRIGHT_JSON_OUTPUT_FILE: file } }),
  },
];

const { values } = parseArgs({ options: { only: { type: "string" } } });
const names = values.only?.split(",") ?? SUITES.map(({ name }) => name);
const unknown = names.filter((name) => !SUITES.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(`No such suite: ${unknown.join(", ")}. There are ${SUITES.map(({ name }) => name).join(", ")}.`);
  process.exit(1);
}
const chosen = SUITES.filter(({ name }) => names.includes(name));

await installIfNeeded({ log: console.log });
const isBrowserThere = !chosen.some(({ needsBrowser }) => needsBrowser) || (await prepareBrowser());
// Types and unit tests need the generated database client, which the build makes too.
const isBuilt = await passes(
  chosen.some(({ needsBuild }) => needsBuild)
    ? [...npm, "build", "--", "--output-logs=errors-only"]
    : [...npm, "db:generate"],
);

const reports = mkdtempSync(path.join(tmpdir(), "silhouette-reports-"));
let passed = 0;
/** @type {import("./test-outcome.mjs").Failure[]} */
const failures = [];
for (const suite of chosen) {
  console.log(`\n=== ${suite.name}`);
  const start = performance.now();
  const outcome = await runSuite(suite);
  const seconds = Math.round((performance.now() - start) / 1000);
  console.log(`=== ${suite.name}: ${outcome.passed} passed, ${outcome.failures.length} failed, in ${seconds} s`);
  passed += outcome.passed;
  failures.push(...outcome.failures);
}
rmSync(reports, { recursive: true });
for (const { name, message } of failures)
  console.log(`\nFailed: ${name.replace(`${root}${path.sep}`, "")}\n${message}`);
console.log(`\n${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length > 0 ? 1 : 0;

/**
 * @param {Suite} suite
 * @returns {Promise<import("./test-outcome.mjs").Outcome>}
 */
async function runSuite({ name, command, needsBuild, needsBrowser, read, report }) {
  if (needsBuild && !isBuilt) return notRun(name, "the build failed");
  if (needsBrowser && !isBrowserThere) return notRun(name, "there is no Chromium: set CHROMIUM_PATH");
  const file = path.join(reports, `${name}.json`);
  const { args = [], env = {} } = report?.(file) ?? {};
  const isEndGood = await passes([...command, ...args], env);
  if (read) return toSuiteOutcome(name, readReport(file, read), isEndGood);
  return isEndGood ? { passed: 1, failures: [] } : { passed: 0, failures: [{ name, message: "see above" }] };
}

/**
 * @param {string} name
 * @param {string} why
 */
function notRun(name, why) {
  return { passed: 0, failures: [{ name, message: `Not run: ${why}.` }] };
}

/**
 * @param {string} file
 * @param {NonNullable<Suite["read"]>} read
 */
function readReport(file, read) {
  try {
    return read(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null;
  }
}

/** For the suites; the browser's own configuration looks it up again. */
async function prepareBrowser() {
  const { ensureChromium } = await import("./find-chromium.mjs");
  return (await ensureChromium(console.log)) !== null;
}

/**
 * @param {string[]} command
 * @param {Record<string, string>} [env]
 * @returns {Promise<boolean>}
 */
function passes([program = "", ...args], env = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, ...quietEnvironment, ...env },
      shell: process.platform === "win32" && program === "npm",
    });
    child.once("error", () => resolve(false));
    child.once("close", (code) => resolve(code === 0));
  });
}

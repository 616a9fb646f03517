#!/usr/bin/env node
// `npm test`: every check of the project, from a fresh clone. `npm test -- --only unit,store` runs some of them.
// Ends with the line `N passed, N failed`, where lint and types count as one test each.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { installIfNeeded, quietEnvironment, root } from "./start/prepare.mjs";
import { countPlaywright, countVitest, toSuiteCounts } from "./test-counts.mjs";

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
 * @property {(report: any) => import("./test-counts.mjs").Counts} [count] without it, the exit code is the one test
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
    count: countVitest,
    report: (/** @type {string} */ file) => ({ args: [`--outputFile.json=${file}`] }),
  })),
  {
    name: "journeys",
    command: [process.execPath, "node_modules/@playwright/test/cli.js", "test", "-c", "e2e", "--reporter=list,json"],
    needsBuild: true,
    needsBrowser: true,
    count: countPlaywright,
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
const total = { passed: 0, failed: 0 };
for (const suite of chosen) {
  console.log(`\n=== ${suite.name}`);
  const { passed, failed } = await runSuite(suite);
  console.log(`=== ${suite.name}: ${passed} passed, ${failed} failed`);
  total.passed += passed;
  total.failed += failed;
}
rmSync(reports, { recursive: true });
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;

/** @param {Suite} suite */
async function runSuite(suite) {
  if (suite.needsBuild && !isBuilt) return notRun("the build failed");
  if (suite.needsBrowser && !isBrowserThere) return notRun("there is no Chromium: set CHROMIUM_PATH");
  const file = path.join(reports, `${suite.name}.json`);
  const { args = [], env = {} } = suite.report?.(file) ?? {};
  const isEndGood = await passes([...suite.command, ...args], env);
  if (suite.count === undefined) return { passed: isEndGood ? 1 : 0, failed: isEndGood ? 0 : 1 };
  return toSuiteCounts(readCounts(file, suite.count), isEndGood);
}

/** @param {string} why */
function notRun(why) {
  console.error(`Not run: ${why}.`);
  return { passed: 0, failed: 1 };
}

/**
 * @param {string} file
 * @param {NonNullable<Suite["count"]>} count
 */
function readCounts(file, count) {
  try {
    return count(JSON.parse(readFileSync(file, "utf8")));
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

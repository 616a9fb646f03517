import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Supervisor } from "./supervisor.mjs";

/** @type {string} */
let directory;
/** @type {string[]} */
let lines;
/** @type {Map<string, number>} */
let pids;
/** @type {Supervisor} */
let supervisor;

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "silhouette-supervisor-"));
  lines = [];
  pids = new Map();
});
afterEach(async () => {
  await supervisor.stop();
  rmSync(directory, { recursive: true });
});

/** @param {Partial<import("./supervisor.mjs").Limits>} [limits] */
function supervise(limits) {
  supervisor = new Supervisor({
    log: (line) => lines.push(line),
    onProcess: (name, pid) => pids.set(name, pid),
    limits: { backOffMillis: 10, ...limits },
  });
  return supervisor;
}

/**
 * @param {string} name
 * @param {string} code of a program that says by message when it is ready
 * @returns {import("./supervisor.mjs").Program}
 */
function program(name, code) {
  const file = path.join(directory, `${name}.mjs`);
  writeFileSync(file, code);
  return {
    name,
    file,
    env: { ...process.env, DIRECTORY: directory },
    isReady: (child, signal) =>
      new Promise((resolve) => {
        child.once("message", () => resolve());
        signal.addEventListener("abort", () => resolve());
      }),
  };
}

const serve = 'process.send("ready"); setInterval(() => {}, 1000);';
const stopPolitely = `
  import { writeFileSync } from "node:fs";
  process.on("SIGTERM", () => { writeFileSync(process.env.DIRECTORY + "/stopped", ""); process.exit(0); });
  ${serve}`;

function isAlive(/** @type {number | undefined} */ pid) {
  try {
    return process.kill(pid ?? 0, 0);
  } catch {
    return false;
  }
}

test("a program that dies is started again, and a line says so", async () => {
  expect(await supervise().start(program("worker", serve))).toBeNull();
  const first = pids.get("worker") ?? 0;
  process.kill(first, "SIGKILL");
  await vi.waitFor(() => {
    expect(pids.get("worker")).not.toBe(first);
    expect(lines).toEqual([
      "The worker ended unexpectedly (signal SIGKILL); starting it again in 0.01 s.",
      "The worker runs again.",
    ]);
  }, 20_000);
});

test("a program that fails again and again is given up", async () => {
  const code = 'process.send("ready"); setTimeout(() => process.exit(3), 20);';
  expect(await supervise({ failuresMax: 2 }).start(program("edge", code))).toBeNull();
  expect(await supervisor.gaveUp).toBe("The edge failed 3 times in a short time, last: exit code 3");
});

test("a program that ends while starting is not started again; its last words are told", async () => {
  const fault = await supervise().start(program("edge", 'console.error("no such database"); process.exitCode = 1;'));
  expect(fault).toBe("The edge ended (exit code 1) while starting. It said:\nno such database");
});

test("a program that never becomes ready is ended", async () => {
  const fault = await supervise({ readyMillisMax: 300 }).start(program("edge", "setInterval(() => {}, 1000);"));
  expect(fault).toBe("The edge was not ready after 0.3 s while starting.");
});

test("stopping asks politely and restarts nothing", async () => {
  await supervise().start(program("edge", stopPolitely));
  await supervisor.stop();
  expect(existsSync(path.join(directory, "stopped"))).toBe(true);
  expect(isAlive(pids.get("edge"))).toBe(false);
  expect(lines).toEqual([]);
});

test("what does not stop is killed", async () => {
  await supervise({ stopMillisMax: 200 }).start(program("edge", `process.on("SIGTERM", () => {}); ${serve}`));
  await supervisor.stop();
  expect(isAlive(pids.get("edge"))).toBe(false);
});

test("stopping in the middle of a start leaves nothing behind", async () => {
  const code =
    'import { writeFileSync } from "node:fs"; writeFileSync(process.env.DIRECTORY + "/pid", String(process.pid)); setInterval(() => {}, 1000);';
  const starting = supervise().start(program("edge", code));
  const file = path.join(directory, "pid");
  await vi.waitFor(() => expect(existsSync(file) && readFileSync(file, "utf8")).toMatch(/\d/), 20_000);
  await supervisor.stop();
  expect(await starting).toBeNull();
  expect(isAlive(Number(readFileSync(file, "utf8")))).toBe(false);
});

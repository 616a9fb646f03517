import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockDirectory } from "./lock.mjs";

const about = { consoleUrl: "http://127.0.0.1:3000", edgeUrl: "http://127.0.0.1:3001" };
/** @type {string} */
let directory;

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "silhouette-lock-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Takes the lock in a process of its own, which can be killed. */
async function lockElsewhere() {
  const lines = [
    `import { lockDirectory } from ${JSON.stringify(new URL("lock.mjs", import.meta.url).href)};`,
    `const lock = await lockDirectory(${JSON.stringify(directory)}, ${JSON.stringify(about)});`,
    "process.send(lock.isHeld);",
    "setInterval(() => {}, 1000);",
  ];
  const child = spawn(process.execPath, ["--input-type=module", "-e", lines.join("\n")], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const [isHeld] = await once(child, "message");
  return { child, isHeld };
}

test("the second one learns who holds the lock, and by any path to the directory", async () => {
  const first = await lockDirectory(directory, about);
  symlinkSync(directory, `${directory}-link`);
  const second = await lockDirectory(`${directory}-link`, about);
  rmSync(`${directory}-link`);
  expect(second).toEqual({ isHeld: false, holder: { pid: process.pid, ...about } });
  if (first.isHeld) await first.release();
  const third = await lockDirectory(directory, about);
  expect(third.isHeld).toBe(true);
  if (third.isHeld) await third.release();
});

test("a holder that was killed leaves no lock behind", async () => {
  const { child, isHeld } = await lockElsewhere();
  expect(isHeld).toBe(true);
  expect(await lockDirectory(directory, about)).toMatchObject({ isHeld: false, holder: { pid: child.pid } });
  child.kill("SIGKILL");
  await once(child, "exit");
  const next = await lockDirectory(directory, about);
  expect(next.isHeld).toBe(true);
  if (next.isHeld) await next.release();
});

test("a holder that hangs keeps its lock", async () => {
  const { child } = await lockElsewhere();
  child.kill("SIGSTOP");
  expect(await lockDirectory(directory, about)).toEqual({ isHeld: false, holder: null });
  child.kill("SIGKILL");
  await once(child, "exit");
});

test("of several that find the lock of a dead one at once, one gets it", async () => {
  const { child } = await lockElsewhere();
  child.kill("SIGKILL");
  await once(child, "exit");
  const all = await Promise.all([1, 2, 3, 4].map(() => lockDirectory(directory, about)));
  expect(all.filter(({ isHeld }) => isHeld)).toHaveLength(1);
  for (const lock of all) if (lock.isHeld) await lock.release();
});

test("a directory with a name longer than a socket may have is locked all the same", async () => {
  const deep = path.join(directory, "d".repeat(90), "e".repeat(90));
  mkdirSync(deep, { recursive: true });
  const first = await lockDirectory(deep, about);
  expect(first.isHeld).toBe(true);
  expect((await lockDirectory(deep, about)).isHeld).toBe(false);
  if (first.isHeld) await first.release();
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import path from "node:path";

const stopMillisMax = 15_000;

/** Programs that are run to their end: an interruption ends them too. @type {Set<import("node:child_process").ChildProcess>} */
const underWay = new Set();

/** Ends the programs that `runProgram` waits for. */
export const stopPrograms = async () => void (await Promise.all([...underWay].map(stopChild)));

/**
 * Politely, and by its own id alone; then without asking.
 * @param {import("node:child_process").ChildProcess} child
 */
export async function stopChild(child) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), stopMillisMax);
  await ended;
  clearTimeout(timer);
}

/** @returns {Promise<number>} */
export async function findFreePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("The system gave no port.");
  return address.port;
}

/**
 * Runs a program to its end; rejects with what it said when it fails.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions & { secondsMax?: number }} [options]
 * @returns {Promise<string>} its standard output
 */
export function runProgram(program, args, { secondsMax = 300, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    underWay.add(child);
    const timer = setTimeout(() => child.kill("SIGKILL"), secondsMax * 1000);
    let output = "";
    let errors = "";
    child.stdout?.on("data", (data) => (output += data));
    child.stderr?.on("data", (data) => (errors += data));
    child.once("error", reject);
    child.once("close", (code) => {
      underWay.delete(child);
      clearTimeout(timer);
      if (code === 0) resolve(output);
      else
        reject(new Error(`${path.basename(program)} ended with ${code}: ${(errors || output).trim().slice(0, 1000)}`));
    });
  });
}

import { createHash } from "node:crypto";
import { mkdirSync, realpathSync, rmSync, statSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * @typedef {{ pid: number, consoleUrl: string, edgeUrl: string }} Holder
 * @typedef {{ holder: Holder } | null | "dead"} Answer null from a process that hangs
 * @typedef {{ isHeld: true, release(): Promise<void> } | { isHeld: false, holder: Holder | null }} Lock
 */

/** Path names of sockets have 104 bytes on macOS and 108 on Linux, with a zero at the end. */
const socketPathBytesMax = 103;
const answerMillisMax = 2000;
/** Far longer than anyone needs to take the place of a dead holder, who answers at once that it is dead. */
const gateMillisMax = 10_000;

/**
 * Takes the lock of a data directory: a socket on which its holder listens and says who it is. The operating system
 * closes it with its process, however that ends, and no process id has to be trusted.
 * @param {string} directory which exists
 * @param {Omit<Holder, "pid">} about told to whoever comes next
 * @returns {Promise<Lock>} `holder` is null when it does not answer
 */
export async function lockDirectory(directory, about) {
  const at = socketPath(realpathSync(directory));
  const server = createServer((socket) => {
    socket.on("error", () => {}); // Whoever asked has gone.
    socket.end(JSON.stringify({ holder: { pid: process.pid, ...about } }));
  });
  if (!(await listen(server, at))) {
    const first = await ask(at);
    const answer = first === "dead" ? await replaceDead(server, at) : first;
    if (answer !== "mine") return { isHeld: false, holder: answer === "dead" ? null : (answer?.holder ?? null) };
  }
  server.unref();
  return { isHeld: true, release: () => new Promise((resolve) => server.close(() => resolve())) };
}

/**
 * Takes the place of a holder that was killed and left its socket behind. Several starts may find it at once; they go
 * through a gate one by one, so that none removes the socket of another that has just taken the place.
 * @param {import("node:net").Server} server
 * @param {string} at
 * @returns {Promise<"mine" | Answer>}
 */
async function replaceDead(server, at) {
  const gate = `${at}.gate`;
  if (!(await enter(gate))) return null;
  try {
    const answer = await ask(at);
    if (answer !== "dead") return answer;
    rmSync(at, { force: true });
    return (await listen(server, at)) ? "mine" : await ask(at);
  } finally {
    rmSync(gate, { recursive: true, force: true });
  }
}

/**
 * Making a directory succeeds for one alone. A gate that stands for long was left by a process that was killed in it.
 * @param {string} gate
 */
async function enter(gate) {
  const end = Date.now() + gateMillisMax;
  while (Date.now() < end) {
    try {
      mkdirSync(gate);
      return true;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
    }
    const age = Date.now() - (statSync(gate, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > gateMillisMax / 2) rmSync(gate, { recursive: true, force: true });
    else await sleep(50);
  }
  return false;
}

/** @param {string} directory */
function socketPath(directory) {
  const hash = createHash("sha256").update(directory).digest("hex").slice(0, 32);
  if (process.platform === "win32") return `\\\\.\\pipe\\silhouette-${hash}`;
  const inside = path.join(directory, "lock.sock");
  return Buffer.byteLength(inside) <= socketPathBytesMax ? inside : path.join(tmpdir(), `silhouette-${hash}.sock`);
}

/**
 * @param {import("node:net").Server} server
 * @param {string} at
 * @returns {Promise<boolean>} false when the name is taken
 */
function listen(server, at) {
  return new Promise((resolve, reject) => {
    const onError = (/** @type {NodeJS.ErrnoException} */ error) => {
      server.off("listening", onListening);
      if (error.code === "EADDRINUSE") resolve(false);
      else reject(error);
    };
    const onListening = () => {
      server.off("error", onError);
      resolve(true);
    };
    server.once("error", onError).once("listening", onListening).listen(at);
  });
}

/**
 * Asks the holder who it is. A process that hangs still holds the lock: it accepts, and does not answer.
 * @param {string} at
 * @returns {Promise<Answer>}
 */
function ask(at) {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect(at);
    socket.setTimeout(answerMillisMax, () => socket.destroy());
    socket.on("data", (data) => {
      text += data;
    });
    socket.on("error", (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code === "ECONNREFUSED" || error.code === "ENOENT") resolve("dead");
    });
    socket.on("close", () => {
      try {
        resolve(JSON.parse(text));
      } catch {
        resolve(null);
      }
    });
  });
}

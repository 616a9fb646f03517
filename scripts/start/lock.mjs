import { createHash, randomUUID } from "node:crypto";
import { realpathSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * @typedef {{ pid: number, consoleUrl: string, edgeUrl: string }} Holder
 * @typedef {{ isHeld: true, release(): Promise<void> } | { isHeld: false, holder: Holder | null }} Lock
 */

/** Path names of sockets have 104 bytes on macOS and 108 on Linux, with a zero at the end. */
const socketPathBytesMax = 103;
const answerMillisMax = 2000;
/** Far longer than any of them needs from finding a dead lock to listening in its place. */
const settleMillis = 200;

/**
 * Takes the lock of a data directory: a socket on which its holder listens and says who it is. The operating system
 * closes it with its process, however that ends, and no process id has to be trusted.
 * @param {string} directory which exists
 * @param {Omit<Holder, "pid">} about told to whoever comes next
 * @returns {Promise<Lock>} `holder` is null when it does not answer
 */
export async function lockDirectory(directory, about) {
  const at = socketPath(realpathSync(directory));
  const id = randomUUID();
  const server = createServer((socket) => {
    socket.on("error", () => {}); // Whoever asked has gone.
    socket.end(JSON.stringify({ id, holder: { pid: process.pid, ...about } }));
  });
  if (!(await listen(server, at))) {
    const answer = await ask(at);
    if (answer !== "dead") return { isHeld: false, holder: answer?.holder ?? null };
    // Its process was killed and left the file. Several starts may find that at once and each remove the other's
    // socket: after a moment the file is that of the last one, and the others see it.
    rmSync(at, { force: true });
    const isListening = await listen(server, at);
    if (isListening) await sleep(settleMillis);
    const winner = await ask(at);
    if (winner === "dead" || winner?.id !== id) {
      if (isListening) server.close();
      return { isHeld: false, holder: winner === "dead" ? null : (winner?.holder ?? null) };
    }
  }
  server.unref();
  return { isHeld: true, release: () => new Promise((resolve) => server.close(() => resolve())) };
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
 * @returns {Promise<{ id: string, holder: Holder } | null | "dead">}
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

import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { stopChild } from "./processes.mjs";

const serverFile = path.join(import.meta.dirname, "reference-upload-server.mjs");

/**
 * The least that a server can do with an upload before it answers: a process that writes the bytes to a file, and
 * answers when the disk has them. The file lies where the database's lie.
 * @param {string} directory
 * @returns {Promise<{ url: string, stop(): Promise<void> }>}
 */
export async function startFileServer(directory) {
  const child = fork(serverFile, [path.join(directory, "upload")], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const [port] = await once(child, "message");
  return { url: `http://127.0.0.1:${port}`, stop: () => stopChild(child) };
}

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { findFreePort } from "./installation.ts";

const root = path.join(import.meta.dirname, "../..");

/** A program of the last build that runs alone, as on a node of a larger installation. */
export type RunningProgram = { readonly url: string; stop(): Promise<void> };

/** Starts one edge or worker against a database that is migrated already; resolves when it is ready. */
export async function startProgram(name: "edge" | "worker", databaseUrl: string): Promise<RunningProgram> {
  const port = await findFreePort();
  const env = { ...process.env, NODE_ENV: "production", LOG_LEVEL: "warn", HOST: "127.0.0.1" };
  const child = spawn(process.execPath, [path.join(root, `apps/${name}/dist/main.js`)], {
    env: { ...env, NODE_OPTIONS: "", DATABASE_URL: databaseUrl, EDGE_PORT: String(port) },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (data) => (output += data));
  await new Promise<void>((resolve, reject) => {
    child.once("message", () => resolve());
    child.once("exit", (code) => reject(new Error(`The ${name} ended with ${code}:\n${output}`)));
  });
  return { url: `http://127.0.0.1:${port}`, stop: () => stopProcess(child, "SIGTERM") };
}

/** Asks a process to end and waits until it has. */
export async function stopProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill(signal);
  await exited;
}

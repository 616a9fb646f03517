import { spawn } from "node:child_process";
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findFreePort } from "./installation.ts";
import { stopProcess } from "./programs.ts";

export type Pooler = {
  /** The same database through the pooler, with the parameter by which the programs know of it. */
  readonly url: string;
  stop(): Promise<void>;
};

/** `nobody` on every system that has it: PgBouncer refuses to run as root. */
const NOBODY = 65534;
const readyMillisMax = 10_000;

/**
 * Puts PgBouncer in transaction mode before a database, with few connections behind it, so that callers really change
 * theirs from one transaction to the next.
 * @param file the program
 */
export async function startPooler(file: string, databaseUrl: string): Promise<Pooler> {
  const database = new URL(databaseUrl);
  const port = await findFreePort();
  const dir = mkdtempSync(path.join(tmpdir(), "silhouette-pooler-"));
  const settings = path.join(dir, "pgbouncer.ini");
  const users = path.join(dir, "users.txt");
  const name = database.pathname.slice(1);
  writeFileSync(users, `"${database.username}" "${database.password}"\n`);
  writeFileSync(
    settings,
    `[databases]
${name} = host=${database.hostname} port=${database.port} dbname=${name}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = plain
auth_file = ${users}
pool_mode = transaction
default_pool_size = 8
max_client_conn = 200
`,
  );
  const isRoot = process.getuid?.() === 0;
  for (const made of [dir, settings, users]) {
    chmodSync(made, made === dir ? 0o700 : 0o600);
    if (isRoot) chownSync(made, NOBODY, NOBODY);
  }
  const child = spawn(file, [settings], {
    stdio: ["ignore", "ignore", "pipe"],
    ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  let output = "";
  child.stderr.on("data", (data) => (output += data));
  const stop = async () => {
    await stopProcess(child, "SIGTERM");
    rmSync(dir, { recursive: true, force: true });
  };
  for (const end = Date.now() + readyMillisMax; !(await isListening(port)); await sleep(50)) {
    if (child.exitCode !== null || Date.now() > end) {
      await stop();
      throw new Error(`PgBouncer did not start:\n${output}`);
    }
  }
  const url = new URL(databaseUrl);
  url.port = String(port);
  url.hostname = "127.0.0.1";
  url.searchParams.set("pgbouncer", "true");
  return { url: url.toString(), stop };
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

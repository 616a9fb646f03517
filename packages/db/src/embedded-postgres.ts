import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, realpathSync, rmSync, statSync, truncateSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import {
  executable,
  findBinaries,
  findServerUser,
  programEnvironment,
  type ServerUser,
} from "./embedded-postgres-binaries.ts";
import { type Cluster, findCluster, prepareCluster, USER } from "./embedded-postgres-cluster.ts";

export type EmbeddedPostgres = {
  /** With the password: keep it out of logs. */
  readonly url: string;
  /** The server's process id. */
  readonly pid: number;
  /**
   * Ends all sessions, writes a checkpoint and stops. After `withinMillis` it stops without the checkpoint, which the
   * next start makes up for from the log of writes: nothing that was committed is lost either way.
   */
  stop(options?: { withinMillis?: number }): Promise<void>;
};

/**
 * Settings for a server that shares one machine with the programs that use it. Nothing here touches durability.
 * Postgres' own defaults are for far smaller machines; the sizes are guesses that a batch of 500,000 rows fits well.
 */
const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  // Console, edge and worker hold some 60 together; the rest is for a second set during tests, and for people.
  max_connections: "200",
  shared_buffers: "256MB",
  // A large batch then meets no checkpoint in its middle, which would write every page to the log once more.
  max_wal_size: "2GB",
  checkpoint_timeout: "15min",
  // The first change of a page after a checkpoint writes all of it to the log: updating 200,000 profiles then wrote
  // 103 MB instead of 165 MB, in the same time. The binaries know no faster way than pglz.
  wal_compression: "pglz",
  // Our statements are short: compiling them costs more than it saves. Data lies on solid-state disks.
  jit: "off",
  random_page_cost: "1.1",
  // Details of errors would carry attribute values into the log.
  log_error_verbosity: "terse",
};

const logBytesMax = 10_000_000;
/** A large cluster that was killed replays its log of writes before it answers. */
const startSecondsMax = 120;
const stopMillisMax = 30_000;

/**
 * Starts a real Postgres on a free port of this machine, with its data under `dir`, and makes `database` in it. When a
 * server already runs on that data, left over by a program that was killed, it is taken over, and `stop` stops it.
 * Not safe for two callers on one `dir`: callers hold a lock of their own.
 *
 * Works as root as well, whom Postgres refuses: the server then runs as `postgres` or `nobody`.
 */
export async function startEmbeddedPostgres(options: {
  dir: string;
  database?: string;
  /** Settings of the server over ours: a benchmark needs more connections than an installation. */
  settings?: Settings;
  /** Gets one line on what a person may want to know. */
  log?: (line: string) => void;
  /** Ends the wait for a server that takes its time, and the server. */
  signal?: AbortSignal;
}): Promise<EmbeddedPostgres> {
  const { database = "silhouette", settings = {}, log = () => {}, signal } = options;
  const user = findServerUser();
  const binaries = await findBinaries(user);
  const cluster = prepareCluster({ dir: path.resolve(options.dir), binaries, user, log });
  const adopted = await adoptServer(cluster, binaries, log);
  const server = adopted ?? (await startServer(cluster, binaries, user, settings, signal));
  try {
    await createDatabase(urlOf(cluster, server.port, "postgres"), database);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { url: urlOf(cluster, server.port, database), pid: server.pid, stop: server.stop };
}

/**
 * The address of the server that an installation runs on its data under `dir`; null when none runs there. Starts and
 * stops nothing, for programs beside a running installation.
 */
export async function findEmbeddedPostgres({
  dir,
  database = "silhouette",
}: {
  dir: string;
  database?: string;
}): Promise<string | null> {
  const cluster = findCluster(path.resolve(dir));
  if (cluster === null) return null;
  const user = findServerUser();
  const server = await adoptServer(cluster, await findBinaries(user), () => {});
  return server && urlOf(cluster, server.port, database);
}

type Settings = Readonly<Record<string, string>>;

type Server = { readonly port: number; readonly pid: number; readonly stop: EmbeddedPostgres["stop"] };

/** Takes over a server that lives on after its parent was killed. Null when there is none. */
async function adoptServer(cluster: Cluster, binaries: string, log: (line: string) => void): Promise<Server | null> {
  const pidFile = path.join(cluster.data, "postmaster.pid");
  if (!existsSync(pidFile)) return null;
  const lines = readFileSync(pidFile, "utf8").split("\n");
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  const isOurs = () => holderOf(pid, cluster) === "server";
  if (!isOurs()) {
    // After a restart of the machine the number belongs to another program, and Postgres would refuse to start.
    if (holderOf(pid, cluster) === "other") rmSync(pidFile);
    return null;
  }
  const isReady = await waitUntilReady(urlOf(cluster, port, "postgres"), isOurs);
  if (!isReady) {
    if (!isOurs()) return null;
    throw new Error(`A Postgres (process ${pid}) holds ${cluster.data} and does not answer.`);
  }
  log(`Took over the Postgres that an earlier start left behind (process ${pid}).`);
  const stop = stopper(cluster, binaries, pid, () => waitForEnd(pid, cluster));
  return { port, pid, stop };
}

async function startServer(
  cluster: Cluster,
  binaries: string,
  user: ServerUser | null,
  settings: Settings,
  signal?: AbortSignal,
): Promise<Server> {
  for (let attempt = 1; ; attempt++) {
    const port = await findFreePort();
    const started = await launch(cluster, binaries, user, { ...SETTINGS, ...settings }, port, signal);
    if (typeof started !== "string") return { port, ...started };
    signal?.throwIfAborted();
    // Sessions of a server that was killed need a moment to notice, and another program may have taken the port.
    const isPassing = /shared memory block|postmaster\.pid|could not (bind|create any TCP)/.test(started);
    if (!isPassing || attempt === 10) throw new Error(`Postgres did not start: ${started}`);
    await sleep(500);
  }
}

/** One attempt. Answers with the end of the server's log when it gives up. */
async function launch(
  cluster: Cluster,
  binaries: string,
  user: ServerUser | null,
  named: Settings,
  port: number,
  signal?: AbortSignal,
) {
  const settings = Object.entries({ ...named, port: String(port) }).map(([name, value]) => `${name}=${value}`);
  if (existsSync(cluster.log) && statSync(cluster.log).size > logBytesMax) truncateSync(cluster.log);
  const logStart = existsSync(cluster.log) ? statSync(cluster.log).size : 0;
  const readLog = () => readFileSync(cluster.log).subarray(logStart).toString().trim().slice(-2000);
  if (process.platform === "win32") return launchOnWindows(cluster, binaries, settings, readLog);

  // A file instead of a pipe: the server outlives us when we are killed, and then still has a place to write to.
  const log = openSync(cluster.log, "a", 0o600);
  const child = spawn(
    executable(binaries, "postgres"),
    ["-D", cluster.data, ...settings.flatMap((setting) => ["-c", setting])],
    {
      ...(user ?? {}),
      cwd: binaries,
      env: programEnvironment(),
      stdio: ["ignore", log, log],
      // Away from the terminal's process group: Ctrl-C is for us, who stop the server after the programs that use it.
      detached: true,
    },
  );
  closeSync(log);
  const isReady = await waitUntilReady(urlOf(cluster, port, "postgres"), () => isRunning(child) && !signal?.aborted);
  if (!isReady || child.pid === undefined) {
    child.kill("SIGQUIT");
    return readLog() || `no answer after ${startSecondsMax} s`;
  }
  child.unref();
  const exited = new Promise<void>((resolve) => {
    if (isRunning(child)) child.once("exit", () => resolve());
    else resolve();
  });
  return { pid: child.pid, stop: stopper(cluster, binaries, child.pid, () => exited) };
}

/** postgres.exe refuses an administrator; pg_ctl starts it with fewer rights. Not tried on a machine yet. */
function launchOnWindows(cluster: Cluster, binaries: string, settings: string[], readLog: () => string) {
  const flags = settings.map((setting) => `-c ${setting.endsWith("=") ? `${setting}''` : setting}`).join(" ");
  const args = ["start", "-w", "-D", cluster.data, "-l", cluster.log, "-o", flags];
  const { status } = spawnSync(executable(binaries, "pg_ctl"), args, { stdio: "ignore", windowsHide: true });
  if (status !== 0) return readLog();
  const pid = Number(readFileSync(path.join(cluster.data, "postmaster.pid"), "utf8").split("\n")[0]);
  return { pid, stop: stopper(cluster, binaries, pid, () => waitForEnd(pid, cluster)) };
}

/** Fast shutdown, then an immediate one. Safe to call again. */
function stopper(
  cluster: Cluster,
  binaries: string,
  pid: number,
  exited: () => Promise<void>,
): EmbeddedPostgres["stop"] {
  return async ({ withinMillis = stopMillisMax } = {}) => {
    if (holderOf(pid, cluster) !== "server") return;
    if (process.platform === "win32") {
      spawnSync(executable(binaries, "pg_ctl"), ["stop", "-D", cluster.data, "-m", "fast"], { stdio: "ignore" });
      return;
    }
    kill(pid, "SIGINT");
    const timer = setTimeout(() => kill(pid, "SIGQUIT"), withinMillis);
    await exited();
    clearTimeout(timer);
  };
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

const urlOf = (cluster: Cluster, port: number, database: string) =>
  `postgresql://${USER}:${cluster.password}@127.0.0.1:${port}/${database}`;

const isRunning = (child: ChildProcess) =>
  child.pid !== undefined && child.exitCode === null && child.signalCode === null;

/**
 * Who has the process id of our server: the server itself, another program, or nobody. A server that ended and that
 * nobody has asked about, as happens in containers, counts as another program.
 */
function holderOf(pid: number, cluster: Cluster): "server" | "other" | "nobody" {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM" ? "other" : "nobody";
  }
  if (process.platform === "win32") return "server";
  if (process.platform === "linux") {
    try {
      return realpathSync(`/proc/${pid}/cwd`) === realpathSync(cluster.data) ? "server" : "other";
    } catch {
      return "other";
    }
  }
  const { stdout } = spawnSync("ps", ["-o", "comm=", "-p", String(pid)], { encoding: "utf8" });
  return path.basename(stdout.trim()) === "postgres" ? "server" : "other";
}

async function waitForEnd(pid: number, cluster: Cluster): Promise<void> {
  while (holderOf(pid, cluster) === "server") await sleep(50);
}

async function waitUntilReady(url: string, isWorthwhile: () => boolean): Promise<boolean> {
  for (const end = Date.now() + startSecondsMax * 1000; Date.now() < end && isWorthwhile(); await sleep(50)) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
    try {
      await client.connect();
      return true;
    } catch (error) {
      const { code } = error as { code?: string };
      // 28P01: the port belongs to somebody else's server by now.
      if (code === "28P01") return false;
    } finally {
      await client.end().catch(() => {}); // A connection that never stood cannot be closed.
    }
  }
  return false;
}

async function createDatabase(url: string, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [database]);
    if (!rowCount) await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject).listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

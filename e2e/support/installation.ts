import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";

const startScript = path.join(import.meta.dirname, "../../scripts/start.mjs");
const readySecondsMax = 120;

/** The people and programs that the first start makes, unless a test takes them away. */
export const FIRST_START = {
  BOOTSTRAP_CLIENT_CODE: "acme",
  BOOTSTRAP_IMS_ORG_ID: "ACME@AdobeOrg",
  BOOTSTRAP_ADMIN_EMAIL: "root@example.com",
  BOOTSTRAP_ADMIN_PASSWORD: "seven purple otters juggle",
  BOOTSTRAP_API_CLIENT_ID: "automation",
  BOOTSTRAP_API_CLIENT_SECRET: "automation-secret-for-tests-only",
} as const;

/** What a worker of the tests needs to know of an installation; it can be passed between processes. */
export type InstallationAddresses = {
  readonly consoleUrl: string;
  readonly edgeUrl: string;
  readonly databaseUrl: string;
  readonly setupCode: string | null;
};

export type Installation = InstallationAddresses & {
  readonly dataDir: string;
  /** Of `npm start` itself. */
  readonly process: ChildProcess;
  /** Of the programs as they run now: a restart changes them. */
  readonly pids: { readonly [Program in "console" | "edge" | "worker"]?: number };
  /** What it has printed so far. */
  output(): string;
  /** Stops it as Ctrl-C does, and removes its data unless the caller chose the directory. */
  stop(): Promise<void>;
};

/** How a start ended that was not meant to go on. */
export type StartOutcome = { readonly exitCode: number | null; readonly output: string };

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Starts a whole installation from the last build, on free ports, with data of its own. An undefined variable is one
 * that is not set.
 */
export async function startInstallation({ env = {} }: { env?: Variables } = {}): Promise<Installation> {
  const started = await spawnStart(env);
  const { child, dataDir, output } = started;
  const pids: Record<string, number> = {};
  const ready = await new Promise<InstallationAddresses>((resolve, reject) => {
    const timer = setTimeout(() => child.kill("SIGTERM"), readySecondsMax * 1000);
    const onClose = (code: number | null) => {
      clearTimeout(timer);
      started.removeData();
      reject(new Error(`The start ended with ${code}:\n${output()}`));
    };
    child.on("message", (message: StartMessage) => {
      if (message.type === "process") {
        pids[message.name] = message.pid;
        return;
      }
      clearTimeout(timer);
      child.off("close", onClose);
      resolve(message);
    });
    child.once("close", onClose);
  });
  // The message and what is printed come by two ways: wait for the second as well.
  while (!output().includes("Stop with Ctrl-C.")) await once(child.stdout as Readable, "data");
  return {
    consoleUrl: ready.consoleUrl,
    edgeUrl: ready.edgeUrl,
    databaseUrl: ready.databaseUrl,
    setupCode: ready.setupCode,
    dataDir,
    process: child,
    output,
    pids,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGTERM");
        await once(child, "exit");
      }
      started.removeData();
    },
  };
}

/** Runs a start that is expected to refuse, to its end. */
export async function startAndFail({ env = {} }: { env?: Variables }): Promise<StartOutcome> {
  const { child, output, removeData } = await spawnStart(env);
  const [exitCode] = await once(child, "close");
  removeData();
  return { exitCode, output: output() };
}

/**
 * A port that nobody listens on. Below those that the system gives to others in the meantime, be it for a connection, and
 * by chance, so that two that look at once find two.
 */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    const server = createServer().listen(port, "127.0.0.1");
    const isFree = await once(server, "listening").then(
      () => true,
      () => false,
    );
    server.close();
    if (isFree) return port;
  }
}

type StartMessage = { type: "process"; name: string; pid: number } | ({ type: "ready" } & InstallationAddresses);

async function spawnStart(env: Variables) {
  const ownDataDir = env.DATA_DIR === undefined ? mkdtempSync(path.join(tmpdir(), "silhouette-e2e-")) : undefined;
  // mkdtemp makes a directory that is closed to the user whom Postgres runs as under root.
  if (ownDataDir !== undefined) chmodSync(ownDataDir, 0o711);
  const dataDir = env.DATA_DIR ?? path.join(ownDataDir ?? "", "data");
  const child = spawn(process.execPath, [startScript, "--prebuilt"], {
    env: withoutUndefined({
      ...process.env,
      DATABASE_URL: undefined,
      // A test runner's own value would reach the programs otherwise.
      NODE_ENV: undefined,
      NODE_OPTIONS: undefined,
      LOG_LEVEL: "warn",
      CONSOLE_PORT: String(await findFreePort()),
      EDGE_PORT: String(await findFreePort()),
      ...FIRST_START,
      ...env,
      DATA_DIR: dataDir,
    }),
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (data) => (text += data));
  return {
    child,
    dataDir,
    output: () => text,
    removeData() {
      if (ownDataDir !== undefined) rmSync(ownDataDir, { recursive: true, force: true });
    },
  };
}

function withoutUndefined(env: Variables): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined)) as NodeJS.ProcessEnv;
}

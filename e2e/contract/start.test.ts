import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { findFreePort, type Installation, startAndFail, startInstallation } from "../support/installation.ts";

let installation: Installation | undefined;

afterEach(async () => {
  await installation?.stop();
  installation = undefined;
});

const postgresPid = ({ dataDir }: Installation) =>
  Number(readFileSync(path.join(dataDir, "postgres/data/postmaster.pid"), "utf8").split("\n")[0]);

/** Killed processes that nobody has asked about yet are dead too. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const status = `/proc/${pid}/status`;
  try {
    return !existsSync(status) || !/^State:\tZ/m.test(readFileSync(status, "utf8"));
  } catch {
    // It has gone between the two.
    return false;
  }
}

const processesOf = (running: Installation): number[] => [...Object.values(running.pids), postgresPid(running)];

async function waitUntilDead(pids: readonly number[]): Promise<void> {
  await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 60_000, interval: 100 });
}

test("both servers answer, and SIGTERM stops everything within ten seconds", async () => {
  installation = await startInstallation();
  for (const url of [installation.consoleUrl, installation.edgeUrl]) {
    for (const page of ["healthz", "readyz"]) expect((await fetch(`${url}/${page}`)).status, page).toBe(200);
  }
  const pids = processesOf(installation);
  expect(pids.filter(isAlive)).toHaveLength(4);
  const before = Date.now();
  installation.process.kill("SIGTERM");
  const [exitCode] = await once(installation.process, "exit");
  expect(exitCode).toBe(0);
  expect(Date.now() - before).toBeLessThan(10_000);
  expect(pids.filter(isAlive)).toEqual([]);
});

test("the first start without an administrator prints a link, and no secret", async () => {
  const without = { BOOTSTRAP_ADMIN_EMAIL: undefined, BOOTSTRAP_ADMIN_PASSWORD: undefined };
  installation = await startInstallation({ env: without });
  expect(installation.output()).toContain(`${installation.consoleUrl}/setup#${installation.setupCode}`);
  expect(installation.output()).not.toContain(new URL(installation.databaseUrl).password);
});

test("a second start on the same data says that the first one runs", async () => {
  installation = await startInstallation();
  const second = await startAndFail({ env: { DATA_DIR: installation.dataDir } });
  expect(second.exitCode).toBe(1);
  expect(second.output.trim().split("\n")).toHaveLength(1);
  expect(second.output).toContain("already running");
  expect(second.output).toContain(installation.consoleUrl);
  expect(second.output).toContain(String(installation.process.pid));
  expect((await fetch(`${installation.edgeUrl}/readyz`)).status).toBe(200);
});

test("a program that is killed is started again", async () => {
  const running = await startInstallation();
  installation = running;
  const before = running.pids.worker ?? 0;
  process.kill(before, "SIGKILL");
  await vi.waitFor(() => expect(running.pids.worker).not.toBe(before), { timeout: 20_000 });
  expect(running.output()).toContain("The worker ended unexpectedly (signal SIGKILL)");
});

test("when the start itself is killed its programs stop, and the next start takes over the database", async () => {
  const killed = await startInstallation();
  const [database, ...programs] = processesOf(killed).reverse();
  killed.process.kill("SIGKILL");
  await once(killed.process, "exit");
  await waitUntilDead(programs);
  expect(isAlive(database ?? 0)).toBe(true);
  installation = await startInstallation({ env: { DATA_DIR: killed.dataDir } });
  expect(postgresPid(installation)).toBe(database);
  expect(installation.output()).toContain("Took over");
  await installation.stop();
  await waitUntilDead([database ?? 0]);
  await killed.stop();
});

describe("one clear line, exit code 1 and nothing left running", () => {
  test.each(["CONSOLE_PORT", "EDGE_PORT"])("for a taken %s", async (variable) => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const { exitCode, output } = await startAndFail({ env: { [variable]: String(port) } });
    server.close();
    expect(exitCode).toBe(1);
    expect(output.trim()).toMatch(new RegExp(`^Port ${port} .*${variable}.*$`));
  });

  test("for a database that cannot be reached, without its password", async () => {
    const port = await findFreePort();
    const url = `postgresql://app:hunter2hunter2@127.0.0.1:${port}/silhouette`;
    const { exitCode, output } = await startAndFail({ env: { DATABASE_URL: url } });
    expect(exitCode).toBe(1);
    expect(output.trim()).toBe(
      `Cannot use the database at 127.0.0.1:${port}/silhouette: nothing listens there. Check DATABASE_URL.`,
    );
  });

  test("for settings, all faults at once", async () => {
    const { exitCode, output } = await startAndFail({ env: { CONSOLE_PORT: "x", AUTH_SECRET: "short" } });
    expect(exitCode).toBe(1);
    expect(output).toContain("CONSOLE_PORT must be a port number");
    expect(output).toContain("AUTH_SECRET must have at least");
  });
});

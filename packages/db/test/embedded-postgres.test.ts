import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type EmbeddedPostgres, findEmbeddedPostgres, startEmbeddedPostgres } from "../src/embedded-postgres.ts";

let dir: string;
let running: EmbeddedPostgres | undefined;

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), "silhouette-embedded-"));
});

afterEach(async () => {
  await running?.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function start(log?: (line: string) => void): Promise<EmbeddedPostgres> {
  running = await startEmbeddedPostgres({ dir, ...(log ? { log } : {}) });
  return running;
}

async function query(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const postmasterPid = () => Number(readFileSync(path.join(dir, "data/postmaster.pid"), "utf8").split("\n")[0]);

test("a second start finds the data of the first, with durability as Postgres ships it", async () => {
  const first = await start();
  await query(first.url, "CREATE TABLE kept (value int)");
  await first.stop();
  const second = await start();
  expect(await query(second.url, "SELECT * FROM kept")).toEqual([]);
  const [settings] = await query(
    second.url,
    `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
      current_setting('full_page_writes') AS pages, current_setting('max_connections') AS connections`,
  );
  expect(settings).toEqual({ fsync: "on", commit: "on", pages: "on", connections: "200" });
});

test("a setting of the caller stands over ours", async () => {
  running = await startEmbeddedPostgres({ dir, settings: { max_connections: "40" } });
  expect(await query(running.url, "SHOW max_connections")).toEqual([{ max_connections: "40" }]);
});

test("nobody but the owner reads the password or the data", async () => {
  await start();
  for (const file of ["password", "data", "postgres.log"]) {
    expect(statSync(path.join(dir, file)).mode & 0o077, file).toBe(0);
  }
});

test("a server that an earlier start left behind is taken over, and stopped at the end", async () => {
  const orphan = await start();
  const lines: string[] = [];
  const heir = await start((line) => lines.push(line));
  expect(heir.pid).toBe(orphan.pid);
  expect(lines).toEqual([expect.stringContaining("Took over")]);
  await heir.stop();
  await expect(query(heir.url, "SELECT 1")).rejects.toThrow();
});

test("a running server is found, and neither started nor stopped by whoever looks for it", async () => {
  expect(await findEmbeddedPostgres({ dir })).toBeNull();
  const server = await start();
  expect(await findEmbeddedPostgres({ dir })).toBe(server.url);
  expect(await query(server.url, "SELECT 1 AS value")).toEqual([{ value: 1 }]);
  await server.stop();
  expect(await findEmbeddedPostgres({ dir })).toBeNull();
});

test("a server that was killed comes back with everything it had committed", async () => {
  const killed = await start();
  await query(killed.url, "CREATE TABLE kept AS SELECT 1 AS value");
  process.kill(killed.pid, "SIGKILL");
  const next = await start();
  expect(next.pid).not.toBe(killed.pid);
  expect(await query(next.url, "SELECT value FROM kept")).toEqual([{ value: 1 }]);
});

test("the process id of another program in the lock file stops nobody", async () => {
  const first = await start();
  const lines = readFileSync(path.join(dir, "data/postmaster.pid"), "utf8").split("\n");
  await first.stop();
  writeFileSync(path.join(dir, "data/postmaster.pid"), [process.pid, ...lines.slice(1)].join("\n"));
  const second = await start();
  expect(postmasterPid()).toBe(second.pid);
});

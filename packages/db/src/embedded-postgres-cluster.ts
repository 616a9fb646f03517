import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { executable, programEnvironment, rootOwnedDirectory, type ServerUser } from "./embedded-postgres-binaries.ts";

/** The role that owns the database. */
export const USER = "silhouette";

/** Where the data of one server lies. */
export type Cluster = {
  readonly data: string;
  readonly log: string;
  readonly password: string;
};

type Options = { dir: string; binaries: string; user: ServerUser | null; log: (line: string) => void };

/** Makes the data directory on first use, and finds it again later. Never leaves a half-made one in place. */
export function prepareCluster({ dir, binaries, user, log }: Options): Cluster {
  mkdirSync(dir, { recursive: true });
  const home = chooseHome(dir, user, log);
  // The server's user has to pass through, and needs to list nothing.
  chmodSync(home, user === null ? 0o700 : 0o711);
  for (const name of readdirSync(home)) {
    if (name.startsWith("making-")) rmSync(path.join(home, name), { recursive: true });
  }
  const cluster = clusterIn(home);
  if (!existsSync(cluster.data)) initialise(home, cluster, binaries, user);
  return cluster;
}

/** The data directory of an earlier start; null when there is none. Makes nothing. */
export function findCluster(dir: string): Cluster | null {
  const note = path.join(dir, "location");
  const home = existsSync(note) ? readFileSync(note, "utf8").trim() : dir;
  const isThere = existsSync(path.join(home, "data")) && existsSync(path.join(home, "password"));
  return isThere ? clusterIn(home) : null;
}

const clusterIn = (home: string): Cluster => ({
  data: path.join(home, "data"),
  log: path.join(home, "postgres.log"),
  password: readPassword(home),
});

/**
 * `dir` itself, unless the server's user cannot reach it (a checkout under /root): then a directory of root's, noted in
 * `dir`, so that the data is found again when `dir` moves.
 */
function chooseHome(dir: string, user: ServerUser | null, log: (line: string) => void): string {
  const note = path.join(dir, "location");
  if (existsSync(note)) return readFileSync(note, "utf8").trim();
  chmodSync(dir, user === null ? 0o700 : 0o711);
  if (user === null || existsSync(path.join(dir, "data")) || canReach(dir, user)) return dir;
  const home = rootOwnedDirectory(`data-${randomBytes(8).toString("hex")}`);
  writeFileSync(note, `${home}\n`);
  log(`The user that runs Postgres cannot reach ${dir}: the data lies in ${home}.`);
  return home;
}

function canReach(dir: string, user: ServerUser): boolean {
  return spawnSync("test", ["-x", dir], { ...user, cwd: "/" }).status === 0;
}

function readPassword(home: string): string {
  const file = path.join(home, "password");
  if (!existsSync(file)) {
    const unfinished = path.join(home, `making-${process.pid}-password`);
    writeFileSync(unfinished, randomBytes(24).toString("base64url"), { mode: 0o600 });
    renameSync(unfinished, file);
  }
  return readFileSync(file, "utf8").trim();
}

function initialise(home: string, cluster: Cluster, binaries: string, user: ServerUser | null): void {
  const unfinished = path.join(home, `making-${process.pid}`);
  const passwordFile = path.join(home, `making-${process.pid}-password`);
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(passwordFile, cluster.password, { mode: 0o600 });
  if (user !== null) for (const made of [unfinished, passwordFile]) chownSync(made, user.uid, user.gid);
  try {
    const { status, stderr, error } = spawnSync(
      executable(binaries, "initdb"),
      // initdb syncs what it writes (no --no-sync): a checkpoint would never make up for pages that it did not touch.
      ["-D", unfinished, "-U", USER, "-A", "scram-sha-256", "--pwfile", passwordFile, "--no-instructions"].concat(
        // The same order of texts on every machine, whatever its C library.
        ["-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
      ),
      { ...(user ?? {}), cwd: binaries, env: programEnvironment(), encoding: "utf8" },
    );
    if (status !== 0) throw new Error(`Postgres could not make its data directory: ${error?.message ?? stderr.trim()}`);
    renameSync(unfinished, cluster.data);
    syncDirectory(home);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** Makes the new name durable. Windows has no such call, and needs none. */
function syncDirectory(directory: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(directory, "r");
  fsyncSync(handle);
  closeSync(handle);
}

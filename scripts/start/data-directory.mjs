import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { StartFailure } from "./failure.mjs";

/**
 * Makes the data directory if it is not there.
 * @param {string} dataDir
 * @returns {string} its absolute path
 */
export function openDataDirectory(dataDir) {
  const directory = path.resolve(dataDir);
  try {
    const made = mkdirSync(directory, { recursive: true });
    // Secrets in it are readable by their owner alone. Under root, Postgres runs as somebody else, who passes through.
    if (made !== undefined) chmodSync(directory, process.getuid?.() === 0 ? 0o711 : 0o700);
    writeFileSync(path.join(directory, ".gitignore"), "*\n");
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new StartFailure(`Cannot write to ${directory} (${code}): set DATA_DIR to a directory of your own.`);
  }
  return directory;
}

/**
 * The secret that sessions are sealed with: made once, kept for ever.
 * @param {string} directory
 * @returns {string}
 */
export function readAuthSecret(directory) {
  const file = path.join(directory, "auth-secret");
  if (!existsSync(file)) {
    writeFileSync(`${file}.new`, randomBytes(32).toString("base64url"), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return readFileSync(file, "utf8").trim();
}

import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDataDirectory, readAuthSecret } from "./data-directory.mjs";

/** @type {string} */
let parent;
beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), "silhouette-data-"));
});
afterEach(() => rmSync(parent, { recursive: true }));

test("the secret is made once, for its owner's eyes", () => {
  const directory = openDataDirectory(path.join(parent, "a/b"));
  expect(statSync(directory).mode & 0o066).toBe(0);
  const secret = readAuthSecret(directory);
  expect(secret).toMatch(/^[\w-]{43}$/);
  expect(readAuthSecret(directory)).toBe(secret);
  expect(statSync(path.join(directory, "auth-secret")).mode & 0o777).toBe(0o600);
});

test("a place that cannot be written to is named", () => {
  writeFileSync(path.join(parent, "file"), "");
  expect(() => openDataDirectory(path.join(parent, "file/x"))).toThrow(/file\/x \(ENOTDIR\): set DATA_DIR/);
});

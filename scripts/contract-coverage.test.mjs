import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.join(import.meta.dirname, "..");

test("every decision of the contract is named by a test that relies on it", () => {
  const decisions = [...readFileSync(path.join(root, "docs/contract.md"), "utf8").matchAll(/^\| (U-\d\d) \|/gm)].map(
    ([, number]) => number ?? "",
  );
  expect(decisions).toHaveLength(40);
  const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "*.test.ts", "*.spec.ts", "*.test.tsx"], {
    cwd: root,
    encoding: "utf8",
  });
  const tests = files
    .trim()
    .split("\n")
    .map((file) => readFileSync(path.join(root, file), "utf8"))
    .join("\n");
  expect(decisions.filter((number) => !tests.includes(number))).toEqual([]);
});

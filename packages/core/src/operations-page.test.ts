import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ENVIRONMENT_VARIABLES } from "./environment.ts";

test("docs/operations.md lists exactly the settings that the programs read", () => {
  const page = readFileSync(new URL("../../../docs/operations.md", import.meta.url), "utf8");
  const listed = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name);
  expect(listed).toEqual([...ENVIRONMENT_VARIABLES]);
});

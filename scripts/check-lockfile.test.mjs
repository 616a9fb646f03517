import { expect, test } from "vitest";
import { findMissingPackages } from "./check-lockfile.mjs";

const turbo = { version: "2.0.0", optionalDependencies: { "@turbo/linux": "2.0.0", "@turbo/darwin": "2.0.0" } };

test("the binary of another platform that is missing is named", () => {
  const packages = { "node_modules/turbo": turbo, "node_modules/@turbo/linux": { version: "2.0.0" } };
  expect(findMissingPackages(packages)).toEqual(["turbo@2.0.0 needs @turbo/darwin"]);
});

test("binaries beside their dependent, above it, and those of workspaces are found", () => {
  const packages = {
    "packages/db": { version: "1.0.0", optionalDependencies: { "@turbo/linux": "2.0.0" } },
    "node_modules/next/node_modules/turbo": turbo,
    "node_modules/next/node_modules/turbo/node_modules/@turbo/darwin": { version: "2.0.0" },
    "node_modules/@turbo/linux": { version: "2.0.0" },
  };
  expect(findMissingPackages(packages)).toEqual([]);
});

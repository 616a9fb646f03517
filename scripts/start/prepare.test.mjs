import { expect, test } from "vitest";
import { isInstalled } from "./prepare.mjs";

const wanted = {
  "": { version: "1.0.0" },
  "packages/core": { version: "1.0.0" },
  "node_modules/@silhouette/core": { link: true, resolved: "packages/core" },
  "node_modules/zod": { version: "4.6.7" },
  "node_modules/fsevents": { version: "2.0.0", optional: true },
};
const installed = {
  "node_modules/@silhouette/core": { link: true, resolved: "packages/core" },
  "node_modules/zod": { version: "4.6.7" },
};

test("what the lockfile lists is installed, though not what is optional", () => {
  expect(isInstalled(wanted, installed)).toBe(true);
});

test("another version, a missing package and a missing workspace ask for an installation", () => {
  expect(isInstalled(wanted, { ...installed, "node_modules/zod": { version: "4.6.6" } })).toBe(false);
  expect(isInstalled({ ...wanted, "node_modules/pg": { version: "8.0.0" } }, installed)).toBe(false);
  expect(isInstalled({ ...wanted, "node_modules/@silhouette/db": { link: true } }, installed)).toBe(false);
});

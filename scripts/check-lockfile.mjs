// Is package-lock.json complete for every platform? npm leaves out the binaries of other platforms when the registry
// does not have them yet, and `npm ci` fails there: "Missing: … from lock file". Part of `npm run lint`.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/**
 * @param {Record<string, { version?: string, optionalDependencies?: Record<string, string> }>} packages of a lockfile
 * @returns {string[]} one line for each package that is missing
 */
export function findMissingPackages(packages) {
  return Object.entries(packages).flatMap(([at, { version, optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !placesOf(name, at).some((place) => packages[place]))
      .map((name) => `${at.replace(/^.*node_modules\//, "") || "the root"}@${version} needs ${name}`),
  );
}

/**
 * Where Node looks for a dependency: beside the dependent first, then in every directory above it.
 * @param {string} name
 * @param {string} dependent
 */
function placesOf(name, dependent) {
  const directories = dependent.split("/").map((_, index, parts) => parts.slice(0, parts.length - index).join("/"));
  return [
    ...directories.filter(Boolean).map((directory) => `${directory}/node_modules/${name}`),
    `node_modules/${name}`,
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lockfile = path.join(import.meta.dirname, "../package-lock.json");
  const missing = findMissingPackages(JSON.parse(readFileSync(lockfile, "utf8")).packages);
  for (const line of missing) console.error(`package-lock.json: ${line}`);
  process.exitCode = missing.length > 0 ? 1 : 0;
}

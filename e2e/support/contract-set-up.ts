import type { TestProject } from "vitest/node";
import { type InstallationAddresses, startInstallation } from "./installation.ts";

declare module "vitest" {
  interface ProvidedContext {
    installation: InstallationAddresses;
  }
}

/** One installation for all tests of the wire: each test makes a client of its own. `inject("installation")` finds it. */
export default async function startContractInstallation(project: TestProject) {
  const { consoleUrl, edgeUrl, databaseUrl, setupCode, stop } = await startInstallation();
  project.provide("installation", { consoleUrl, edgeUrl, databaseUrl, setupCode });
  return stop;
}

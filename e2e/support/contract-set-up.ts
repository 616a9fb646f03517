import type { TestProject } from "vitest/node";
import { type InstallationAddresses, startInstallation } from "./installation.ts";
import { startProgram } from "./programs.ts";

declare module "vitest" {
  interface ProvidedContext {
    installation: InstallationAddresses;
    /** Of one more edge on the same database. */
    secondEdgeUrl: string;
  }
}

/**
 * One installation for all tests of the wire, and a second edge beside its own: each test makes a client of its own.
 * `inject("installation")` finds it.
 */
export default async function startContractInstallation(project: TestProject) {
  const { consoleUrl, edgeUrl, databaseUrl, setupCode, stop } = await startInstallation();
  project.provide("installation", { consoleUrl, edgeUrl, databaseUrl, setupCode });
  const secondEdge = await startProgram("edge", databaseUrl);
  project.provide("secondEdgeUrl", secondEdge.url);
  return async () => {
    await secondEdge.stop();
    await stop();
  };
}

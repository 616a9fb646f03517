import { afterAll, describe, inject } from "vitest";
import { createHandlerTarget } from "./handler-target.ts";
import { createHttpTarget, createTurnTarget, openBackdoor } from "./http-target.ts";
import type { Target } from "./target.ts";

const { edgeUrl, consoleUrl, databaseUrl } = inject("installation");

/** Opened by the first query; one for all the servers of the installation. */
export const backdoor = openBackdoor(databaseUrl);

/** Both servers of the one installation that the set-up of the test run has started. */
export const httpTargets: readonly Target[] = [
  createHttpTarget("edge", edgeUrl, backdoor),
  createHttpTarget("console", consoleUrl, backdoor),
];

/** One node each. */
const nodes: readonly Target[] = [createHandlerTarget(), ...httpTargets];

/** Nodes that share a database and nothing else: every call goes to the one that the call before did not go to. */
const twoEdges = createTurnTarget("two edges in turn", [edgeUrl, inject("secondEdgeUrl")], backdoor);

/** Runs the same tests on every place where the data plane is served. */
export const describeTargets = (define: (target: Target) => void): void =>
  describe.each([...nodes, twoEdges])("$name", define);

/** The same for what nodes agree upon within a second, not at once (docs/decisions/0012-quotas.md). */
export const describeNodes = (define: (target: Target) => void): void => describe.each(nodes)("$name", define);

/** Runs the same tests on every server, for what only sockets show. */
export const describeServers = (define: (target: Target) => void): void => describe.each(httpTargets)("$name", define);

afterAll(() => backdoor.close());

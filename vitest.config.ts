import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const at = (file: string) => fileURLToPath(new URL(file, import.meta.url));

// Workspace packages are read as source, so that a test sees a change without a build.
const conditions = ["source", "module", "node", "development|production"];
const resolve = {
  conditions,
  alias: {
    "@": at("apps/console"),
    // Guards the build of the console; outside of it, it would refuse every import.
    "server-only": at("node_modules/server-only/empty.js"),
  },
};
const setupFiles = [at("vitest.setup.ts")];

export default defineConfig({
  test: {
    // Of two processors both: the default leaves one to whoever watches.
    maxWorkers: "100%",
    projects: [
      {
        resolve,
        ssr: { resolve: { conditions } },
        test: {
          name: "unit",
          include: [
            "packages/*/src/**/*.test.ts",
            "apps/{edge,worker}/src/**/*.test.ts",
            "apps/console/**/*.test.{ts,tsx}",
            "scripts/**/*.test.{ts,mjs}",
            "bench/**/*.test.mjs",
          ],
          exclude: ["**/node_modules/**", "**/dist/**", "**/.next/**", "apps/*/test/**"],
          setupFiles,
          // Without I/O there is nothing to keep apart, and a process for each file takes three times as long.
          isolate: false,
          // For what never ends. On a machine with other work, programs that a test starts take seconds.
          testTimeout: 60_000,
        },
      },
      {
        resolve,
        ssr: { resolve: { conditions } },
        test: {
          name: "store",
          include: ["packages/db/test/**/*.test.ts", "apps/{console,worker}/test/**/*.test.ts"],
          globalSetup: [at("packages/db/test/global-set-up.ts")],
          setupFiles,
          pool: "forks",
          // Each file has a client, or a database, of its own; loading everything anew for each takes as long as the tests.
          isolate: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        resolve,
        ssr: { resolve: { conditions } },
        test: {
          name: "contract",
          include: ["e2e/contract/**/*.test.ts"],
          globalSetup: [at("e2e/support/contract-set-up.ts")],
          setupFiles,
          pool: "forks",
          // Installations and large batches share two processors with the tests: one file at a time.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});

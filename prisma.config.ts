import path from "node:path";
import { defineConfig } from "prisma/config";

// The CLI wants a schema engine for every command and would fetch it from a host that is not always reachable. The
// registry carries the same engine as WASM: no download, the same result everywhere. PRISMA_SCHEMA_ENGINE=native opts
// out, and Windows has to, because it cannot run a script as a program.
if (process.env.PRISMA_SCHEMA_ENGINE !== "native" && process.platform !== "win32") {
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= path.join(import.meta.dirname, "packages/db/bin/schema-engine.mjs");
}
// No call home for news of releases.
process.env.CHECKPOINT_DISABLE ??= "1";

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  // generate, validate and format read no database: a missing DATABASE_URL must not stop them.
  datasource: { url: process.env.DATABASE_URL ?? "postgresql://unset@127.0.0.1:1/unset" },
});

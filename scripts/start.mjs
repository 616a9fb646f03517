#!/usr/bin/env node
// `npm start`: everything from a fresh clone to a running installation.
// `--prebuilt` neither installs nor builds: it runs what the last build made.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Silhouette needs Node 20.19 or newer; this is ${process.versions.node}. See https://nodejs.org.`);
  process.exit(1);
}
// Only now: what follows uses what older versions lack.
const { run } = await import("./start/run.mjs");
process.exit(await run({ prebuilt: process.argv.includes("--prebuilt") }));

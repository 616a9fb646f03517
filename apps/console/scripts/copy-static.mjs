// The standalone build leaves out what a content network may serve in its place. Ours serves everything itself, so its
// static files and public directory are put beside the server. Part of the build, run in the console's directory.
import { cpSync, existsSync } from "node:fs";
import path from "node:path";

const standalone = path.resolve(".next/standalone/apps/console");
cpSync(".next/static", path.join(standalone, ".next/static"), { recursive: true });
if (existsSync("public")) cpSync("public", path.join(standalone, "public"), { recursive: true });

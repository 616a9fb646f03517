import { once } from "node:events";
import { readOptions, USAGE } from "./sample/sample-options.mjs";
import { sampleFile } from "./sample/sample-rows.mjs";

// A reader that has seen enough, such as `head`, closes the pipe: that is no failure.
process.stdout.on("error", (/** @type {NodeJS.ErrnoException} */ error) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

const options = parse(process.argv.slice(2));
if (options.help) {
  process.stdout.write(USAGE);
} else {
  for (const piece of sampleFile(options)) {
    if (!process.stdout.write(piece)) await once(process.stdout, "drain");
  }
}

/** @param {readonly string[]} args */
function parse(args) {
  try {
    return readOptions(args);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    process.exit(1);
  }
}

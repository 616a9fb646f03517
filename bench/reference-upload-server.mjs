// The process of `reference-upload.mjs`: writes the body of each request to the file that its argument names.
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer } from "node:http";
import { pipeline } from "node:stream/promises";

const [, , file = ""] = process.argv;
const server = createServer(async (request, response) => {
  try {
    // A file that is there is written over without new blocks: every upload is the first.
    await rm(file, { force: true });
    await pipeline(request, createWriteStream(file, { flush: true }));
    response.end();
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.(typeof address === "object" ? address?.port : null);
});

// Runs the built console: `node apps/console/server-entry.mjs`, with DATABASE_URL, AUTH_SECRET, PORT and HOSTNAME set.
import { subscribe } from "node:diagnostics_channel";

// Next's server stops by itself on SIGTERM and SIGINT. When another program started this one over an IPC channel and
// dies without a word, the channel closes: then there is nobody left to stop the console, so it stops itself.
process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));

// A proxy in front writes the caller's address into X-Forwarded-For; PUBLIC_CONSOLE_URL says that there is one.
const isBehindProxy = Boolean(process.env.PUBLIC_CONSOLE_URL);

subscribe("http.server.request.start", (/** @type {any} */ { request }) => {
  request.url = toDecodable(request.url);
  // The address counts failed sign-ins. Without a proxy the header is whatever the caller made up: ask the connection.
  if (!isBehindProxy) request.headers["x-forwarded-for"] = request.socket.remoteAddress;
});

await import("./.next/standalone/apps/console/server.js");

/**
 * Next answers a path that is not percent-encoded UTF-8 with an error of its own before any route runs. Such a path is
 * taken by the letter instead: what it names does not exist, and the route says so in its own words.
 * @param {string} url
 */
function toDecodable(url) {
  const [path = ""] = url.split("?", 1);
  try {
    decodeURIComponent(path);
    return url;
  } catch {
    return path.replaceAll("%", "%25") + url.slice(path.length);
  }
}

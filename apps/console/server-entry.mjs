// Runs the built console: `node apps/console/server-entry.mjs`, with DATABASE_URL, AUTH_SECRET, PORT and HOSTNAME set.
import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";
import { callerAddress, readTrustedProxies } from "@silhouette/core/trusted-proxies";

// Next's server stops by itself on SIGTERM and SIGINT. When another program started this one over an IPC channel and
// dies without a word, the channel closes: then there is nobody left to stop the console, so it stops itself.
process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));

// Settings that are wrong are named by the console once it reads them all; until then nobody is trusted.
const trustedProxies = readTrustedProxies(process.env.TRUSTED_PROXIES ?? "");

// A page that may not be shown has another status than 200, and is a page like any other: see `server/answer-status.ts`.
/** @type {AsyncLocalStorage<{ status: number | null }>} */
const answers = new AsyncLocalStorage();
Reflect.set(globalThis, Symbol.for("silhouette.answers"), answers);

subscribe("http.server.request.start", (/** @type {any} */ { request, response }) => {
  /** @type {{ status: number | null }} */
  const answer = { status: null };
  answers.enterWith(answer);
  const { writeHead } = response;
  response.writeHead = (/** @type {number} */ status, /** @type {any[]} */ ...rest) =>
    writeHead.call(response, status === 200 ? (answer.status ?? status) : status, ...rest);
  request.url = toDecodable(request.url);
  // The address counts failed sign-ins, and whatever a caller has put into the header must not be it. Who reads the
  // header below finds the one address that is known.
  const given = { get: () => request.headers["x-forwarded-for"] ?? null };
  request.headers["x-forwarded-for"] = callerAddress(request.socket.remoteAddress ?? "", given, trustedProxies);
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

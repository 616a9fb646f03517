import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Log } from "@silhouette/core/log";
import type { ApiRequest, Reply } from "@silhouette/profile-api";
import { toLightRequest } from "./light-request.ts";

/** Bytes of all headers together: room for the longest request target that is answered with 414 (U-32). */
const HEADER_BYTES_MAX = 64 * 1024;
/** Milliseconds for a whole request: 50 MB at 30 kB/s. */
const REQUEST_MILLIS_MAX = 30 * 60 * 1000;
/** Milliseconds for the headers of a request. */
const HEADERS_MILLIS_MAX = 30 * 1000;
/** Milliseconds that an idle connection stays open: longer than load balancers keep theirs, which is 60 s at most of them. */
const KEEP_ALIVE_MILLIS = 65 * 1000;

/** Puts the data plane on Node's own HTTP server, with the two health checks beside it. `handle` is told where a call comes from. */
export function createEdgeServer({
  handle,
  handleShort = () => null,
  isReady,
  log = null,
}: {
  handle: (request: Request, socketAddress: string | null) => Promise<Response>;
  /** Answers plain calls without the cost of a standard request and response; null where it does not. */
  handleShort?: (request: ApiRequest, socketAddress: string | null) => Promise<Reply> | null;
  isReady: () => Promise<boolean>;
  /** Told of failures that nobody expected: what handles calls answers its own. */
  log?: Pick<Log, "error"> | null;
}): Server {
  const listener = getRequestListener(async (request, { incoming }) => {
    const path = pathOf(request.url);
    if (path === "/healthz") return new Response("ok\n");
    if (path === "/readyz") {
      const isUp = await isReady();
      return new Response(isUp ? "ready\n" : "not ready\n", { status: isUp ? 200 : 503 });
    }
    return handle(request, incoming.socket.remoteAddress ?? null);
  });
  // A throw before the first wait is a failure like any other.
  const shortReply = (request: ApiRequest, { socket }: IncomingMessage) => {
    try {
      return handleShort(request, socket.remoteAddress ?? null);
    } catch (error) {
      return Promise.reject(error);
    }
  };
  const server = createServer(
    {
      maxHeaderSize: HEADER_BYTES_MAX,
      requestTimeout: REQUEST_MILLIS_MAX,
      headersTimeout: HEADERS_MILLIS_MAX,
      // As a standard request joins them: else Node keeps only the first of some headers that occur twice.
      joinDuplicateHeaders: true,
    },
    (incoming, outgoing) => {
      const request = toLightRequest(incoming);
      const replying = request && shortReply(request, incoming);
      const fail = (error: unknown) => {
        log?.error({ err: error }, "a call could not be answered");
        endFailed(outgoing);
      };
      if (replying === null) {
        outgoing.once("finish", () => endWhenStopping(server, outgoing));
        void listener(incoming, outgoing)?.catch(fail);
      } else {
        replying
          .then((reply) => {
            send(reply, incoming, outgoing);
            endWhenStopping(server, outgoing);
          })
          .catch(fail);
      }
    },
  );
  server.keepAliveTimeout = KEEP_ALIVE_MILLIS;
  return server;
}

/** A connection that stays open must not keep a stopping server alive. What was written before is sent all the same. */
function endWhenStopping(server: Server, { socket }: ServerResponse): void {
  if (!server.listening) socket?.end();
}

/** Writes head and body at once: one system call. */
function send({ status, headers, body }: Reply, incoming: IncomingMessage, outgoing: ServerResponse): void {
  outgoing.writeHead(status, { ...headers, "Content-Length": body === null ? 0 : Buffer.byteLength(body) });
  outgoing.end(body ?? undefined);
  // What is left of a refused body is small, and would hold up the next call on the connection.
  if (!incoming.readableEnded) incoming.resume();
}

/** A call that failed must not end the program, nor leave its caller waiting. */
function endFailed(outgoing: ServerResponse): void {
  if (outgoing.headersSent) outgoing.destroy();
  else outgoing.writeHead(500, { Connection: "close", "Content-Length": 0 }).end();
}

function pathOf(url: string): string {
  const from = url.indexOf("/", url.indexOf("://") + 3);
  const to = url.indexOf("?", from);
  return to === -1 ? url.slice(from) : url.slice(from, to);
}
